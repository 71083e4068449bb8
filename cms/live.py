"""Live blocks: what the domain says at the moment somebody reads."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail import blocks

from community.people.models import Level, Region
from community.wishes.codes import read_code
from community.wishes.figures import figures
from community.wishes.following import on_cards
from community.wishes.models import Story, Wish

MOST_CARDS = 3


def places():
    """Slugs, so that a page can be carried to another installation."""
    return Region.objects.filter(level__in=[Level.STREET, Level.COMMUNITY]).values_list("slug", "name")


class OpenWishesBlock(blocks.StructBlock):
    """The wishes of a place that have waited longest."""

    place = blocks.ChoiceBlock(choices=places, required=False, label="哪里的", help_text="不选就是全区。")

    class Meta:
        icon = "user"
        label = "等人认领的心愿"
        template = "cms/blocks/open_wishes.html"

    def get_context(self, value, parent_context=None):
        place = Region.objects.filter(slug=value.get("place") or "").first()
        wishes = Wish.objects.on_wall().open()
        wishes = (wishes.near(place) if place else wishes).for_cards().order_by("since", "id")[:MOST_CARDS]
        cards = on_cards(wishes, timezone.now())
        return super().get_context(value, parent_context) | {"place": place, "cards": cards}


class StoryBlock(blocks.StructBlock):
    """The tale of one fulfilled wish, as long as the wall shows it."""

    code = blocks.CharBlock(label="心愿编号", help_text="九位数字，如 386 204 517。")

    class Meta:
        icon = "pick"
        label = "一个心愿的故事"
        template = "cms/blocks/story.html"

    def clean(self, value):
        cleaned = super().clean(value)
        if not story_of(cleaned["code"]):
            raise blocks.StructBlockValidationError(
                {"code": ValidationError("没有这个编号的公开故事。要是已实现、放在心愿墙上的心愿。")}
            )
        return cleaned

    def get_context(self, value, parent_context=None):
        return super().get_context(value, parent_context) | {"story": story_of(value.get("code", ""))}


def story_of(code):
    wanted = read_code(code)
    return Story.objects.public().select_related("wish__region").filter(wish__code=wanted).first() if wanted else None


class FiguresBlock(blocks.StaticBlock):
    class Meta:
        icon = "order"
        label = "这个月的数字"
        admin_text = "这个月实现了多少个心愿，还有多少个等人认领。"
        template = "cms/blocks/figures.html"

    def get_context(self, value, parent_context=None):
        return super().get_context(value, parent_context) | {"figures": figures(timezone.now())}
