"""The other numbers that are policy: of exports, looks, sessions, messages and objections. As ``test_numbers``."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.utils import timezone

from community.people.forms import KIOSK
from community.people.models import Reveal, User
from community.people.refusal import Refused
from community.records.calendar import is_working_day
from community.records.models import Notice
from community.records.operations import preference
from community.voices.models import Objection
from community.voices.operations import Raising, raise_objection
from community.voices.subjects import Subject
from community.wishes.models import Wish
from community.wishes.operations.look import look
from config.idle import HOURS, note
from tests.factories import MORNING, District, as_, later, step
from tests.workflows import paths
from tests.workflows.test_numbers import Measure, Number, require_obeyed, working_days
from workflows import door
from workflows.desk import digest
from workflows.exports import requests
from workflows.management.commands.tick import forget_people

pytestmark = pytest.mark.django_db
REASON = "给老人打电话核对名单"


def working_days_after_its_day(here: District) -> int:
    """How long a transfer that nobody answered is left alone."""
    wish = paths.to_transfer(here)
    assert wish.due_at
    due = wish.due_at
    left = next(n for n in range(1, 20) if door.wake(wish.pk, at=due + timedelta(days=n, minutes=1)) == "lapse")
    return sum(is_working_day(timezone.localdate(due) + timedelta(days=n)) for n in range(1, left + 1))


def rows_alone(here: District) -> int:
    """How many rows with phones leave without a second person; each day is counted for itself."""
    like = paths.to_screen(here)
    copies(like, 96)
    for n in range(1, 9):
        copies(like, 1, first=96 + n)
        if requests.ask(
            "wishes", {}, by=as_(here.worker), at=later(days=n), contacts=True, reason=REASON
        ).needs_approval:
            return Wish.objects.count() - 1
    raise AssertionError("no end")


def copies(like: Wish, number: int, first: int = 0) -> None:
    columns = {f.attname: getattr(like, f.attname) for f in Wish._meta.local_concrete_fields if not f.primary_key}
    Wish.objects.bulk_create(
        Wish(**columns | {"code": f"{300000000 + first + n}", "process_id": None, "task_id": None})
        for n in range(number)
    )


def days_ready(here: District) -> int:
    def leaves(after: int) -> bool:
        asked = requests.ask("wishes", {}, by=as_(here.worker), at=later())
        try:
            requests.take(asked, by=as_(here.worker), at=later(days=after, minutes=-1))
        except Refused:
            return False
        return True

    return max(n for n in range(1, 12) if leaves(n))


def looks_a_day(here: District) -> int:
    seen = [
        Reveal(viewer=here.worker, subject=f"wish:{n}", field="phone", reason="回访", at=later()) for n in range(57)
    ]
    Reveal.objects.bulk_create(seen)
    for n in range(57, 65):
        try:
            look(paths.to_screen(here), fields=["phone"], reason="回访", by=as_(here.worker), at=later())
        except Refused:
            return n
    raise AssertionError("no end")


def days_to_think_again(here: District) -> int:
    """After asking to leave."""

    def gone(days: int) -> bool:
        User.objects.filter(pk=here.outsider.pk).update(is_active=False, leaving_since=later(days=-days, minutes=-1))
        forget_people(later())
        here.outsider.refresh_from_db()
        return here.outsider.erased_at is not None

    return next(n for n in range(1, 30) if gone(n))


def session(who: str, column: str, seconds: int, *, kiosk: bool = False) -> Measure:
    def measure(here: District) -> int:
        kept = SessionStore()
        kept[KIOSK] = kiosk
        note(kept, getattr(here, who))
        return kept[HOURS][column] // seconds

    return measure


def objection() -> Objection:
    about = Subject("wish:100000000", "补棉袄", "/wishes/100000000/")
    return raise_objection(Raising(about, "不是他办的", sealed=True, key="k"), at=later())


def days_before_the_answer(here: District) -> int:
    """Working days that are left, the last one too, when the supervisor is reminded in the evening."""
    made = objection()
    first, last = timezone.localdate(made.remind_at), timezone.localdate(made.due_at)
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def digest_hour(here: District) -> int:
    paths.to_screen(here)
    return next(hour for hour in range(24) if digest.send(at=later(days=1, hours=hour - MORNING.hour)))


def digest_lines(here: District) -> int:
    for _ in range(12):
        paths.to_screen(here)
    digest.send(at=later(days=1))
    text = Notice.objects.get(user=here.worker, kind="digest").text
    return sum("待审核" in line for line in text.splitlines())


def working_days_until_the_street_reads_of_it(here: District) -> int:
    """After the deadline has passed."""
    wish = paths.to_screen(here)
    assert wish.due_at
    for n in range(1, 15):
        at = later(days=n)
        digest.send(at=at)
        if Notice.objects.filter(kind="digest", user=here.coordinator).exists():
            return working_days(at) - working_days(wish.due_at) - 1
    raise AssertionError("no end")


def words_a_day(here: District) -> int:
    wish = paths.to_act(here)
    for n in range(20):
        try:
            step(wish, "tell_wisher", here.resident, text="周六来")
        except Refused:
            return n
    raise AssertionError("no end")


NUMBERS: dict[str, Number] = {
    "wish.relay.day": Number(5, words_a_day),
    "wish.transfer.lapse": Number(3, working_days_after_its_day),
    "export.contacts.alone": Number(100, rows_alone),
    "export.ready.days": Number(7, days_ready),
    "people.reveal.day": Number(60, looks_a_day),
    "account.leave.days": Number(15, days_to_think_again),
    "session.staff.idle": Number(30, session("worker", "idle", 60)),
    "session.staff.most": Number(8, session("worker", "most", 3600)),
    "session.resident.idle": Number(30, session("resident", "idle", 86400)),
    "session.kiosk.idle": Number(15, session("resident", "idle", 60, kiosk=True)),
    "notice.quiet.from": Number(21, lambda here: preference(later()).quiet_from),
    "notice.quiet.until": Number(8, lambda here: preference(later()).quiet_until),
    "voice.answer.days": Number(7, lambda here: working_days(objection().due_at)),
    "voice.reminder.days": Number(2, days_before_the_answer),
    "digest.hour": Number(8, digest_hour),
    "digest.lines": Number(10, digest_lines),
    "digest.above.days": Number(1, working_days_until_the_street_reads_of_it),
}


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.mark.parametrize("key", NUMBERS)
def test_a_number_holds_until_the_desk_says_otherwise(here: District, key: str) -> None:
    assert NUMBERS[key].measured(here) == NUMBERS[key].default


@pytest.mark.parametrize("key", NUMBERS)
def test_what_the_desk_says_is_obeyed(here: District, key: str) -> None:
    require_obeyed(here, key, NUMBERS[key])
