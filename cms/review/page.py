"""What every page type takes from the reviews: nobody publishes by hand, and what goes live was released."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import Page, PagePermissionTester

from community.people.actor import Actor

from . import rules


class NotReleased(PermissionDenied):
    """Wagtail's pages answer it with “no permission”, everyone else reads the sentence."""

    def __init__(self) -> None:
        super().__init__("三审还没有都通过，不能发布。请送审，由初审、复审、终审三位同志看过再发。")


class ReviewedPermissions(PagePermissionTester):
    """Publishing belongs to the workflow alone, superusers included; taking down takes a reason: ``operations.retract``."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        self.permissions: set[str] = getattr(self, "permissions", set()) - {"publish"}

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Wagtail looks for public pages from this one down, for each row of a list: this one is in its hands."""
        return (self.user.is_superuser or not self.page.live) and super().can_delete(ignore_bulk)


class Reviewed(Page):
    """A page that goes live by its reviews only."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return ReviewedPermissions(user, self)

    def why_not_live(self, at: datetime) -> str:
        """Why this text must not go live at that moment; empty when it may."""
        return ""

    def publish(self, revision: Any, **kwargs: Any) -> Any:
        if not rules.is_released(revision.pk):
            raise NotReleased
        return super().publish(revision, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """The last door: Wagtail's edit view and ``live = True`` do not come through ``publish``."""
        if self.live and self.pk and self._goes_live() and not rules.is_released(self.live_revision_id):
            raise NotReleased
        return super().save(*args, **kwargs)

    def _goes_live(self) -> bool:
        """Whether the public would see another revision than now; a page that is new is found by check_integrity."""
        before = Page.objects.filter(pk=self.pk).values_list("live", "live_revision_id").first()
        return before is not None and before != (True, self.live_revision_id)

    @transaction.atomic
    def save_revision(self, user: Any = None, *args: Any, overwrite_revision: Any = None, **kwargs: Any) -> Any:
        """What somebody signed is never overwritten by the editor's automatic saving."""
        from . import operations

        if overwrite_revision and rules.is_signed(overwrite_revision.pk):
            overwrite_revision = None
        state = rules.open_step(self)
        corrects = state is not None and rules.may_correct(self, Actor(user))
        revision = super().save_revision(user, *args, overwrite_revision=overwrite_revision, **kwargs)
        if state:
            operations.saved(revision=revision, state=state, corrects=corrects)
        return revision
