"""The nightly proof that the tables agree."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows import integrity


class Command(BaseCommand):
    help = "Check that projection, engine, events, claims, hands and ledger agree. Exits 1 when they do not."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong: dict[str, list[Any]] = {}
        for title in integrity.CHECKS:
            started = time.monotonic()
            wrong |= integrity.findings([title])
            mark = "x" if title in wrong else "ok"
            self.stdout.write(f"{mark:3}{time.monotonic() - started:7.2f} s  {title}  {wrong.get(title, '')}")
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(integrity.CHECKS)} checks found contradictions")
