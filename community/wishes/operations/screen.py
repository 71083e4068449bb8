"""A worker reads a wish, writes its public version and decides how it goes on."""

from datetime import date, datetime

from django.db import OperationalError

from community.people.actor import Actor
from community.people.models import Organisation
from community.people.refusal import Refused
from community.records.calendar import close_of

from ..models import Category, Claim, Hand, Handling, Transfer, Visibility, Wish, Work
from .duty import require_not_own_proxy, take_part
from .follow import ask_to_join
from .photos import drop_first


def classify(
    wish: Wish,
    *,
    by: Actor,
    at: datetime,
    category: Category,
    public_title: str,
    public_text: str,
    urgent: bool,
    minor: bool,
    home_visit: bool,
    value: int,
    quantity: int | None = None,
    unit: str = "",
    keep_in_street: bool = False,
) -> None:
    """Category, flags and the 公开版. The widest visibility is what the wisher, the category and the flags all allow."""
    terms = category.terms.at(at).first()
    if terms is None or not terms.in_use:
        raise Refused("no_terms", "这个类别现在不用，请换一个类别。", field="category")
    require_not_own_proxy(wish, by=by, low_risk=terms.low_risk)
    limits = [wish.wished_visibility, terms.widest]
    if keep_in_street or terms.handling == Handling.CLAIM_IN_STREET:
        limits.append(Visibility.STREET)
    if minor:
        limits.append(Visibility.STAFF)
    wish.category, wish.terms = category, terms
    wish.public_title, wish.public_text = public_title, public_text
    wish.urgent, wish.minor, wish.home_visit, wish.value = urgent, minor, home_visit, value * 100
    if (quantity or 0) < wish.pledged:
        raise Refused("pledged", f"已经有人答应了 {wish.pledged}{wish.unit}，数量不能比这少。", field="quantity")
    wish.quantity, wish.unit = quantity or None, unit if quantity else ""
    wish.visibility = Visibility.narrowest(*limits)
    wish.save(
        update_fields=[
            "published_at",
            *("category", "terms", "public_title", "public_text", "visibility"),
            *("urgent", "minor", "home_visit", "value", "quantity", "unit"),
        ]
    )
    if minor:
        drop_first([wish], at=at)
    take_part(wish=wish, user=by.user, part=Hand.Part.SCREENER, at=at)


def publish(wish: Wish, *, by: Actor, at: datetime, keep_in_street: bool = False, **version: object) -> None:
    """To the wall, or to the organisations of the street. Never what only staff may see, and never the urgent."""
    wish.published_at = wish.published_at or at
    classify(wish, by=by, at=at, keep_in_street=keep_in_street, **version)  # type: ignore[arg-type]  # form data
    assert wish.terms is not None
    if wish.urgent:
        raise Refused("urgent", "加急的心愿不等认领，请直接派单。", field="urgent")
    if wish.terms.handling not in {Handling.CLAIM, Handling.CLAIM_IN_STREET}:
        raise Refused("not_for_claim", "这一类不放出来认领，请派单、转办或直接答复。", field="category")
    if wish.visibility == Visibility.STAFF:
        raise Refused("staff_only", "这个心愿只能由工作人员看到，请派单、转办或直接答复。")
    wish.organisation = wish.actor = None


def publish_street(wish: Wish, **data: object) -> None:
    publish(wish, keep_in_street=True, **data)  # type: ignore[arg-type]  # form data


def dispatch(wish: Wish, *, by: Actor, at: datetime, organisation: Organisation, **version: object) -> None:
    """Ask an organisation of the street (or a unit of the district) to take it."""
    classify(wish, by=by, at=at, **version)  # type: ignore[arg-type]  # form data
    if not organisation.active:
        raise Refused("inactive", "这个组织已停用，请另选一个。", field="organisation")
    wish.organisation, wish.actor = organisation, None


def answer(wish: Wish, *, by: Actor, at: datetime, **version: object) -> None:
    classify(wish, by=by, at=at, **version)  # type: ignore[arg-type]  # form data
    _answered(wish, by)


def coordinate_answer(wish: Wish, *, by: Actor, at: datetime) -> None:
    _answered(wish, by)


def _answered(wish: Wish, by: Actor) -> None:
    wish.work, wish.actor = Work.ANSWER, by.user
    wish.save(update_fields=["work"])


def transfer(
    wish: Wish,
    *,
    by: Actor,
    at: datetime,
    unit: str,
    outside_number: str,
    due_on: date,
    **version: object,
) -> None:
    """Hand over to a unit outside the platform; the one who transfers keeps an eye on it."""
    if version:
        classify(wish, by=by, at=at, **version)  # type: ignore[arg-type]  # form data
    assert by.user is not None
    Transfer.objects.create(
        wish=wish,
        unit=unit,
        outside_number=outside_number,
        due_at=close_of(due_on),
        by=by.user,
        at=at,
    )
    wish.work, wish.actor, wish.organisation = Work.ANSWER, by.user, None
    wish.save(update_fields=["work"])


def transfer_answered(wish: Wish, *, by: Actor, at: datetime) -> None:
    close_transfer(wish, at=at)


def close_transfer(wish: Wish, *, at: datetime) -> None:
    wish.transfers.filter(answered_at=None).update(answered_at=at)


def merge(wish: Wish, *, by: Actor, at: datetime, into: Wish) -> None:
    if into.pk == wish.pk:
        raise Refused("merge_self", "不能并到它自己。", field="into")
    require_not_own_proxy(wish, by=by)
    if not _as_it_is_now(into).is_live:
        raise Refused("merge_ended", "那个心愿已经结束，不能并进去。", field="into")
    wish.merged_into = into
    wish.save(update_fields=["merged_into"])
    ask_to_join(wish, into=into, at=at)
    take_part(wish=wish, user=by.user, part=Hand.Part.SCREENER, at=at)


def _as_it_is_now(into: Wish) -> Wish:
    """Locked, for it may be on its way into this one. Not waited for: two that wait for each other wait for ever."""
    try:
        return Wish.objects.select_for_update(of=("self",), nowait=True).get(pk=into.pk)
    except OperationalError:
        raise Refused("busy", "那个心愿正有人在办，请过一会儿再并。", field="into") from None


def take_down(wish: Wish, *, by: Actor, at: datetime) -> None:
    """Off the wall and back to the desk."""
    wish.visibility = Visibility.STAFF
    wish.save(update_fields=["visibility"])
    wish.organisation = wish.actor = None


def close_claim(wish: Wish, *, at: datetime, ending: Claim.Ending) -> None:
    """The live claim, if any, ends this way; the wish goes on showing who did it."""
    if held := wish.live_claim:
        held.change(ended_at=at, ending=ending)
        wish.live_claim = None


def end_claim(wish: Wish, *, at: datetime, ending: Claim.Ending) -> None:
    """As ``close_claim``; but nobody is on the wish any more."""
    close_claim(wish, at=at, ending=ending)
    wish.organisation = wish.actor = None
