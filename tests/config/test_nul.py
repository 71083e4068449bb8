"""A NUL byte in what somebody sends is answered, on PostgreSQL too, which cannot even look for one."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import District
from tests.workflows import paths

pytestmark = pytest.mark.django_db

PUBLIC = [
    *("/wishes/%00/", "/wishes/%00/enter/", "/wishes/%00/code/", "/wishes/%00/received/", "/wishes/%00/satisfied/"),
    *("/wishes/?region=%00", "/wishes/?after=1%00", "/?q=%00", "/%00/", "/stars/?%00=1"),
]
DESK = [
    *("/admin/wishes/%00/", "/admin/import/%00/", "/admin/proxy/done/%00/", "/admin/inbox/%00/"),
    *("/admin/wishes/?status=%00", "/admin/inbox/?after=%00~1", "/admin/users/?q=%00"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_with_a_nul_byte_leads_nowhere(client: Client, here: District, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert "没有找到这一页" in answer.text


@pytest.mark.parametrize("address", DESK)
def test_nor_does_one_at_the_desk(client: Client, here: District, address: str) -> None:
    client.force_login(here.worker)

    assert client.get(address).status_code == 404


def test_a_look_up_passes_over_a_nul_byte(client: Client, here: District) -> None:
    wish = paths.to_screen(here)
    client.force_login(here.worker)

    assert wish.spoken_code in client.post("/admin/wishes/", {"q": f"\0{wish.code}"}).text


def test_a_step_passes_over_a_nul_byte_in_its_key(client: Client, here: District) -> None:
    wish = paths.to_act(here)
    client.force_login(here.resident)
    page: Any = client.get(f"{wish.get_absolute_url()}contact/").context

    answer = client.post(f"{wish.get_absolute_url()}contact/", {"pin": page["pin"], "key": "a\0b", "text": "好"})

    assert answer.status_code == 302
