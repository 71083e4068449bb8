"""本组织的成员: who manages an organisation says himself who belongs to it, and until when."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from .actor import Actor
from .models import Membership, Organisation, User
from .operations import Appointment, appoint, end, open_account
from .refusal import Refused
from .roles import ENROLLED, Role, Verb

LONGEST = timedelta(days=10 * 366)
TOO_FAR = "这个日子太远了，请看一下年份。没有期限的，空着就行。"


def may_enrol(*, role: str, organisation: Organisation | None, by: Actor, at: datetime) -> bool:
    """Each for the organisations he manages; never who manages one."""
    return (
        role in ENROLLED
        and organisation is not None
        and by.may(Verb.PEOPLE_MANAGE, organisation=organisation, at=at)
    )  # fmt: skip


@transaction.atomic
def enrol(*, appointment: Appointment, by: Actor, at: datetime) -> Membership:
    """Somebody is a member from today, or for longer than before. Who reviews or administers is not made one: it would
    bar him from what he has to judge."""
    place = appointment.place
    unit = place if isinstance(place, Organisation) else None
    if not may_enrol(role=appointment.role, organisation=unit, by=by, at=at):
        raise Refused("not_yours", "只能登记您自己组织的成员和经办人。")
    on = timezone.localdate(at)
    _require_day(appointment.ends_on, on)
    user = _person(appointment)
    _require_himself(user, appointment)
    _require_free(user, on)
    _require_news(user, appointment, on)
    appoint(appointment, at=at)
    made = appointment.within(user.memberships.select_related("organisation", "user"), on=on)
    assert made is not None  # just appointed
    return made


def _require_day(ends_on: date | None, today: date) -> None:
    if ends_on and ends_on < today:
        raise Refused("past", "这个日子已经过了，请往后选。", field="ends_on")
    if ends_on and ends_on > today + LONGEST:
        raise Refused("too_far", TOO_FAR, field="ends_on")


def _person(appointment: Appointment) -> User:
    """Whoever has the phone, locked against another role in between; a new account when nobody has it."""
    if known := User.objects.get_by_phone(appointment.phone):
        return User.objects.select_for_update().get(pk=known.pk)
    try:
        with transaction.atomic():
            return open_account(name=appointment.name, phone=appointment.phone, title=appointment.title)
    except IntegrityError as error:
        raise Refused("meanwhile", "刚刚有人登记了这个手机号，请再点一次。", field="phone") from error


def _require_himself(user: User, appointment: Appointment) -> None:
    """The other name is never told."""
    known, given = ("".join(name.split()) for name in (user.name, appointment.name))
    if known and known != given:
        raise Refused("another_name", "这个手机号登记的不是这个名字，请跟本人核对一下。", field="phone")
    if not user.is_active:
        raise Refused("locked", "这个账号现在用不了，请本人先到社区问一问。", field="phone")


def _require_free(user: User, on: date) -> None:
    roles = user.memberships.not_over(on).values_list("role", flat=True)
    if any(Role(role).at_desk for role in roles):
        raise Refused("at_desk", "这位同志在工作台有岗位，登记成员要由区里来办，请区里来登记。", field="phone")


def _require_news(user: User, appointment: Appointment, on: date) -> None:
    """A membership is made longer here, never shorter: what is in hand would stay behind."""
    held = list(user.memberships.all())
    same, role = appointment.within(held, on=on), ENROLLED[appointment.role]
    if appointment.told_by(held, on=on):
        raise Refused("member", f"他已经是{role}了。", field="phone")
    if same and appointment.ends_on and (same.ends_on is None or appointment.ends_on < same.ends_on):
        raise Refused("sooner", f"他已经是{role}了。要早点离开，请点他那一行的“离开”。", field="ends_on")


def last_day_problem(membership: Membership, on: date, *, at: datetime) -> str:
    """The sentence for a day that cannot be his last, or an empty string."""
    today = timezone.localdate(at)
    if on < today:
        return "这个日子已经过了，请往后选。"
    if on < membership.starts_on:
        return f"他从{date_format(membership.starts_on, 'Y年n月j日')}才开始，请选这一天或往后。"
    if membership.ends_on and on > membership.ends_on:
        return f"他本来就到{date_format(membership.ends_on, 'Y年n月j日')}为止，请选这一天或往前。"
    return "这个日子太远了，请看一下年份。" if on > today + LONGEST else ""


@transaction.atomic
def let_go(*, membership: Membership, by: Actor, at: datetime, on: date) -> Membership:
    """He is a member to the end of that day."""
    held = Membership.objects.select_for_update(of=("self",)).select_related("organisation", "user")
    membership = held.get(pk=membership.pk)
    if not may_enrol(role=membership.role, organisation=membership.organisation, by=by, at=at):
        raise Refused("not_yours", "只能请您自己组织的成员和经办人离开。")
    if problem := last_day_problem(membership, on, at=at):
        raise Refused("last_day", problem, field="last_day")
    end(membership=membership, on=on)
    return membership
