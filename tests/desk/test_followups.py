"""转办跟踪 and 没送到的消息: what others owe an answer to, and who could not be told."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from community.people.models import User
from community.records.models import Delivery, Notice
from tests.desk.pages import listed, text
from tests.factories import MORNING, District, later, person
from tests.workflows import paths

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MISSED = "/admin/calls/missed/"


def test_a_worker_sees_whom_she_waits_for_and_until_when(here: District, sign_in: SignIn) -> None:
    wish = paths.to_transfer(here)
    client = sign_in(here.worker)

    page = client.get("/admin/transfers/")

    assert listed(page) == [wish.pk] and "转给 区民政局" in text(page)
    assert client.get(page.context["rows"][0].url).status_code == 200
    assert listed(sign_in(here.sister_worker).get("/admin/transfers/")) == []
    assert sign_in(here.reviewer).get("/admin/transfers/").status_code == 404


def failed(subject: str, at: datetime = MORNING, **to: object) -> None:
    notice = Notice.objects.create(dedupe=f"{subject}{to}{at}", subject=subject, kind="x", text="秘密的话", at=at, **to)
    Delivery.objects.create(notice=notice, carrier="sms", state=Delivery.State.FAILED, tries=9)


def test_a_worker_calls_whom_no_message_reached(here: District, sign_in: SignIn) -> None:
    wish = paths.to_pool(here)
    failed(wish.subject, address="13900000001")
    failed("digest", user=here.second_worker)
    client = sign_in(here.worker)

    assert "没送到的消息 <b>1</b>" in text(client.get("/admin/"))
    page = client.get(MISSED)

    ((row),) = page.context["rows"]
    assert (row.whom, row.wish) == ("139****0001", wish)
    assert "13900000001" not in text(page) and "秘密的话" not in text(page)
    assert client.get(row.url).status_code == 200


def test_another_community_and_another_fortnight_are_not_on_the_list(here: District, sign_in: SignIn) -> None:
    wish = paths.to_pool(here)
    failed(wish.subject, at=later(days=-20), address="13900000001")
    failed(wish.subject, address="13900000002")

    assert len(sign_in(here.worker).get(MISSED).context["rows"]) == 1
    assert sign_in(here.sister_worker).get(MISSED).context["rows"] == []
    assert sign_in(here.reviewer).get(MISSED).status_code == 404


def test_the_district_sees_that_there_are_any_and_no_wish(here: District, sign_in: SignIn) -> None:
    wish = paths.to_pool(here)
    failed(wish.subject, user=person("laoli", name="李大力", title="先生", phone="13912345678"))

    page = sign_in(here.admin).get(MISSED)

    ((row),) = page.context["rows"]
    assert (row.whom, row.wish) == ("李先生 139****5678", None)
    assert wish.spoken_code not in text(page) and "李大力" not in text(page)
