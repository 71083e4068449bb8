"""AB 岗: a colleague stands in for whoever is away, and is himself again when that is over."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from .actor import Actor
from .models import Cover, Membership, User
from .operations import exclusive_roles
from .refusal import Refused
from .roles import EXCLUSIVE, STAFF, Verb

LONGEST_COVER = timedelta(days=366)


def may_arrange(*, absent: User, by: Actor, at: datetime) -> bool:
    """Each for himself; the street for those whose every place lies in it."""
    if by.user is None:
        return False
    held = absent.memberships.active(timezone.localdate(at)).filter(role__in=STAFF).select_related("region")
    places = [m.region.path for m in held if m.region]
    own = absent.pk == by.user.pk
    return bool(places) and (own or all(by.may(Verb.PEOPLE_COVER, area=path, at=at) for path in places))


@transaction.atomic
def arrange_cover(
    *, absent: User, substitute: User, starts_on: date, ends_on: date, by: Actor, at: datetime
) -> tuple[Cover, bool]:
    """AB 岗: the substitute stands in for the absent colleague on these days, both included. (cover, whether it is
    new): sent twice it is one arrangement."""
    if not may_arrange(absent=absent, by=by, at=at):
        raise Refused("not_yours", "只能给自己请假，或者由街道协调员给本街道的同志安排。", field="absent")
    list(User.objects.select_for_update().filter(pk__in=[absent.pk, substitute.pk]).order_by("pk"))
    wanted = {"absent": absent, "substitute": substitute, "starts_on": starts_on, "ends_on": ends_on}
    if known := Cover.objects.filter(**wanted, ended_at=None).first():
        return known, False
    _require_days(starts_on, ends_on, timezone.localdate(at))
    _require_colleague(absent, substitute, starts_on, ends_on)
    _require_free(absent, substitute, starts_on, ends_on)
    return Cover.objects.create(**wanted, set_by=by.user, set_at=at), True


def _require_days(starts_on: date, ends_on: date, today: date) -> None:
    if ends_on < starts_on:
        raise Refused("days", "最后一天在第一天前面了，请看一下日子。", field="ends_on")
    if ends_on < today:
        raise Refused("days", "这些日子已经过了，请往后选。", field="ends_on")
    if ends_on - max(starts_on, today) > LONGEST_COVER:
        raise Refused("days", "顶岗一次最长一年。离开更久，请办交接。", field="ends_on")


def _require_colleague(absent: User, substitute: User, first: date, last: date) -> None:
    works = Membership.objects.within(first, last).filter(user=substitute, role__in=STAFF)
    if substitute.pk == absent.pk or not substitute.is_active or not works.exists():
        raise Refused("not_a_colleague", "顶岗的要是另一位在岗的同志。", field="substitute")
    held = Membership.objects.within(first, last).filter(user=absent, role__in=EXCLUSIVE)
    roles = exclusive_roles(substitute, first, last) | set(held.values_list("role", flat=True))
    if held and len(roles) > 1:
        words = "系统管理员、安全管理员、审计管理员不能由同一个人担任，顶岗也不行，请另选一位。"
        raise Refused("exclusive", words, field="substitute")


def _require_free(absent: User, substitute: User, first: date, last: date) -> None:
    """One substitute at a time, who is there himself; what one stands in for is not handed on."""
    covers = Cover.objects.within(first, last).select_related("absent", "substitute")
    if other := covers.filter(absent=absent).first():
        words = f"{other.starts_on} 到 {other.ends_on} 已经请{other.substitute}顶岗。要改，先结束那一次。"
        raise Refused("cover_overlaps", words, field="starts_on")
    if covers.filter(absent=substitute).exists():
        raise Refused("substitute_away", f"{substitute}那几天自己也请假，请另选一位。", field="substitute")
    if other := covers.filter(substitute=absent).first():
        words = f"那几天正在代{other.absent}的岗，顶岗不能再转给别人。先给{other.absent}另外安排。"
        raise Refused("covers_another", words, field="starts_on")


@transaction.atomic
def end_cover(*, cover: Cover, by: Actor, at: datetime) -> Cover:
    """Back earlier than planned, or not away after all: from now on the substitute is himself again."""
    cover = Cover.objects.select_for_update(of=("self",)).select_related("absent", "substitute").get(pk=cover.pk)
    if not may_arrange(absent=cover.absent, by=by, at=at):
        raise Refused("not_yours", "只有请假的人自己，或者本街道的协调员，可以提前结束。")
    if cover.ended_at is None:
        cover.ended_at, cover.ended_by = at, by.user
        cover.save(update_fields=["ended_at", "ended_by"])
    return cover
