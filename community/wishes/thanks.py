"""感谢的话: what the wisher said when it was done, shown to all only if he agreed."""

from community.people.models import Consent
from community.records.models import Note

from .models import Wish

WORDING = "thanks-2026-11"  # under which a word of thanks may be shown to all


def thanks(wish: Wish) -> str:
    """His words, if all may read them; else empty."""
    agreed = Consent.objects.filter(subject=wish.subject, version=WORDING, withdrawn_at=None).values("given_at")
    note = Note.objects.filter(subject=wish.subject, at__in=agreed).order_by("-seq").first()
    return note.text if note else ""
