"""Verbs about people and their roles."""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from .actor import Actor
from .models import Membership, Organisation, Region, Residence, Reveal, User
from .roles import EXCLUSIVE, Role

DESK_GROUP = "工作台"


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
    User.objects.select_for_update().get(pk=user.pk)
    held = set(user.memberships.active(starts_on).values_list("role", flat=True))
    if role in EXCLUSIVE and held & EXCLUSIVE - {role}:
        raise RoleRefused("系统管理员、安全管理员、审计管理员不能由同一个人担任。")
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


@transaction.atomic
def end(*, membership: Membership, on: date) -> None:
    """The role lasts to the end of that day."""
    membership.ends_on = on
    membership.save(update_fields=["ends_on"])


def sync_desk_access(*, user: User, on: date) -> None:
    """Keep the desk group in step with the memberships; nothing else writes it."""
    group, created = Group.objects.get_or_create(name=DESK_GROUP)
    if created:
        group.permissions.add(*Permission.objects.filter(codename="access_admin"))
    roles = user.memberships.active(on).values_list("role", flat=True)
    if any(Role(role).at_desk for role in roles):
        user.groups.add(group)
    else:
        user.groups.remove(group)


def sync_changed(*, on: date) -> None:
    """Open or close the desk for those whose role begins that day or ended the day before. The clock calls it."""
    changed = User.objects.filter(Q(memberships__starts_on=on) | Q(memberships__ends_on=on - timedelta(days=1)))
    for user in changed.distinct():
        sync_desk_access(user=user, on=on)


def verify_residence(*, user: User, region: Region, by: User, at: datetime, address: str = "") -> Residence:
    residence, _ = Residence.objects.update_or_create(
        user=user,
        region=region,
        defaults={"verified_at": at, "verified_by": by, "address": address},
    )
    return residence


def reveal(*, by: Actor, subject: str, field: str, reason: str, at: datetime) -> Reveal:
    """Write down that a sealed value is about to be shown. Call it before showing."""
    assert by.user is not None  # a reveal without a person is a bug, not a refusal
    return Reveal.objects.create(viewer=by.user, subject=subject, field=field, reason=reason, at=at)
