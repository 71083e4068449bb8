"""本组织的成员, for their tests: where the pages are, what stands there, and what an attempt may not touch."""

from datetime import timedelta
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.people.models import Membership, User
from community.records.models import Notice
from tests.factories import MORNING

PAGE, NOBODY = "/me/members/", "999999999999999999999"
TODAY = MORNING.date()


def on(days):
    return TODAY + timedelta(days=days)


def leaving(user):
    return f"{PAGE}{user.memberships.order_by('pk').last().pk}/leave/"


def everything():
    """What an attempt may not touch."""
    return (
        sorted(Membership.objects.values_list("pk", "role", "starts_on", "ends_on")),
        sorted(User.objects.values_list("pk", "name_mask", "phone_mask")),
        Notice.objects.count(),
    )


def told(answer):
    return unescape(answer.text)


def queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
