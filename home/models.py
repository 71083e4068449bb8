"""The front page: how many wishes came true, who is still waiting, what is new."""

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Page

from cms.models import ArticlePage, BoardIndexPage, BulletinPage, PolicyPage
from cms.review.page import Reviewed
from cms.rights import PageRights
from cms.shelf import around, chosen_place, published, three_levels, with_column
from community.honours.measures import Kind
from community.wishes.figures import figures
from community.wishes.following import on_cards
from community.wishes.models import Story, Wish
from community.wishes.thanks import thanks

MOST_BULLETINS = 3
MOST_STARS = 3


class HomePage(Reviewed):
    headline = models.CharField("头条", max_length=40, blank=True, help_text="一行话，不填就不显示。")
    headline_page = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="头条打开哪一页",
    )

    content_panels = [
        *Reviewed.content_panels,
        MultiFieldPanel(
            [FieldPanel("headline"), PageChooserPanel("headline_page")],
            heading="头条",
        ),
    ]

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.ColumnPage", "cms.TopicPage", "cms.StandardPage", "cms.BoardIndexPage"]

    class Meta:
        verbose_name = "首页"
        verbose_name_plural = "首页"

    def permissions_for_user(self, user):
        return PageRights(user, self)

    @cached_property
    def published(self):
        """Made once: which pages are private is a question of its own each time."""
        return published(self)

    @property
    def news(self):
        """The four latest pieces of any column."""
        return with_column(self.published.type(ArticlePage, PolicyPage)).specific()[:4]

    @property
    def columns(self):
        return self.published.child_of(self).order_by("path")

    def stars(self, now):
        """The three who did most this season, as 微星光 names them."""
        board = BoardIndexPage.season(Kind.PEOPLE, now)
        return {"season": board.scope.period.word, "stars": board.standings()[:MOST_STARS]}

    def get_context(self, request, *args, **kwargs):
        now, place = timezone.now(), chosen_place(request)
        story, near = Story.objects.newest().first(), around(place)
        return {
            **super().get_context(request, *args, **kwargs),
            "place": place,
            "bulletins": BulletinPage.objects.filter(pk__in=self.published).current(now, near)[:MOST_BULLETINS],
            "levels": three_levels(self.published, near, most=3) if near else [],
            "figures": figures(now, place),
            "waiting": on_cards(longest_waiting(place), now),
            "story": story,
            "thanks": thanks(story.wish) if story else "",
            **self.stars(now),
        }


class Epoch(models.Model):
    """The ``mark`` changes whenever the table has changed: see ``epochs``."""

    table = models.CharField(max_length=63, primary_key=True)
    mark = models.CharField(max_length=16)

    def __str__(self):
        return self.table


def longest_waiting(place, most=3):
    """The three that have waited longest: of one's own community first, then of its street, then of anywhere."""
    found: list[Wish] = []
    for region in dict.fromkeys([place, place.street, None]) if place else [None]:
        wishes = Wish.objects.on_wall().open()
        near = wishes.near(region) if region else wishes
        rest = near.exclude(pk__in=[wish.pk for wish in found]).for_cards().order_by("since", "id")
        found += rest[: most - len(found)]
    return found
