"""Which pages somebody may work on: Wagtail's groups say what, his memberships say where."""

from django.utils import timezone
from wagtail.permissions import page_permission_policy

from cms.review.page import ReviewedPermissions
from community.people.areas import below
from community.people.models import Level, Membership, Region
from community.people.roles import Role

PUBLISHING = frozenset({Role.EDITOR, Role.REVIEWER_1, Role.REVIEWER_2, Role.REVIEWER_3})


def publishes(user):
    """Whether a group lets this person work on pages (superusers: yes, they set things up)."""
    return page_permission_policy.user_has_any_permission(user, {"add", "change", "publish"})


def regions_of(user, roles=PUBLISHING):
    """The regions he publishes for, those below them included; a superuser sets up all of them."""
    if user.is_superuser:
        return Region.objects.all()
    held = Membership.objects.active(timezone.localdate()).filter(user=user, role__in=roles)
    return Region.objects.filter(below(held.values_list("region__path", flat=True), "path"))


def places_of(user):
    """The levels of his regions by their number, kept on him as Wagtail keeps his permissions: a list of pages asks ten
    times for each row."""
    if not hasattr(user, "_publishes_for"):
        user._publishes_for = dict(regions_of(user).values_list("pk", "level"))
    return user._publishes_for


def works_for(user, region_id):
    """Whether pages of this region are his; a page without one is the whole district's."""
    if region_id is None:
        return user.is_superuser or Level.DISTRICT in places_of(user).values()
    return region_id in places_of(user)


class PageRights(ReviewedPermissions):
    """A page without a region is the whole district's, as the home page is."""

    def __init__(self, user, page):
        super().__init__(user, page)
        region = getattr(page, "region_id", None)
        if user.is_active and not user.is_superuser and page.pk and not works_for(user, region):
            self.permissions = set()
