"""交接: who has what in hand, and giving all of it to one successor."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from community.people.areas import below
from community.people.models import Membership, User
from community.people.roles import Verb
from community.wishes.models import Status
from workflows import handover
from workflows.forms.base import PlainForm, members_of, text_field

from .colleagues import PersonField, staff_within
from .inbox import rows
from .page import DeskPage

SHOWN = 50


class HandOverForm(PlainForm):
    successor = PersonField(label="交给谁", help_text="他能接的都交给他；不能接的留下，写明原因，再交给另一位")
    reason = text_field("说明", required=False, most=200)

    def __init__(self, data: Any = None, *, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["successor"]
        field.offer(people)


class HoldersPage(DeskPage):
    verbs = frozenset({Verb.WISH_REASSIGN})
    page_title = "交接"
    header_icon = "resubmit"
    template_name = "workflows/desk/holders.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(holders=handover.holders(self.by, self.at))


class HandOverPage(DeskPage):
    verbs = HoldersPage.verbs
    header_icon = "resubmit"
    trail = (("交接", "desk_handover:index"),)
    template_name = "workflows/desk/handover.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.leaver = get_object_or_404(User, pk=kwargs["pk"])

    def allowed(self) -> bool:
        """Who works in his street, or has something of it in hand."""
        return super().allowed() and (self.belongs() or handover.open_work(self.leaver, self.by, self.at).exists())

    def belongs(self) -> bool:
        here = below(self.by.areas(Verb.WISH_REASSIGN, self.at), "region__path", "organisation__region__path")
        return Membership.objects.filter(here, user=self.leaver).exists()

    def get_page_title(self) -> str:
        return f"交接 {self.leaver}"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return self.page(HandOverForm(people=self.people()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        form = HandOverForm(request.POST, people=self.people())
        if not form.is_valid():
            return self.page(form, 422)
        done = handover.hand_over(
            leaver=self.leaver, by=self.by.using(Verb.WISH_REASSIGN, at=self.at), at=self.at, **form.cleaned_data
        )  # fmt: skip
        return self.page(HandOverForm(people=self.people()), done=done, successor=form.cleaned_data["successor"])

    def people(self) -> dict[int, str]:
        """Members of the organisations concerned, and those who may keep an eye on what was passed on."""
        work = handover.open_work(self.leaver, self.by, self.at)
        units = set(work.exclude(organisation=None).values_list("organisation", flat=True))
        members = members_of(units, self.at).defer("user__name", "user__phone")
        found = {m.user_id: f"{m.organisation} · {m.user}" for m in members}
        if work.filter(status=Status.TRANSFERRED).exists():
            found |= staff_within(self.by.areas(Verb.WISH_REASSIGN, self.at), self.at)
        found.pop(self.leaver.pk, None)
        return found

    def page(self, form: HandOverForm, status: int = 200, **context: Any) -> HttpResponseBase:
        work = handover.open_work(self.leaver, self.by, self.at)
        held = Membership.objects.filter(user=self.leaver).select_related("region", "organisation").order_by("pk")
        return self.answer(
            status,
            form=form,
            leaver=self.leaver,
            posts=[(m.get_role_display(), m.organisation or m.region, m.ends_on) for m in held],
            total=work.count(),
            rows=rows(list(work[:SHOWN]), self, "", apart=False),
            promised=handover.promised_work(self.leaver, self.by, self.at)[:SHOWN],
            judged=handover.done_work(self.leaver, self.by, self.at).count(),
            **context,
        )
