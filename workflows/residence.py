"""核实居住: written down, and told to whom it is about, in one."""

from datetime import datetime

from django.db import transaction

from community.people.actor import Actor
from community.people.models import Region, Residence, User
from community.people.operations import verify_residence
from community.records.operations import Message, notify


@transaction.atomic
def verify(*, user: User, region: Region, by: Actor, at: datetime) -> Residence:
    verified = verify_residence(user=user, region=region, by=by, at=at)
    subject, text = f"residence:{verified.pk}", f"{region}核实了您住在这里，现在可以以个人名义认领心愿了。"
    notify([Message(subject, subject, "people.residence", text, user=user)], at=at)
    return verified
