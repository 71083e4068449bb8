"""What wishes hold about a person: his own wishes, what he took on, what he did, who looked at his contact data."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from community.people.holdings import Duty, Holding, moment
from community.people.models import GONE, Reveal, User
from community.records.models import Audience, Note, Notice, OneTimeCode

from .models import CallRequest, Claim, Pledge, Wish, WishEvent
from .operations.photos import drop_first


def show(user: User) -> dict[str, Any]:
    wishes = list(Wish.objects.own(user).select_related("region").order_by("submitted_at"))
    looks = Reveal.objects.filter(subject__in=[w.subject for w in wishes]).select_related("viewer").order_by("at")
    claims = Claim.objects.filter(user=user).select_related("wish", "organisation").order_by("claimed_at")
    events = WishEvent.objects.filter(actor=user).select_related("wish").order_by("at")
    return {
        "心愿": [_wish(wish) for wish in wishes],
        "代填的心愿": [w.spoken_code for w in Wish.objects.filter(proxied_by=user).order_by("pk")],
        "认领": [
            {
                "心愿": c.wish.spoken_code, "以何名义": str(c.organisation or "个人"), "认领时间": moment(c.claimed_at),
                "答应的日子": c.promised_on, "结束": c.get_ending_display(), "结束时间": moment(c.ended_at),
            }
            for c in claims
        ],
        "协办": [
            {
                "心愿": p.wish.spoken_code, "出什么": p.part, "答应的时间": moment(p.pledged_at),
                "兑现的时间": moment(p.delivered_at), "撤回的时间": moment(p.withdrawn_at),
            }
            for p in Pledge.objects.filter(user=user).select_related("wish").order_by("pledged_at")
        ],
        "经手": [
            {
                "时间": moment(e.at), "心愿": e.wish.spoken_code, "环节": e.step, "结果": e.outcome,
                "途径": e.get_channel_display(),
            }
            for e in events
        ],
        "请社区打电话": [
            {"社区": str(asked.region), "电话": asked.phone, "时间": moment(asked.asked_at)}
            for asked in CallRequest.objects.filter(phone_lookup=user.phone_lookup).exclude(phone_lookup="")
        ],
        "谁看过我的联系方式": [
            {"时间": moment(r.at), "谁": str(r.viewer), "哪件事": r.subject, "内容": r.field, "理由": r.reason}
            for r in looks
        ],
    }  # fmt: skip


def _wish(wish: Wish) -> dict[str, Any]:
    return {
        "编号": wish.spoken_code, "社区": str(wish.region), "原话": wish.own_words, "公开标题": wish.public_title,
        "公开内容": wish.public_text, "姓名": wish.wisher_name, "电话": wish.phone, "住址": wish.address,
        "可见范围": wish.get_visibility_display(), "提交时间": moment(wish.submitted_at), "现在": wish.status_word,
        "结束时间": moment(wish.ended_at), "评价": wish.rating,
    }  # fmt: skip


def duties(user: User, at: datetime) -> Iterable[Duty]:
    for wish in Wish.objects.own(user).live():
        yield Duty(
            f"您许的“{wish.shown_title}”还在办",
            "等它办完再来；不想办了，点进去撤回，撤不了的请打社区电话。",
            wish.get_absolute_url(),
        )
    for claim in Claim.objects.filter(user=user, ended_at=None).select_related("wish"):
        yield Duty(
            f"您认领的“{claim.wish.shown_title}”还没办完",
            "办完再来；办不了，点进去交回，别人可以接着办。",
            claim.wish.get_absolute_url(),
        )
    for pledge in Pledge.objects.open().filter(user=user, wish__ended_at=None).select_related("wish"):
        part = f"出{pledge.part}" if pledge.quantity else pledge.part
        yield Duty(
            f"您答应给“{pledge.wish.shown_title}”{part}，还没兑现",
            "兑现了再来；出不了了，点进去撤回这一份。",
            pledge.wish.get_absolute_url(),
        )


def erase(user: User, at: datetime) -> None:
    """Of his own wishes the public version, the course of events and what the community said to all stay; what he left
    with the same phone after he asked to leave is a matter of its own. A wish he wrote for an organisation is the
    organisation's: it loses his name and phone."""
    left = Q(wisher=user) | Q(submitted_at__lte=user.leaving_since or at)
    if user.phone_lookup:
        CallRequest.objects.filter(phone_lookup=user.phone_lookup).delete()
        Wish.objects.exclude(wisher_organisation=None).filter(phone_lookup=user.phone_lookup).update(
            wisher_name="", wisher_title="", phone="", phone_lookup="", phone_mask=""
        )
    wishes = Wish.objects.own(user).filter(left)
    subjects = [wish.subject for wish in wishes.only("code")]
    drop_first(wishes.only("code"), at=at)
    Note.objects.filter(subject__in=subjects).exclude(audience=Audience.PUBLIC).update(text="")
    Notice.objects.filter(subject__in=subjects, user=None).update(text="", address="")
    OneTimeCode.objects.filter(subject__in=subjects).delete()
    wishes.update(
        own_words="", wisher_name="", wisher_title="", wisher_mask=GONE, phone="", phone_lookup="", phone_mask="",
        address="", proxy_reason="",
    )  # fmt: skip


HOLDING = Holding(show=show, erase=erase, duties=duties)
