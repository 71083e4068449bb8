"""How pressing a wish is, in words before colours."""

from datetime import datetime, timedelta

from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.formats import date_format

from community.records.calendar import day_start

WEEKDAYS = "一二三四五六日"


class Heat(TextChoices):
    """What to look at first. An urgent wish that is late counts as both."""

    URGENT = "urgent", "急"
    LATE = "late", "已超期"
    TODAY = "today", "今天到期"
    REST = "rest", "其余"


def condition(heat: str, at: datetime) -> Q:
    tomorrow = day_start(timezone.localdate(at) + timedelta(days=1))
    return {
        Heat.URGENT: Q(urgent=True),
        Heat.LATE: Q(due_at__lt=at),
        Heat.TODAY: Q(due_at__gte=at, due_at__lt=tomorrow),
        Heat.REST: Q(urgent=False) & (Q(due_at__gte=tomorrow) | Q(due_at=None)),
    }[Heat(heat)]


def heat_of(due_at: datetime | None, at: datetime) -> str:
    """The colour of a date: late, today or rest."""
    if due_at is None:
        return Heat.REST
    if due_at < at:
        return Heat.LATE
    return Heat.TODAY if timezone.localdate(due_at) == timezone.localdate(at) else Heat.REST


def due_words(due_at: datetime | None, at: datetime) -> str:
    """超 2 天, 今天 18:00 前, 明天, 周三, 12月3日."""
    if due_at is None:
        return "不限期"
    day, today = timezone.localdate(due_at), timezone.localdate(at)
    days = (day - today).days
    if due_at < at:
        return f"超 {-days} 天" if days else "今天已过时"
    if days == 0:
        return f"今天 {date_format(timezone.localtime(due_at), 'H:i')} 前"
    return day_words(due_at, at)


def day_words(moment: datetime, at: datetime) -> str:
    day, today = timezone.localdate(moment), timezone.localdate(at)
    days = (day - today).days
    if 0 <= days <= 1:
        return ("今天", "明天")[days]
    if 2 <= days <= 6:
        this_week = day.isocalendar().week == today.isocalendar().week
        return f"{'' if this_week else '下'}周{WEEKDAYS[day.weekday()]}"
    return date_format(day, "n月j日" if day.year == today.year else "Y年n月j日")
