"""The one writer of the index. Whoever shows something to the public says so here, in the same transaction."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from .grams import plain, terms
from .models import Entry, Unanswered
from .queries import find

COLUMNS = [field.name for field in Entry._meta.concrete_fields if field.name not in {"id", "key"}]
NUMBER = re.compile(r"\d[\d\s-]{5,}")


def entry(*, key: str, kind: str, title: str, text: str, day: date, issuer: str = "", area: str = "") -> Entry:
    """Unsaved."""
    made = Entry(key=key, kind=kind, title=title[:255], text=text, day=day, issuer=issuer[:100], area=area)
    made.derive()
    return made


def put(made: Entry) -> None:
    """Once more for the same key takes the place of what was there."""
    Entry.objects.bulk_create([made], update_conflicts=True, unique_fields=["key"], update_fields=COLUMNS)


def drop(keys: Iterable[str]) -> None:
    Entry.objects.filter(key__in=list(keys)).delete()


@transaction.atomic
def rebuild(made: Iterable[Entry]) -> int:
    """Everything anew, oldest first: of equals the newest lines are read first."""
    Entry.objects.all().delete()
    return len(Entry.objects.bulk_create(sorted(made, key=lambda e: (e.day, e.key)), batch_size=500))


def note_unanswered(*, question: str, at: datetime) -> None:
    """For the editors' list. What could be a number of somebody's, and what does find something, is left out."""
    question = " ".join(plain(question).replace("\0", " ").split())[:40]
    if not terms(question) or NUMBER.search(question) or find(question).exact:
        return
    seen, created = Unanswered.objects.get_or_create(question=question, defaults={"last_on": localdate(at)})
    if not created:
        Unanswered.objects.filter(pk=seen.pk).update(number=F("number") + 1, last_on=localdate(at))
