"""Every page in every role, on a phone and at a desk: axe, a strict parser, the browser's policy and console are content."""

import pytest

from tests.journeys.people import Contexts, Person
from tests.walks.walker import look, walk

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("shared_server")]

STAFF = [
    "wangge", "yizhan", "shegong", "xietiao", "shenhe", "qushenhe", "jiandu", "guanli", "anquan", "shenji", "bianji",
    "chushen", "zhongshen",
]  # fmt: skip
THEIRS = r"/(admin|me|contribute)/|/wishes/\d"
PUBLIC = ["/", "/wishes/new/", "/wishes/call-me/", "/wishes/track/", "/accounts/login/", "/search/?q=青菜", "/voices/"]
WRONG = """<!doctype html><html><head><title>甲</title></head><body><img src="data:,"><p>乙</b>
<header class="site-header">丙</header><main><input type="hidden" aria-describedby="nothing"></main>
<script>document.title = "乙"</script></body></html>"""


def large(person: Person) -> Person:
    person.goto("/mode/?mode=elder&next=/")
    return person


def test_nothing_is_wrong_with_a_page_of_each_public_kind(new_context: Contexts) -> None:
    assert not (wrong := list(walk(Person(new_context), PUBLIC, most=25))), "\n".join(wrong)


def test_a_page_that_is_wrong_in_every_way_is_found_out(new_context: Contexts) -> None:
    """No name of the language, no text for the picture, a stray end tag, a hidden field described, a script the policy forbids, no such picture."""
    visitor = Person(new_context)
    policy = {"Content-Security-Policy": "default-src 'self'"}
    visitor.page.route("**/wrong/", lambda route: route.fulfill(content_type="text/html", headers=policy, body=WRONG))

    said = "\n".join(look(visitor, "/wrong/"))
    for fault in ("html-has-lang", "image-alt", "unexpected-end-tag", "refused", "Content Security Policy"):
        assert fault in said


@pytest.mark.prove
@pytest.mark.parametrize("who", ["", "jumin", "xuyuanren", "shuji"])
def test_nothing_is_wrong_with_what_residents_see(new_context: Contexts, who: str) -> None:
    roots = [*PUBLIC, "/me/"] if who else PUBLIC
    assert not (wrong := list(walk(Person(new_context, who), roots, each=3))), "\n".join(wrong)


@pytest.mark.prove
@pytest.mark.parametrize("who", ["", "xuyuanren"])
def test_nor_in_large_letters(new_context: Contexts, who: str) -> None:
    roots = [*PUBLIC, "/me/"] if who else PUBLIC
    assert not (wrong := list(walk(large(Person(new_context, who)), roots, each=2))), "\n".join(wrong)


@pytest.mark.prove
@pytest.mark.parametrize("who", STAFF)
def test_nor_with_what_staff_see(new_context: Contexts, who: str) -> None:
    assert not (wrong := list(walk(Person(new_context, who), ["/admin/", "/me/"], within=THEIRS, each=2))), "\n".join(
        wrong
    )
