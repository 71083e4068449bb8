from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.demo import places
from home.demo.build import build


class Command(BaseCommand):
    help = "Fill an empty installation with the demo district 云桥区. Does nothing where the district exists."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is off: demo people have a public password and never belong among real ones.")
        if places.exists():
            self.stdout.write("The demo district is already here; nothing was changed.")
            return
        stage = build(now=timezone.now())
        self.stdout.write(f"云桥区 is ready: {len(stage.cast.users)} people, {len(stage.wishes)} wishes.")
