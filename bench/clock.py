"""Makes 2,000 of the live wishes due and lets the clock run; prints {"due", "failed", "rate"} as JSON."""

import json
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django must be set up first

from community.wishes.models import Claim, Status, Wish  # noqa: E402
from workflows.management.commands.tick import wake_due  # noqa: E402

DUE = 2000


def make_due() -> None:
    """Seven days and a minute at their step: the pool is asked no more, a claim lapses, a rating is given up."""
    waiting = [Status.OPEN, Status.ACTING, Status.CONFIRMING]
    chosen = list(Wish.objects.filter(status__in=waiting).order_by("-wake_at").values_list("pk", flat=True)[:DUE])
    since = timezone.now() - timedelta(days=7, minutes=1)
    Wish.objects.filter(pk__in=chosen).update(since=since, wake_at=since + timedelta(days=7))
    Claim.objects.filter(wish__in=chosen, wish__status=Status.ACTING).update(contacted_at=None)


def main() -> None:
    make_due()
    started = time.perf_counter()
    done, failed = wake_due()
    json.dump({"due": done, "failed": failed, "rate": done / (time.perf_counter() - started)}, sys.stdout)


if __name__ == "__main__":
    main()
