from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from community.people.models import Region
from community.people.operations import Appointment, RoleRefused, appoint
from community.people.places import found_district
from community.people.privacy import MOBILE
from community.people.refusal import Refused
from community.people.roles import Role

FIRST = {"system": Role.DISTRICT_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN}


class Command(BaseCommand):
    help = (
        "Found the district of a new installation and appoint its three administrators, who must be three people: they "
        "log in with a code sent to their phone. The streets, the organisations and everybody else come by sheet, on "
        "the desk. The same again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="as people call it: 柳林区")
        parser.add_argument("slug", help="how addresses name it: liulin")
        for option, role in FIRST.items():
            parser.add_argument(f"--{option}", nargs=2, metavar=("NAME", "PHONE"), help=role.label)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            district = found_district(name=options["name"], slug=options["slug"])
            for option, role in FIRST.items():
                if options[option]:
                    name, phone = options[option]
                    self._appoint(role, name, phone, district)
        except (Refused, RoleRefused) as refused:
            raise CommandError(getattr(refused, "message", str(refused))) from refused

    def _appoint(self, role: Role, name: str, phone: str, district: Region) -> None:
        if not MOBILE.fullmatch(phone):
            raise CommandError(f"“{phone}”不是 11 位手机号。")
        new = appoint(Appointment(name=name, phone=phone, role=role, place=district), at=timezone.now())
        self.stdout.write(f"{role.label}: {'appointed' if new else 'there already'}")
