"""没送到的消息: who was to hear something and could not be reached, so that somebody calls him."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from community.people.actor import Actor
from community.people.privacy import mask_phone
from community.people.roles import Verb
from community.records.models import Delivery
from community.wishes.models import Wish

from .inbox import case_url
from .page import DeskPage
from .person import areas

# Who calls people in a place, and who keeps the gateway of the district at work.
TOLD = frozenset({Verb.WISH_SCREEN, Verb.PEOPLE_MANAGE})
SINCE, SHOWN = timedelta(days=14), 100
OF_WISH = "wish:"


@dataclass(frozen=True)
class Missed:
    """``wish`` only for who reads wishes there."""

    delivery: Delivery
    wish: Wish | None
    url: str

    @property
    def whom(self) -> str:
        notice = self.delivery.notice
        if notice.user is None:
            return mask_phone(notice.address)
        return f"{notice.user} {notice.user.phone_mask}".strip()


def failed(by: Actor, at: datetime) -> QuerySet[Delivery]:
    """In the last two weeks: about wishes he reads; of all messages for who manages people in the district."""
    found = Delivery.objects.filter(state=Delivery.State.FAILED, notice__at__gte=at - SINCE)
    if by.areas(Verb.PEOPLE_MANAGE, at):
        return found
    mine = Wish.objects.in_areas(areas(by, {Verb.WISH_SCREEN}, at)).values("code")
    about = found.filter(notice__subject__startswith=OF_WISH)
    return about.annotate(code=Substr("notice__subject", len(OF_WISH) + 1)).filter(code__in=mine)


class MissedPage(DeskPage):
    verbs = TOLD
    page_title = "没送到的消息"
    header_icon = "mail"
    template_name = "workflows/desk/missed.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        deliveries = list(failed(self.by, self.at).select_related("notice__user").order_by("-pk")[:SHOWN])
        readable = Wish.objects.in_areas(areas(self.by, {Verb.WISH_SCREEN}, self.at)).select_related("region")
        subjects = {d.notice.subject.removeprefix(OF_WISH) for d in deliveries}
        wishes = {w.subject: w for w in readable.filter(code__in=subjects)}
        return self.answer(rows=[self.row(d, wishes.get(d.notice.subject)) for d in deliveries])

    def row(self, delivery: Delivery, wish: Wish | None) -> Missed:
        return Missed(delivery, wish, case_url(wish) if wish else "")
