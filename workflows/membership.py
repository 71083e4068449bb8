"""Members come and go: written down, and told to whom it is about, in one."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format

from community.people import membership as members
from community.people.actor import Actor
from community.people.models import Membership, User
from community.people.operations import Appointment
from community.people.roles import ENROLLED
from community.records.operations import Message, notify

LOG_IN = "用这个手机号收验证码就能登录。"


@transaction.atomic
def enrol(*, appointment: Appointment, by: Actor, at: datetime) -> Membership:
    new = User.objects.get_by_phone(appointment.phone) is None
    made = members.enrol(appointment=appointment, by=by, at=at)
    until = f"，到{day(made.ends_on)}为止" if made.ends_on else ""
    text = f"{made.organisation}把您登记为{ENROLLED[made.role]}{until}。{LOG_IN if new else ''}"
    _tell(made, "enrolled", text, at=at)
    return made


@transaction.atomic
def let_go(*, membership: Membership, by: Actor, at: datetime, on: date) -> Membership:
    ended = members.let_go(membership=membership, by=by, at=at, on=on)
    text = f"您在{ended.organisation}做{ENROLLED[ended.role]}，到{day(on)}为止，以后就不是了。谢谢您出的力。"
    _tell(ended, "left", text, at=at)
    return ended


def _tell(membership: Membership, what: str, text: str, *, at: datetime) -> None:
    """With whom to ask when it is not so."""
    assert membership.organisation is not None  # nobody is enrolled elsewhere
    phone = membership.organisation.region.phone
    ask = f"请打社区电话 {phone}。" if phone else "请告诉社区。"
    subject = f"membership:{membership.pk}"
    dedupe = f"{subject}:{what}:{membership.ends_on}:{at:%Y%m%d%H%M}"
    message = Message(dedupe, subject, f"people.{what}", f"{text}不对的话，{ask}", user=membership.user)
    notify([message], at=at)


def day(on: date) -> str:
    return date_format(on, "Y年n月j日")
