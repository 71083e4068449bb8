"""Measures one database; prints its rows (see ``bench.rows``) as JSON."""

import json
import re
import sys
from functools import partial

import django

django.setup()

from django.test import Client  # noqa: E402 - Django must be set up first

from bench import editing, lives  # noqa: E402
from bench.rows import ROUNDS, Rows  # noqa: E402
from community.people.models import User  # noqa: E402
from community.wishes.models import Category, Wish  # noqa: E402


def pages(rows: Rows) -> None:
    anonymous, desk = Client(), Client()
    desk.force_login(User.objects.get(username="worker"))
    first = anonymous.get("/wishes/?status=fulfilled").content.decode()
    deep = _deep_page(anonymous, first)
    code = Wish.objects.on_wall().open().values_list("code", flat=True).first()
    for turn in rows.turns(ROUNDS):
        for name, client, address in [
            ("wall, first page", anonymous, "/wishes/"),
            ("wall, fulfilled", anonymous, "/wishes/?status=fulfilled"),
            ("wall, deep page", anonymous, deep),
            ("wish page", anonymous, f"/wishes/{code}/"),
            ("inbox", desk, "/admin/inbox/"),
        ]:
            response = turn.take(name, partial(client.get, address))
            if response.status_code != 200:
                sys.exit(f"{address}: {response.status_code}")


def _deep_page(client: Client, page: str) -> str:
    """Some pages on: the address that the twentieth 下一页 leads to, or the last there is."""
    address = "/wishes/?status=fulfilled"
    for _ in range(20):
        found = re.search(r'rel="next" href="([^"]+)"', page)
        if not found:
            break
        address = found.group(1).replace("&amp;", "&")
        address = address if address.startswith("/") else "/wishes/" + address
        page = client.get(address).content.decode()
    return address


def main() -> None:
    Category.objects.first()  # the connection's own set-up is not part of the first row
    rows = Rows()
    pages(rows)
    lives.measure(rows)
    editing.measure(rows)
    json.dump(rows, sys.stdout)


if __name__ == "__main__":
    main()
