from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.outside import check_links


class Command(BaseCommand):
    help = "Try every link of the public pages to another website, for the editors' first page. Every night."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--inside", action="store_true", help="links into our own network may be followed too")

    def handle(self, *args: Any, inside: bool, **options: Any) -> None:
        self.stdout.write(f"{check_links(at=timezone.now(), inside=inside)} do not open")
