"""A reviewer clears forty cases by keyboard, one key each; and one without any script."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from community.people.actor import Actor, Channel
from community.people.models import Membership, Region, User
from community.records.models import Policy
from community.wishes.models import Wish
from community.wishes.operations.submit import Wishing
from tests.conftest import DESKTOP
from tests.factories import as_, public_version
from tests.journeys.people import Contexts, Person
from tests.server import Server
from workflows import door

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("viewport", [DESKTOP], indirect=True)]

CASES, TO_SEND_BACK = 40, {7: "1", 23: "5"}  # the keys of two of the phrases
BY_HIM = """
SELECT outcome, count(*) FROM wishes_wishevent
WHERE step = 'verify' AND actor_id = (SELECT id FROM people_user WHERE username = 'shenhe') AND at > %s
GROUP BY outcome
"""


def fill(number: int = CASES) -> None:
    """Runs in the server's database: so many wishes that came to 待验收, all of them in 麦田里."""
    community = Region.objects.get(name="麦田里社区")
    users = {name: User.objects.get(username=name) for name in ("shegong", "shuji", "dangyuan")}
    people = {name: as_(user) for name, user in users.items()}
    handler = Membership.objects.get(user=users["dangyuan"], organisation__isnull=False)
    now = timezone.now()
    Policy.objects.create(
        key="claim.live.branch", value=2 * number, valid_from=now, reason="试行", set_at=now, approved_at=now,
        set_by=users["shegong"], approved_by=users["shuji"],
    )  # fmt: skip
    today = timezone.localdate().isoformat()
    for n in range(number):
        wishing = Wishing(own_words=f"第 {n} 件棉袄要补", name="王芳", region=community, street=community.street)
        wish = door.start(wishing, by=Actor(), at=timezone.now())
        claim = {"organisation": handler.organisation_id, "handler": handler.pk}
        for outcome, by, data in (
            ("publish", people["shegong"], public_version()),
            ("claim", people["shuji"], {"plan": "周末去", "promised_on": today, **claim}),
            ("done", people["dangyuan"], {"report": "三件都补好了"}),
            ("satisfied", Actor(channel=Channel.LINK, witness=wish.subject), {}),
        ):
            task = Wish.objects.values_list("task", flat=True).get(pk=wish.pk)
            door.act(task, outcome, by=by, at=timezone.now(), data=data)


@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
def test_a_key_is_heard_before_the_last_script_has_come(server: Server, new_context: Contexts) -> None:
    reviewer = Person(new_context, "shenhe")
    page = reviewer.goto("/admin/inbox/?status=verifying")
    first = page.locator(".desk-title").first.get_attribute("href")
    page.route("**/js/page*.js", lambda route: None)  # never answered
    page.goto(str(first), wait_until="commit")
    following = page.locator("[data-key=j]")
    expect(following).to_be_visible()
    address = following.get_attribute("href")
    page.keyboard.press("j")
    page.wait_for_url(f"**{address}", wait_until="commit")


@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
def test_forty_cases_at_one_key_each(
    server: Server, new_context: Contexts, record_property: Callable[[str, object], None]
) -> None:
    began = timezone.now()
    server.database.manage("shell", "-v", "0", "-c", "from tests.journeys.test_reader import fill; fill()")
    reviewer = Person(new_context, "shenhe")
    page = reviewer.goto("/admin/inbox/?status=verifying")
    page.locator(".desk-title").first.focus()
    page.keyboard.press("Enter")
    first = page.locator(".desk-queue [aria-current]").inner_text()
    page.keyboard.press("j")
    expect(page.locator(".desk-queue [aria-current]")).not_to_have_text(first)
    page.wait_for_load_state()  # the list stands above what the keys press
    page.keyboard.press("k")
    expect(page.locator(".desk-queue [aria-current]")).to_have_text(first, use_inner_text=True)
    page.wait_for_load_state()
    page.keyboard.press("h")
    reviewer.says("经过")

    pressed, started = 0, time.monotonic()
    for n in range(CASES):
        for key in ["r", TO_SEND_BACK[n]] if n in TO_SEND_BACK else ["a"]:
            with page.expect_navigation() if key != "r" else nullcontext():
                page.keyboard.press(key)
            pressed += 1
    record_property("seconds", time.monotonic() - started)

    assert pressed == CASES + len(TO_SEND_BACK)
    assert dict(server.database.sql(BY_HIM, began)) == {"approve": CASES - 2, "send_back": 2}
    assert reviewer.faults == []

    plain = Person(partial(new_context, java_script_enabled=False), "shenhe")
    page = plain.goto("/admin/inbox/?status=verifying")
    page.locator(".desk-title").first.click()
    page.get_by_role("link", name="下一件").click()
    page.get_by_text("退回 R").click()
    page.get_by_label("要补一句").fill("请补一张照片")
    page.get_by_role("button", name="照片看不清是否办成").click()
    plain.says("验收退回")
    assert dict(server.database.sql(BY_HIM, began))["send_back"] == 3
