"""Phone, address and name open for those entitled, one at a time, with a reason, after it is written down."""

from collections.abc import Callable

import pytest
from django.test import Client

from community.people.models import Reveal, User
from community.wishes.models import Wish
from tests.desk.pages import case, text
from tests.factories import District, as_, later, public_version, step, wishing
from tests.workflows import paths
from workflows import door

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SEALED = {"phone": "13900000001", "address": "麦田里3幢502室", "wisher_name": "张桂英"}
REASON = "联系心愿人"


@pytest.mark.parametrize("field", SEALED)
def test_a_worker_opens_one_value_and_the_look_is_kept(here: District, sign_in: SignIn, field: str) -> None:
    wish = paths.to_screen(here)

    answer = sign_in(here.worker).post(case(wish), {"reveal": field, "reveal_reason": REASON})

    assert answer.status_code == 200 and [v for v in SEALED.values() if v in text(answer)] == [SEALED[field]]
    look = Reveal.objects.get()
    assert (look.viewer, look.subject, look.field, look.reason) == (here.worker, wish.subject, field, REASON)


@pytest.mark.parametrize("reason", ["", "好奇"])
def test_without_a_reason_nothing_opens(here: District, sign_in: SignIn, reason: str) -> None:
    answer = sign_in(here.worker).post(case(paths.to_screen(here)), {"reveal": "phone", "reveal_reason": reason})

    assert answer.status_code == 422 and "请先选查看的理由，再点查看。" in text(answer)
    assert SEALED["phone"] not in text(answer) and not Reveal.objects.exists()


@pytest.mark.parametrize("who", ["coordinator", "reviewer", "district_reviewer"])
def test_who_decides_without_calling_sees_masks_only(here: District, sign_in: SignIn, who: str) -> None:
    client, url = sign_in(getattr(here, who)), case(paths.to_screen(here))
    assert "查看" not in text(client.get(url))

    answer = client.post(url, {"reveal": "phone", "reveal_reason": REASON})

    assert answer.status_code == 403 and SEALED["phone"] not in text(answer) and not Reveal.objects.exists()


@pytest.mark.parametrize("field", ["own_words", "pk", "phone_lookup", ""])
def test_only_the_three_values_can_be_asked_for(here: District, sign_in: SignIn, field: str) -> None:
    answer = sign_in(here.worker).post(case(paths.to_screen(here)), {"reveal": field, "reveal_reason": REASON})

    assert answer.status_code == 403 and not Reveal.objects.exists()


def test_looking_keeps_what_was_typed(here: District, sign_in: SignIn) -> None:
    typed = public_version(public_title="补三件棉袄") | {"outcome": "dispatch"}

    answer = sign_in(here.worker).post(
        case(paths.to_screen(here)), {"reveal": "phone", "reveal_reason": REASON, **typed}
    )

    assert answer.context["chosen"].outcome == "dispatch"
    assert answer.context["form"]["public_title"].value() == "补三件棉袄"


def test_the_proxy_may_look_up_whom_he_wrote_it_down_for(here: District, sign_in: SignIn) -> None:
    wish = door.start(wishing(here, wisher=None), by=as_(here.clerk), at=later(), proxied=True)

    answer = sign_in(here.clerk).post(case(wish), {"reveal": "phone", "reveal_reason": REASON})

    assert SEALED["phone"] in text(answer) and Reveal.objects.get().viewer == here.clerk


def test_after_the_end_the_rules_are_the_same(here: District, sign_in: SignIn) -> None:
    wish = step(paths.to_screen(here), "decline", here.worker, reason="争议", where="12345")
    url, asked = f"/admin/wishes/{wish.code}/", {"reveal": "phone", "reveal_reason": REASON}

    assert SEALED["phone"] in text(sign_in(here.worker).post(url, asked))
    assert sign_in(here.reviewer).post(url, asked).status_code == 403
    assert sign_in(here.sister_worker).post(url, asked).status_code == 404
    assert Reveal.objects.count() == 1


LISTS = ["/admin/", "/admin/inbox/", "/admin/calls/", "/admin/wishes/", "/admin/proxy/mine/", "/admin/proxy/"]
EVERYONE = [
    *["worker", "sister_worker", "grid_worker", "clerk", "coordinator", "reviewer", "district_reviewer"],
    "superuser",
]


@pytest.mark.parametrize("who", EVERYONE)
def test_no_list_shows_a_phone_an_address_or_a_name(here: District, sign_in: SignIn, who: str) -> None:
    for reach in (paths.to_pool, paths.to_verify, paths.to_coordinate):
        reach(here)
    paths.to_screen(here, own_words="我叫张桂英，电话 13900000001，住3幢502。")
    client = sign_in(getattr(here, who))

    shown = "".join(text(client.get(url)) for url in LISTS)

    assert not [v for v in (SEALED["phone"], SEALED["address"]) if v in shown]
    assert ("我叫张" in shown) == (who in {"worker", "coordinator", "reviewer", "district_reviewer"})
    assert Wish.objects.count() == 4


def test_the_grid_worker_who_calls_reads_no_own_words(here: District, sign_in: SignIn) -> None:
    wish = paths.to_confirm(here)

    page = text(sign_in(here.grid_worker).get(f"/admin/calls/{Wish.objects.get(pk=wish.pk).task_id}/"))

    assert "想请人补三件棉袄" in page and "我住3幢502" not in page
