from typing import Any

from django.core.management.base import BaseCommand

from home.indexing import rebuild_all


class Command(BaseCommand):
    help = "Make the search index anew from the published pages and the wishes of the wall."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild_all()} entries.")
