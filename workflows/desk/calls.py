"""回访: whom to call or visit, soonest first, and who had better not."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from community.people.actor import Actor
from community.people.areas import below
from community.people.models import User
from community.people.roles import Verb
from community.wishes.models import LIVE, CallBack, Status, Wish
from community.wishes.queries import caller_bars

from . import keyset
from .asked import open_requests
from .due import due_words, heat_of
from .page import DeskPage

# A reviewer calls only as a last resort, when nobody did in time.
CALLERS = frozenset({Verb.WISH_CALL_BACK, Verb.WISH_VERIFY})


def open_calls(by: Actor, at: datetime) -> QuerySet[CallBack]:
    """The calls this person may make, one open row each."""
    his = below(by.areas(Verb.WISH_CALL_BACK, at), "wish__area_path")
    left = below(by.areas(Verb.WISH_VERIFY, at), "wish__area_path") & Q(due_at__lt=at)
    return CallBack.objects.filter(his | left, recorded_at=None, wish__status__in=LIVE)


def may_call(wish: Wish, by: Actor, at: datetime) -> bool:
    if wish.status not in {Status.CONFIRMING, Status.AMENDING, Status.ACTING}:
        return False
    if by.may(Verb.WISH_CALL_BACK, area=wish.area_path, at=at):
        return True
    late = wish.call_backs.filter(recorded_at=None, due_at__lt=at)
    return by.may(Verb.WISH_VERIFY, area=wish.area_path, at=at) and late.exists()


@dataclass(frozen=True)
class CallRow:
    call: CallBack
    at: datetime
    why_not: str
    for_whom: User | None

    @property
    def wish(self) -> Wish:
        return self.call.wish

    @property
    def heat(self) -> str:
        return heat_of(self.call.due_at, self.at)

    @property
    def due(self) -> str:
        return due_words(self.call.due_at, self.at)


class CallsPage(DeskPage):
    verbs = CALLERS
    page_title = "回访"
    header_icon = "mobile-alt"
    template_name = "workflows/desk/calls.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        calls = open_calls(self.by, self.at).select_related("wish__region", "wish__organisation", "wish__actor")
        page = keyset.by_due(calls, request.GET.get("after", ""))
        why = caller_bars(wishes=[call.wish for call in page.rows], by=self.by)
        return self.answer(
            rows=[CallRow(call, self.at, why.get(call.wish_id, ""), self.for_whom(call)) for call in page.rows],
            next_cursor=page.next,
            requests=open_requests(self.by, self.at)[: keyset.SIZE],
        )

    def for_whom(self, call: CallBack) -> User | None:
        return self.by.using(Verb.WISH_CALL_BACK, area=call.wish.area_path, at=self.at).on_behalf_of
