"""代填: a wish in somebody's own words, once, with his consent, in the writer's own communities."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from community.people.models import Level, User
from community.people.roles import Role
from community.records.models import Photo, Submission
from community.wishes.models import Hand, Status, Wish
from tests.desk.pages import case, listed, text
from tests.factories import District, holder, later, step
from tests.pictures import upload

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PROXY = "/admin/proxy/"


def filled(here: District, **changes: Any) -> dict[str, Any]:
    return {
        "own_words": "想要一辆轮椅，去医院方便一点。",
        "name": "王秀英",
        "title": "女士",
        "phone": "13700000001",
        "phone_is_own": "1",
        "address": "麦田里2幢101",
        "region": here.community.pk,
        "reason": "行动不便",
        "consent": "spoken",
        "channel": "visit",
        "visibility": "wall",
        "outside_number": "",
        "key": str(uuid4()),
    } | changes


@pytest.mark.parametrize("who", ["worker", "grid_worker", "clerk"])
def test_a_wish_is_written_down_in_somebody_s_own_words(here: District, sign_in: SignIn, who: str) -> None:
    writer = getattr(here, who)

    answer = sign_in(writer).post(PROXY, filled(here, urgent="on", outside_number="12345-88"))

    wish = Wish.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/proxy/done/{wish.code}/")
    assert (wish.own_words, wish.wisher_mask, wish.phone_mask) == (
        "想要一辆轮椅，去医院方便一点。",
        "王女士",
        "137****0001",
    )
    assert (wish.proxied_by, wish.proxy_reason, wish.proxy_consent) == (writer, "行动不便", "spoken")
    assert (wish.channel, wish.urgent, wish.outside_number) == ("visit", True, "12345-88")
    assert (wish.status, wish.street, wish.visibility) == (Status.SCREENING, here.street, "staff")
    assert Hand.objects.get(wish=wish).part == Hand.Part.PROXY


@pytest.mark.parametrize("channel", ["phone", "visit", "station", "desk"])
def test_where_it_was_said_is_kept(here: District, sign_in: SignIn, channel: str) -> None:
    sign_in(here.worker).post(PROXY, filled(here, channel=channel))

    assert Wish.objects.get().channel == Wish.objects.get().events.get().channel == channel


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("nothing said", {"own_words": "  "}, "own_words", "请填写“想办的事”。"),
    ("too much", {"own_words": "字" * 501}, "own_words", "“想办的事”最多 500 个字，现在有 501 个字。"),
    ("no name", {"name": ""}, "name", "请填写“姓名”。"),
    ("short phone", {"phone": "1370000000"}, "phone", "手机号应是 11 位数字，您填了 10 位。"),
    ("not a phone", {"phone": "没有"}, "phone", "请填 11 位手机号，或带区号的座机"),
    ("nowhere to find him", {"phone": "", "address": ""}, "phone", "电话和住址至少写一样，不然找不到他。"),
    ("one's own phone", {"phone": "13611112222"}, "phone_is_own", "这是您自己的手机号"),
    ("no consent", {"consent": ""}, "consent", "请选择“他怎么同意的”。"),
    ("no reason", {"reason": ""}, "reason", "请选择“为什么代填”。"),
    ("who may see", {"visibility": ""}, "visibility", "请选择“给谁看”。"),
    ("only staff", {"visibility": "staff"}, "visibility", "“给谁看”没有这个选项，请重新选择。"),
    ("another way in", {"channel": "machine"}, "channel", "“在哪里记的”没有这个选项"),
    ("no community", {"region": ""}, "region", "请选择“社区”。"),
]


@pytest.mark.parametrize("what,change,field,message", WRONG, ids=[row[0] for row in WRONG])
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    here: District, sign_in: SignIn, what: str, change: dict[str, Any], field: str, message: str
) -> None:
    writer = holder("writer", Role.COMMUNITY_WORKER, here.community, phone="13611112222")
    typed = filled(here, **change)

    answer = sign_in(writer).post(PROXY, typed)

    assert answer.status_code == 422 and not Wish.objects.exists()
    form = answer.context["form"]
    assert list(form.errors) == [field] and message in form.errors[field][0]
    assert message in text(answer)
    assert all(str(form[name].value() or "") == str(value) for name, value in typed.items())


def test_only_one_s_own_communities_can_be_chosen(here: District, sign_in: SignIn) -> None:
    client = sign_in(here.worker)
    offered = client.get(PROXY).context["form"].fields["region"].queryset

    answer = client.post(PROXY, filled(here, region=here.far.pk))

    assert list(offered) == [here.community]
    assert answer.status_code == 422 and "“社区”没有这个选项" in text(answer)


def test_a_grid_worker_writes_for_the_community_of_his_grid(here: District, sign_in: SignIn) -> None:
    grid = here.community.add_child(name="第一网格", level=Level.GRID, slug="grid-1")
    client = sign_in(holder("of_the_grid", Role.GRID_WORKER, grid))

    assert client.post(PROXY, filled(here)).status_code == 302
    assert Wish.objects.get().region == here.community


def test_the_same_form_twice_makes_one_wish(here: District, sign_in: SignIn) -> None:
    client, form = sign_in(here.worker), filled(here)

    first, second = client.post(PROXY, form), client.post(PROXY, form)

    assert Wish.objects.count() == Submission.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_two_people_s_keys_do_not_meet(here: District, sign_in: SignIn) -> None:
    form = filled(here)

    sign_in(here.worker).post(PROXY, form)
    sign_in(here.clerk).post(PROXY, form)

    assert Wish.objects.count() == 2


def test_the_slip_carries_the_spoken_code_and_a_phone_to_call(here: District, sign_in: SignIn) -> None:
    client = sign_in(here.worker)
    slip = text(client.get(client.post(PROXY, filled(here))["Location"]))
    wish = Wish.objects.get()

    assert wish.spoken_code in slip and "025-1000001" in slip and "再记一件" in slip and "11月11日" in slip
    assert "王秀英" not in slip and "13700000001" not in slip and "轮椅" not in slip
    assert sign_in(here.second_worker).get(f"/admin/proxy/done/{wish.code}/").status_code == 404


def test_one_more_begins_where_the_last_one_was(here: District, sign_in: SignIn) -> None:
    client = sign_in(here.worker)
    client.post(PROXY, filled(here, channel="station"))

    form = client.get(PROXY, {"again": 1}).context["form"]

    assert (form["channel"].value(), form["reason"].value()) == ("station", "行动不便")
    assert not form["name"].value() and not form["phone"].value()


def test_what_i_wrote_down_shows_how_far_it_has_come(here: District, sign_in: SignIn) -> None:
    client = sign_in(here.clerk)
    client.post(PROXY, filled(here))
    wish = Wish.objects.get()
    sign_in(here.worker).post(PROXY, filled(here))

    assert listed(client.get("/admin/proxy/mine/")) == [wish.pk]
    assert client.get(case(wish)).status_code == 200

    step(wish, "decline", here.worker, at=later(hours=3), reason="劳动争议", where="12345")

    mine = client.get("/admin/proxy/mine/")
    assert "不予受理" in text(mine)
    assert "劳动争议" in text(client.get(mine.context["rows"][0].url))


def test_a_photo_of_the_matter_goes_along_and_stands_beside_the_words(here: District, sign_in: SignIn) -> None:
    client, form = sign_in(here.grid_worker), filled(here)
    bad = SimpleUploadedFile("门口.jpg", b"no picture")
    answer = client.post(PROXY, form | {"photos": [upload(), bad]})
    assert answer.status_code == 422 and "“门口.jpg”没有传上去" in answer.text and form["own_words"] in answer.text
    assert "/wishes/new/photos/" in answer.text

    assert client.post(PROXY, form).status_code == 302
    wish = Wish.objects.get()
    photo = Photo.objects.of(wish.subject).get()
    assert (photo.seq, photo.uploaded_by) == (1, here.grid_worker)
    page = sign_in(here.worker).get(f"/admin/inbox/{wish.task_id}/").text
    words = page.index(form["own_words"])
    assert words < page.index(f"{photo.name}-small.jpg") < words + 600
