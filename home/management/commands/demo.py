from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from community.people.models import Level, Region
from home.demo import places
from home.demo.build import build
from home.demo.wipe import wipe


class Command(BaseCommand):
    help = "Fill an empty installation with the demo district 云桥区. Does nothing where the district exists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--small", action="store_true", help="a sixth of the wishes, in every status; for tests")
        parser.add_argument("--again", action="store_true", help="delete everything and build it as of today")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is off: demo people have a public password and never belong among real ones.")
        if options["again"]:
            self._refuse_other_districts()
            wipe()
        elif places.exists():
            self.stdout.write("The demo district is already here; nothing was changed.")
            return
        stage = build(now=timezone.now(), small=options["small"])
        self.stdout.write(f"云桥区 is ready: {len(stage.cast.users)} people, {len(stage.wishes)} wishes.")

    def _refuse_other_districts(self) -> None:
        if Region.objects.filter(level=Level.DISTRICT).exclude(slug=places.DISTRICT[1]).exists():
            raise CommandError("Another district lives here: only the demo is ever deleted.")
