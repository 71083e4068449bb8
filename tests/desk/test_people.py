"""Accounts are switched off, never deleted: with a person would go his roles, and who had let him do what he did."""

from collections.abc import Callable

import pytest
from django.test import Client

from community.people.models import User
from tests.desk.pages import text
from tests.factories import District

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.mark.parametrize("who", ["member", "outsider"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_deletes_a_person(here: District, sign_in: SignIn, who: str, method: str) -> None:
    person = getattr(here, who)
    roles = person.memberships.count()

    answer = getattr(sign_in(here.superuser), method)(f"/admin/users/delete/{person.pk}/", follow=True)

    assert "账号不能删除" in text(answer)
    assert User.objects.filter(pk=person.pk).exists() and person.memberships.count() == roles


@pytest.mark.parametrize("chosen", ["{member}", "all"])
def test_nor_many_at_once(here: District, sign_in: SignIn, chosen: str) -> None:
    everybody = User.objects.count()
    address = f"/admin/bulk/people/user/delete/?id={chosen.format(member=here.member.pk)}&next=/admin/users/"

    answer = sign_in(here.superuser).post(address, follow=True)

    assert "账号不能删除" in text(answer)
    assert User.objects.count() == everybody


def test_other_bulk_actions_go_on(here: District, sign_in: SignIn) -> None:
    address = f"/admin/bulk/people/user/set_active_state/?id={here.member.pk}&next=/admin/users/"

    sign_in(here.superuser).post(address, {"mark_as_active": "False"})

    assert not User.objects.get(pk=here.member.pk).is_active
