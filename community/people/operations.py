"""Verbs about people and their roles."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from . import consents
from .actor import Actor
from .models import Cover, Level, Membership, Organisation, Region, Residence, Reveal, Rows, User
from .refusal import Refused
from .roles import EXCLUSIVE, Role, Verb

DESK_GROUP, EDITORS_GROUP, SITE_GROUP = "工作台", "宣传编辑", "网站设置"


class RoleRefused(Exception):
    """The role cannot be given; the message says why, in Chinese, to the person who tried."""


@transaction.atomic
def grant(
    *,
    user: User,
    role: Role,
    region: Region | None = None,
    organisation: Organisation | None = None,
    starts_on: date,
    ends_on: date | None = None,
) -> Membership:
    """Give a role in a region or an organisation, and the way into the desk that belongs to it."""
    if role.of_organisation != (organisation is not None):
        raise RoleRefused(f"“{role.label}”要指定{'组织' if role.of_organisation else '区域'}。")
    if not User.objects.select_for_update().get(pk=user.pk).is_active:
        raise RoleRefused("这个账号停用了，或者正在注销，不能给它岗位。")
    if role in EXCLUSIVE:
        _require_one_of_three(user, role, starts_on, ends_on or date.max)
    membership = Membership.objects.create(
        user=user,
        role=role,
        region=region,
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    sync_desk_access(user=user, on=starts_on)
    return membership


def _require_one_of_three(user: User, role: Role, first: date, last: date) -> None:
    """Neither he, nor who stands in for him, may come to hold two of the exclusive roles."""
    substitutes = User.objects.filter(covers__in=Cover.objects.within(first, last).filter(absent=user))
    for somebody in (user, *substitutes):
        if exclusive_roles(somebody, first, last) - {role}:
            raise RoleRefused("系统管理员、安全管理员、审计管理员不能由同一个人担任。")


def exclusive_roles(user: User, first: date, last: date) -> set[str]:
    """Those of the exclusive roles he holds on some day between these, himself or for another."""
    covered = Cover.objects.within(first, last).filter(substitute=user).values("absent")
    held = Membership.objects.within(first, last).filter(Q(user=user) | Q(user__in=covered), role__in=EXCLUSIVE)
    return set(held.values_list("role", flat=True))


@transaction.atomic
def end(*, membership: Membership, on: date) -> None:
    """The role lasts to the end of that day."""
    membership.ends_on = on
    membership.save(update_fields=["ends_on"])


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """Somebody in a role, as a row of a sheet tells it; a person is known by his phone. Without a first day it begins
    when it is made."""

    name: str
    phone: str
    role: Role
    place: Region | Organisation
    title: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def region(self) -> Region:
        """Where it is held, or where the organisation is."""
        return self.place if isinstance(self.place, Region) else self.place.region

    def within(self, held: Iterable[Membership], *, on: date) -> Membership | None:
        """The membership this one is about: same role, same place, not over before it begins."""
        begins = self.starts_on or on
        return next((m for m in held if self._same(m) and (m.ends_on is None or m.ends_on >= begins)), None)

    def _same(self, held: Membership) -> bool:
        place = held.region_id if isinstance(self.place, Region) else held.organisation_id
        return held.role == self.role and place == self.place.pk

    def told_by(self, held: Iterable[Membership], *, on: date) -> bool:
        """Whether nothing is left to do; an empty last day changes none."""
        same = self.within(held, on=on)
        return same is not None and self.ends_on in {None, same.ends_on}


@transaction.atomic
def appoint(appointment: Appointment, *, at: datetime) -> bool:
    """Open the account if there is none, give the role or move its last day; False when all that is so already."""
    on = timezone.localdate(at)
    user = User.objects.get_by_phone(appointment.phone) or open_account(
        name=appointment.name, phone=appointment.phone, title=appointment.title
    )
    held = list(user.memberships.all())
    if appointment.told_by(held, on=on):
        return False
    if same := appointment.within(held, on=on):
        assert appointment.ends_on is not None  # else it would have been told
        end(membership=same, on=max(appointment.ends_on, same.starts_on))
    else:
        place = appointment.place
        where: dict[str, Any] = {"region" if isinstance(place, Region) else "organisation": place}
        grant(
            user=user, role=appointment.role, starts_on=appointment.starts_on or on, ends_on=appointment.ends_on, **where
        )  # fmt: skip
    sync_desk_access(user=user, on=on)
    return True


def open_account(*, name: str, phone: str, title: str = "") -> User:
    """Without a password: he logs in with a code sent to his phone."""
    return User.objects.create_user(f"u{secrets.token_hex(6)}", name=name, phone=phone, title=title)


@dataclass(frozen=True, kw_only=True)
class NewOrganisation:
    """``parent`` is the name of an organisation of the same region, or of the only one there is, or empty; ``fallback``:
    it acts for its region when nobody else does."""

    name: str
    kind: str
    region: Region
    parent: str = ""
    phone: str = ""
    fallback: bool = False


@transaction.atomic
def found(new: NewOrganisation) -> Organisation:
    """The organisation, there already or made."""
    same = {"name": new.name, "kind": new.kind, "region": new.region}
    unit = Organisation.objects.filter(**same).first() or _made(new, **same)
    if new.fallback:
        Region.objects.filter(pk=new.region.pk).update(fallback=unit)
    return unit


def _made(new: NewOrganisation, **facts: Any) -> Organisation:
    if not new.parent:
        return Organisation.add_root(phone=new.phone, **facts)
    named = Organisation.objects.filter(name=new.parent)
    parent = next(iter(named.filter(region=new.region)), None) or named.get()
    return parent.add_child(phone=new.phone, **facts)


def _belonging(on: date) -> dict[str, QuerySet[Membership]]:
    """By group of the desk: the memberships of that day that let somebody into it."""
    held = Membership.objects.active(on)
    editors = held.filter(role=Role.EDITOR)
    return {
        DESK_GROUP: held.filter(role__in=[role for role in Role if role.at_desk]),
        EDITORS_GROUP: editors,
        SITE_GROUP: editors.filter(region__level=Level.DISTRICT),
    }


def sync_desk_access(*, user: User, on: date) -> None:
    """Keep the groups of the desk, of its editors, and of those who set the whole site up, in step with the memberships;
    nothing else writes them."""
    belongs = {name for name, held in _belonging(on).items() if held.filter(user=user).exists()}
    groups = {group.name: group for group in user.groups.filter(name__in=_belonging(on))}
    user.groups.remove(*(group for name, group in groups.items() if name not in belongs))
    for name in belongs - groups.keys():
        group, created = Group.objects.get_or_create(name=name)
        if created and name == DESK_GROUP:
            group.permissions.add(*Permission.objects.filter(codename="access_admin"))
        user.groups.add(group)


def sync_changed(*, on: date) -> None:
    """Open or close the desk for those whose groups say otherwise than their roles of that day. The clock calls it, and
    heals so what it missed."""
    astray: set[int] = set()
    for name, held in _belonging(on).items():
        inside = User.groups.through.objects.filter(group__name=name).values("user")
        astray |= set(
            User.objects.filter(Q(pk__in=held.values("user")) ^ Q(pk__in=inside)).values_list("pk", flat=True)
        )
    for user in User.objects.filter(pk__in=astray):
        sync_desk_access(user=user, on=on)


@transaction.atomic
def sign_up(*, phone: str, region: Region, name: str, title: str, agreed: Iterable[str], at: datetime) -> User:
    """An account for whoever proved the phone to be his. Where he lives is what he says, until somebody verifies it."""
    if consents.Purpose.BASIC not in (agreed := set(agreed)):
        raise Refused("consent", "请勾选同意，才能开账号。", field=consents.Purpose.BASIC)
    user = User(username=f"tel-{secrets.token_hex(6)}", name=name.strip(), title=title)
    user.set_unusable_password()
    _save_phone(user, phone)
    Residence.objects.create(user=user, region=region)
    for purpose in consents.WORDS:
        if purpose in agreed:
            consents.give(user=user, purpose=purpose, at=at)
    return user


@transaction.atomic
def change_phone(*, user: User, phone: str) -> None:
    """The new number was proved before."""
    user = User.objects.select_for_update().get(pk=user.pk)
    _save_phone(user, phone)


def _save_phone(user: User, phone: str) -> None:
    user.phone = phone
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise Refused("taken", "这个手机号已经有账号了，请换一个，或者用它登录。", field="phone") from error


@transaction.atomic
def correct_name(*, user: User, name: str, title: str) -> None:
    user = User.objects.select_for_update().get(pk=user.pk)
    user.name, user.title = name.strip(), title
    user.save()


def choose_rows(*, user: User, rows: str) -> None:
    if rows not in map(str, Rows.values):
        raise Refused("rows", "每页可以看 20、50 或 100 件。", field="rows")
    User.objects.filter(pk=user.pk).update(rows_per_page=rows)


@transaction.atomic
def verify_residence(*, user: User, region: Region, by: Actor, at: datetime) -> Residence:
    """A community has seen that he lives in it: once for good. What he said himself about his home stays."""
    _require_verifier(user, region, by, at)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused("locked", "这个账号停用了，或者正在注销。请他先用手机号登录，登得上再来核实。")
    residence, _ = Residence.objects.get_or_create(user=user, region=region)
    if residence.verified_at:
        raise Refused("already", f"{region}已经核实过他住在这里，不用再办。")
    residence.verified_at, residence.verified_by = at, by.user
    residence.save(update_fields=["verified_at", "verified_by"])
    return residence


def _require_verifier(user: User, region: Region, by: Actor, at: datetime) -> None:
    """Nobody verifies himself, nor the colleague in whose name he would do it."""
    if region.level != Level.COMMUNITY:
        raise Refused("not_community", "居住要核实到社区，请选一个社区。", field="region")
    by = by.using(Verb.PEOPLE_VERIFY_RESIDENCE, area=region.path, at=at)
    if not by.may(Verb.PEOPLE_VERIFY_RESIDENCE, area=region.path, at=at):
        raise Refused("not_yours", f"住在{region}的人，要请{region}的同志来核实。", field="region")
    if user in {by.user, by.principal}:
        whose = "您自己的" if user == by.user else "您代班的同志的"
        raise Refused("himself", f"{whose}居住，请另一位同志来核实。")


def reveal(*, by: Actor, subject: str, field: str, reason: str, at: datetime) -> Reveal:
    """Write down that a sealed value is about to be shown. Call it before showing."""
    assert by.user is not None  # a reveal without a person is a bug, not a refusal
    return Reveal.objects.create(viewer=by.user, subject=subject, field=field, reason=reason, at=at)
