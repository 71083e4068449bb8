"""How many inputs an act asks for, counted on the page as somebody meets it: whoever adds a field has to come by here.

An input is a field that must be filled and is empty, a choice that must be made, or a button pressed.
"""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client

from community.people.models import User
from tests.desk.pages import case, text
from tests.factories import District
from tests.workflows import paths

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


class Controls(HTMLParser):
    """The names of required controls, and of those that carry a value already."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.required: set[str] = set()
        self.filled: set[str] = set()
        self.within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "option" and "selected" in given and given.get("value"):
            self.filled.add(self.within)
        if tag not in {"input", "textarea", "select"}:
            return
        self.within = given.get("name") or ""
        if "required" in given:
            self.required.add(self.within)
        chosen = "checked" in given if given.get("type") in {"radio", "checkbox"} else given.get("value")
        if tag == "input" and chosen:
            self.filled.add(self.within)

    def handle_endtag(self, tag: str) -> None:
        self.within = "" if tag in {"select", "textarea"} else self.within

    def handle_data(self, data: str) -> None:
        if data.strip() and self.within and self.lasttag == "textarea":
            self.filled.add(self.within)


def empty(page: str) -> set[str]:
    controls = Controls(page)
    return controls.required - controls.filled


def claim(here: District, sign_in: SignIn) -> int:
    """我来认领, what the form wants, send."""
    wish = paths.to_pool(here)
    return 1 + len(empty(text(sign_in(here.resident).get(f"/wishes/{wish.code}/claim/")))) + 1


def review(here: District, sign_in: SignIn) -> int:
    """Each act the reader offers at one press; the key is tried in the journey."""
    page = text(sign_in(here.reviewer).get(case(paths.to_verify(here))))
    return page.count('value="approve" data-key="a"') + len(empty(page))


def proxy(here: District, sign_in: SignIn) -> int:
    """What the form wants, his phone or where he lives, send."""
    return len(empty(text(sign_in(here.worker).get("/admin/proxy/")))) + 1 + 1


def confirm(here: District, sign_in: SignIn) -> int:
    """满意, send."""
    wish = paths.to_confirm(here)
    return 1 + len(empty(text(sign_in(here.wisher).get(f"/wishes/{wish.code}/satisfied/")))) + 1


@pytest.mark.parametrize("act,most", [(claim, 3), (review, 1), (proxy, 6), (confirm, 2)])
def test_an_act_asks_for_no_more_than_this(
    here: District, sign_in: SignIn, act: Callable[[District, SignIn], int], most: int
) -> None:
    assert 0 < act(here, sign_in) <= most


def test_a_field_more_is_counted() -> None:
    page = '<input name="a" required><input name="b" value="1" required><textarea name="c" required>\n</textarea>'

    assert empty(page + '<select name="d" required><option value="" selected>请选择</option></select>') == set("acd")
