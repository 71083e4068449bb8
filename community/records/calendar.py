"""Days are cut here, in Asia/Shanghai, and nowhere else."""

from datetime import date, datetime, time, timedelta

import chinese_calendar
from django.core.cache import cache
from django.utils import timezone

from .models import Holiday

CACHE_KEY, CACHE_SECONDS = "holidays", 60
OFFICE_OPENS, OFFICE_CLOSES = time(8, 30), time(18, 0)


def overrides() -> dict[date, str]:
    """What approved arrangements say about single days; the one approved last holds."""
    days = cache.get(CACHE_KEY)
    if days is None:
        rows = Holiday.objects.filter(arrangement__approved_at__isnull=False).order_by("arrangement__approved_at", "pk")
        days = dict(rows.values_list("day", "kind"))
        cache.set(CACHE_KEY, days, CACHE_SECONDS)
    return days


def is_working_day(day: date) -> bool:
    """By our own rows first, then the library's calendar; years it does not know yet count Monday to Friday."""
    kind = overrides().get(day, Holiday.Kind.LIBRARY)
    if kind != Holiday.Kind.LIBRARY:
        return kind == Holiday.Kind.WORK
    return by_library(day)


def by_library(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def day_start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def close_of(day: date) -> datetime:
    """下班, the moment a promise for that day falls due."""
    return timezone.make_aware(datetime.combine(day, OFFICE_CLOSES))


def after_working_days(at: datetime, days: int) -> datetime:
    """Close of the ``days``-th working day after the local day of ``at``."""
    day = timezone.localdate(at)
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return close_of(day)


def before_working_days(at: datetime, days: int) -> datetime:
    """The other way round: whatever was due before this moment, ``after_working_days`` of it has passed by ``at``."""
    day = timezone.localdate(at) - timedelta(days=timezone.localtime(at).time() < OFFICE_CLOSES)
    while days > 0:
        days -= is_working_day(day)
        day -= timedelta(days=1)
    return day_start(day + timedelta(days=1))


def silence_ends(at: datetime, *, since: int, until: int) -> datetime | None:
    """When the quiet hours that ``at`` lies in are over; None outside them. ``since`` 21, ``until`` 8: the night."""
    local = timezone.localtime(at)
    overnight = since > until
    silent = (local.hour >= since or local.hour < until) if overnight else since <= local.hour < until
    if not silent:
        return None
    day = local.date() + timedelta(days=overnight and local.hour >= since)
    return timezone.make_aware(datetime.combine(day, time(until)))


def after_duty_hours(at: datetime, hours: int) -> datetime:
    """So many hours later, counting only the hours an office is open on working days."""
    left, now = timedelta(hours=hours), timezone.localtime(at)
    while True:
        opens, closes = open_of(now.date()), close_of(now.date())
        start = max(now, opens)
        if is_working_day(now.date()) and start + left <= closes:
            return start + left
        if is_working_day(now.date()) and start < closes:
            left -= closes - start
        now = open_of(now.date() + timedelta(days=1))


def open_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, OFFICE_OPENS))


def after_days(at: datetime, days: int) -> datetime:
    """The same clock time, so many calendar days later."""
    return at + timedelta(days=days)
