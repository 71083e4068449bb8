"""照片待审: who decides what everyone may see, and what a reviewer sees beside the report."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from community.people.models import User
from community.records.models import Photo
from community.wishes.models import Wish
from tests.desk.pages import case, text
from tests.factories import District, as_, later, photo, step
from tests.wishes.photos import shown, url, wish_of
from tests.workflows import paths

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PAGE = "/admin/photos/"


def decide(client: Client, shot: Photo, do: str, **typed: str) -> Any:
    return client.post(PAGE, {"photo": shot.name, "do": do, **typed})


def listed(answer: Any) -> list[Photo]:
    return [row.photo for row in answer.context["rows"]]


def test_a_worker_clears_a_photo_and_everyone_sees_it(here: District, sign_in: SignIn, client: Client) -> None:
    shot = shown(here, shows="spoken")
    desk = sign_in(here.worker)
    page = desk.get(PAGE)
    assert listed(page) == [shot]
    assert "上传的人说：有人，都是大人，当面问过，都同意公开" in text(page)
    assert 'value="三件棉袄补好了"' in text(page) and url(shot) in text(page)

    assert decide(desk, shot, "clear", caption="补好的三件棉袄").status_code == 302
    shot.refresh_from_db()
    assert 'alt="补好的三件棉袄"' in text(client.get(wish_of(shot).get_absolute_url()))
    assert listed(desk.get(PAGE)) == [] and listed(desk.get(PAGE, {"public": 1})) == [shot]


@pytest.mark.parametrize(
    "do,typed,words",
    [
        ("clear", {"caption": ""}, "请写一句照片上是什么，给看不见的人念。"),
        ("clear", {"caption": "张桂英的棉袄"}, "这里会公开，请去掉心愿人的姓名。"),
        ("clear", {"caption": "打 13900000001"}, "这里会公开，请去掉手机号“13900000001”。"),
        ("reject", {"reason": ""}, "请写一句为什么不能用，上传的人会看到。"),
    ],
)
def test_what_is_missing_is_said_beside_the_photo(
    here: District, sign_in: SignIn, do: str, typed: dict[str, str], words: str
) -> None:
    shot = shown(here)
    answer = decide(sign_in(here.worker), shot, do, **typed)
    assert answer.status_code == 422 and words in text(answer)
    shot.refresh_from_db()
    assert shot.verdict == Photo.Verdict.WAITING


def test_a_decision_nobody_knows_changes_nothing(here: District, sign_in: SignIn) -> None:
    shot = shown(here)
    assert decide(sign_in(here.worker), shot, "explode", caption="x").status_code == 422
    assert Photo.objects.waiting().get() == shot


@pytest.mark.parametrize("shows", ["unasked", "children"])
def test_who_did_not_agree_cannot_even_be_offered(here: District, sign_in: SignIn, shows: str) -> None:
    shot = shown(here, shows=shows)
    desk = sign_in(here.worker)
    assert 'value="clear"' not in text(desk.get(PAGE)) and 'value="keep"' in text(desk.get(PAGE))
    assert decide(desk, shot, "clear", caption="棉袄").status_code == 409


def test_ones_own_photo_is_left_to_another(here: District, sign_in: SignIn) -> None:
    shot = shown(here)
    Photo.objects.update(uploaded_by=here.worker)
    desk = sign_in(here.worker)
    assert "这是您自己传的照片" in text(desk.get(PAGE)) and 'value="clear"' not in text(desk.get(PAGE))
    assert decide(desk, shot, "clear", caption="棉袄").status_code == 409
    assert decide(sign_in(here.second_worker), shot, "clear", caption="棉袄").status_code == 302


def test_who_comes_second_hears_that_it_is_decided(here: District, sign_in: SignIn) -> None:
    shot = shown(here)
    decide(sign_in(here.second_worker), shot, "clear", caption="棉袄")
    answer = decide(sign_in(here.worker), shot, "clear", caption="别的")
    assert answer.status_code == 409
    shot.refresh_from_db()
    assert shot.caption == "棉袄"


def test_a_photo_in_another_place_does_not_exist(here: District, sign_in: SignIn) -> None:
    shot = shown(here)
    desk = sign_in(here.sister_worker)
    assert listed(desk.get(PAGE)) == [] and decide(desk, shot, "clear", caption="棉袄").status_code == 404


@pytest.mark.parametrize("now", [{"visibility": "street"}, {"minor": True, "visibility": "staff"}])
def test_photos_of_what_is_not_public_wait_for_nobody(here: District, sign_in: SignIn, now: dict[str, Any]) -> None:
    shot = shown(here)
    Wish.objects.update(**now)
    desk = sign_in(here.worker)
    assert listed(desk.get(PAGE)) == [] and decide(desk, shot, "clear", caption="棉袄").status_code == 404


@pytest.mark.parametrize("who", ["grid_worker", "clerk", "coordinator", "reviewer", "superuser"])
def test_other_roles_do_not_decide(here: District, sign_in: SignIn, who: str) -> None:
    shot = shown(here)
    desk = sign_in(getattr(here, who))
    assert desk.get(PAGE).status_code == 404 and decide(desk, shot, "clear", caption="棉袄").status_code == 404


def test_what_is_public_can_be_taken_down(here: District, sign_in: SignIn, client: Client) -> None:
    shot = shown(here)
    desk = sign_in(here.worker)
    decide(desk, shot, "clear", caption="棉袄")
    shot.refresh_from_db()
    address = url(shot, shot.public_name)
    assert client.get(address).status_code == 200
    assert decide(desk, shot, "keep").status_code == 302
    assert client.get(address).status_code == 404


def test_whoever_verifies_sees_the_photos_beside_the_report(here: District, sign_in: SignIn) -> None:
    wish = paths.to_act(here)
    step(wish, "done", here.resident, report="都补好了", **photo(wish, here.resident))
    step(wish, "satisfied", here.wisher)
    answer = sign_in(here.reviewer).get(case(wish))
    shot = Photo.objects.get()
    assert [picture.photo for picture in answer.context["review"].photos] == [shot]
    assert text(answer).count(url(shot)) == 2  # with the report, and in the history


def test_the_page_costs_the_same_however_many_wait(
    here: District, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    shot = shown(here)
    for n in range(30):
        Photo.objects.create(
            subject=shot.subject, seq=shot.seq, form_key=shot.form_key, at=later(), width=1, height=1, bytes=1,
            sha256=str(n), uploaded_by=as_(here.member).user,
        )  # fmt: skip
    desk = sign_in(here.worker)
    with django_assert_max_num_queries(15):
        answer = desk.get(PAGE)
    assert len(listed(answer)) == 20 and answer.context["total"] == 31
