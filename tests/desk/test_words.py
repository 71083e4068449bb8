"""The desk speaks Chinese: no English word stands in what we write, nor any word of the machinery."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import strip_tags

from community.people.models import User
from community.wishes.models import CallBack
from community.wishes.operations.confirm import ask_by_phone
from tests.desk.pages import case, text
from tests.factories import District, later, step
from tests.workflows import paths
from workflows import steps

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MACHINERY = re.compile(r"用户|节点|工单节点|流程实例|快照|片段|参数|非法|系统(?!管理员)")


def ours(page: str) -> str:
    """The words of a page without Wagtail's own frame, and without what only a script reads."""
    desk = page[page.index('<div class="desk">') : page.index("</main>")]
    return strip_tags(re.sub(r"<script.*?</script>", "", desk, flags=re.S))


@pytest.mark.parametrize("who", ["worker", "coordinator", "reviewer", "grid_worker"])
def test_every_page_reads_as_chinese(here: District, sign_in: SignIn, who: str) -> None:
    confirming = paths.to_confirm(here)
    ask_by_phone(confirming, purpose=CallBack.Purpose.RATING, at=later(days=-3))
    wishes = [paths.AT[place](here) for place in ("screen", "transfer", "coordinate", "verify")]
    ended = step(paths.to_screen(here), "decline", here.worker, reason="争议", where="12345")
    client = sign_in(getattr(here, who))
    urls = ["/admin/inbox/", "/admin/calls/", "/admin/wishes/", "/admin/proxy/", "/admin/proxy/mine/", "/admin/help/"]
    urls += [case(wish) for wish in wishes] + [case(confirming).replace("inbox", "calls")]
    answers = [client.get(url) for url in [*urls, f"/admin/wishes/{ended.code}/"]]
    read = [ours(text(answer)) for answer in answers if answer.status_code == 200]

    assert len(read) >= 6
    assert not [word for words in read for word in re.findall(r"[A-Za-z]{2,}", words)]
    assert not [word for words in read for word in MACHINERY.findall(words)]


@pytest.mark.parametrize("place", ["screen", "amend", "confirm_claim", "transfer", "coordinate", "verify"])
def test_so_does_every_form(here: District, sign_in: SignIn, place: str) -> None:
    wish = paths.AT[place](here)
    clients = [sign_in(user) for user in (here.worker, here.coordinator, here.reviewer)]
    opened = [client.get(case(wish)) for client in clients]
    forms = [
        client.post(case(wish), {"pin": steps.pin(wish), "outcome": choice.outcome})
        for client, page in zip(clients, opened, strict=True)
        for choice in page.context["choices"]
        if choice.rule.form.base_fields and any(field.required for field in choice.rule.form.base_fields.values())
    ]

    assert forms and {answer.status_code for answer in forms} == {422}
    assert not [word for answer in forms for word in re.findall(r"[A-Za-z]{2,}", ours(text(answer)))]
