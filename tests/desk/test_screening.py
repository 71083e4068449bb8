"""Screening: what of the 原话 tells too much is marked; who may verify later stands beside the choice of who does it."""

from collections.abc import Callable

import pytest
from django.test import Client

from community.people.models import User
from community.people.operations import grant
from community.people.roles import Role
from tests.desk.pages import case, text
from tests.factories import SINCE, District, as_, later, wishing
from workflows import door

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
WORDS = "我叫张桂英，住3幢502，电话13900000001，有<b>糖尿病</b>，一个人住，想请人补棉袄。"


def test_what_tells_too_much_is_marked_in_the_words(here: District, sign_in: SignIn) -> None:
    wish = door.start(wishing(here, own_words=WORDS), by=as_(here.wisher), at=later())

    page = text(sign_in(here.worker).get(case(wish)))

    for kind, words in (("姓名", "张桂英"), ("手机号", "13900000001"), ("病情", "糖尿病"), ("独自在家", "一个人住")):
        assert f'<mark title="{kind}">{words}</mark>' in page
    assert "公开版要去掉：姓名、楼栋门牌、手机号。想一想要不要公开：病情、独自在家。" in page
    assert "&lt;b&gt;" in page and "<b>糖尿病" not in page
    assert "张桂英" not in page.partition('id="heed"')[2]  # the name is not among the patterns of the editor


def test_words_that_tell_nothing_are_left_alone(here: District, sign_in: SignIn) -> None:
    wish = door.start(wishing(here, own_words="想请人补三件棉袄。"), by=as_(here.wisher), at=later())

    page = text(sign_in(here.worker).get(case(wish)))

    assert "<mark" not in page and "公开版要去掉" not in page


def test_who_could_verify_stands_beside_the_dispatch(here: District, sign_in: SignIn) -> None:
    grant(user=here.second_reviewer, role=Role.MEMBER, organisation=here.branch, starts_on=SINCE)
    wish = door.start(
        wishing(here, proxy_reason="托我办", proxy_consent="spoken"), by=as_(here.worker), at=later(), proxied=True
    )
    client = sign_in(here.second_worker)

    assert client.get(case(wish), {"do": "publish"}).context.get("judges") is None
    judges = client.get(case(wish), {"do": "dispatch"}).context["judges"]
    assert {judge.user: judge.units for judge in judges} == {
        here.reviewer: [],
        here.second_reviewer: [str(here.branch)],
        here.district_reviewer: [],
    }

    type(wish).objects.filter(pk=wish.pk).update(wisher=here.reviewer)
    judges = client.get(case(wish), {"do": "dispatch"}).context["judges"]
    assert here.reviewer not in {judge.user for judge in judges}
