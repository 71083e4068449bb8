"""核实居住: a worker sees somebody's papers once; from then on he may claim in his own name."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from community.people.actor import Actor
from community.people.models import Cover, Level, Region, Residence, User
from community.people.operations import verify_residence
from community.people.refusal import Refused
from community.people.roles import Role
from community.records.models import Delivery, Notice
from tests.desk.conftest import Clock
from tests.desk.pages import text
from tests.factories import MORNING, District, as_, day, holder, later, person
from tests.workflows import paths
from workflows.desk.residence import LOOKED_UP

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_cache")]
SignIn = Callable[[User], Client]
URL = "/admin/residence/"
PHONE = "13800007777"
SEEN = {"seen": "on"}


@pytest.fixture
def newcomer(here: District) -> User:
    """Signed up, and said where he lives; nobody has seen his papers."""
    user = person("newcomer", name="周明远", title="先生", phone=PHONE)
    Residence.objects.create(user=user, region=here.community, address="麦田里5幢301室")
    return user


@pytest.fixture
def worker(here: District, sign_in: SignIn) -> Client:
    return sign_in(here.worker)


def look_up(client: Client, here: District, phone: str = PHONE, **extra: Any) -> Any:
    return client.post(URL, {"phone": phone, "region": here.community.pk} | extra)


def verify(client: Client, here: District, phone: str = PHONE, **extra: Any) -> Any:
    """Both forms, as a worker fills them."""
    found = look_up(client, here, phone).context["found"]
    return client.post(URL, {"found": found} | SEEN | extra, follow=True)


def home(user: User) -> Residence:
    return Residence.objects.get(user=user)


def refused(user: User, by: Actor, region: Region) -> Refused:
    with pytest.raises(Refused) as why:
        verify_residence(user=user, region=region, by=by, at=later())
    return why.value


def test_the_account_is_shown_masked_and_nothing_is_written_yet(here: District, worker: Client, newcomer: User) -> None:
    page = text(look_up(worker, here))
    assert "周先生" in page and "138****7777" in page and "还没有社区核实过" in page
    assert "周明远" not in page and PHONE not in page and "5幢301" not in page
    assert "身份证、户口本或租房合同看过了，住在本社区" in page and "核实过</button>" in page
    assert home(newcomer).verified_at is None and not Notice.objects.exists()


def test_it_is_written_down_and_he_is_told_once(here: District, clock: Clock, worker: Client, newcomer: User) -> None:
    page = text(verify(worker, here))
    assert "记下了：周先生住在麦田里社区，已经核实过。已经告诉本人。" in page
    kept = home(newcomer)
    assert (kept.verified_at, kept.verified_by, kept.address) == (clock.at, here.worker, "麦田里5幢301室")
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (newcomer, "people.residence")
    assert notice.text == "麦田里社区核实了您住在这里，现在可以以个人名义认领心愿了。"
    assert Delivery.objects.filter(notice=notice).count() == 1


def test_from_then_on_he_may_claim(here: District, worker: Client, newcomer: User, sign_in: SignIn) -> None:
    wish, his = paths.to_pool(here), sign_in(newcomer)
    assert his.get(f"{wish.get_absolute_url()}claim/").status_code == 403
    assert "要先请社区核实您住在这里" in text(his.get(wish.get_absolute_url()))
    verify(worker, here)
    page = his.get(f"{wish.get_absolute_url()}claim/")
    given = {"pin": page.context["pin"], "plan": "周六上门补", "soon": "day", "promised_on": day()}
    his.post(f"{wish.get_absolute_url()}claim/", given)
    assert wish.claims.get().user == newcomer


def test_who_said_nothing_of_his_home_is_verified_too(here: District, worker: Client) -> None:
    user = person("moved", name="何苗", phone=PHONE)
    verify(worker, here)
    assert (home(user).region, home(user).address) == (here.community, "")
    assert Actor(user).is_resident()


def test_a_home_elsewhere_that_he_named_himself_stays_unverified(here: District, worker: Client) -> None:
    user = person("moved", name="何苗", phone=PHONE)
    Residence.objects.create(user=user, region=here.sister, address="新渡9幢")
    verify(worker, here)
    elsewhere = user.residences.get(region=here.sister)
    assert (elsewhere.verified_at, elsewhere.address) == (None, "新渡9幢")


def test_his_next_wish_starts_from_where_he_lives_not_from_where_he_said(
    here: District, worker: Client, sign_in: SignIn
) -> None:
    user = person("moved", name="何苗", phone=PHONE)
    Residence.objects.create(user=user, region=here.sister)
    verify(worker, here)
    assert sign_in(user).get("/wishes/new/").context["form"]["region"].value() == here.community.slug


def test_once_is_enough(here: District, clock: Clock, worker: Client, newcomer: User, sign_in: SignIn) -> None:
    other = sign_in(here.second_worker)
    before, beside = (look_up(client, here).context["found"] for client in (worker, other))
    worker.post(URL, {"found": before} | SEEN)
    first, clock.at = clock.at, later(days=1)
    page = text(look_up(other, here))
    assert "麦田里社区已经核实过他住在这里，不用再办。" in page and 'name="seen"' not in page
    clock.at = first
    again = other.post(URL, {"found": beside} | SEEN)
    assert again.status_code == 422 and "麦田里社区已经核实过他住在这里，不用再办。" in text(again)
    assert (home(newcomer).verified_at, home(newcomer).verified_by) == (first, here.worker)
    assert Notice.objects.count() == 1


def test_where_he_is_verified_already_is_told(here: District, worker: Client, newcomer: User) -> None:
    verify_residence(user=newcomer, region=here.sister, by=as_(here.sister_worker), at=MORNING)
    assert "新渡社区（2026年11月10日）" in text(look_up(worker, here))
    verify(worker, here)
    assert newcomer.residences.exclude(verified_at=None).count() == 2


def test_a_colleague_s_community_is_neither_offered_nor_taken(here: District, worker: Client, newcomer: User) -> None:
    page = text(worker.get(URL))
    assert f'value="{here.community.pk}" selected' in page and f'value="{here.sister.pk}"' not in page
    answer = look_up(worker, here, region=here.sister.pk)
    assert answer.status_code == 422
    assert answer.context["form"].errors["region"] == ["“社区”没有这个选项，请重新选择。"]
    why = refused(newcomer, as_(here.sister_worker), here.community)
    assert (why.code, why.message) == ("not_yours", "住在麦田里社区的人，要请麦田里社区的同志来核实。")
    assert home(newcomer).verified_at is None


@pytest.mark.parametrize("who", ["grid_worker", "clerk", "coordinator", "reviewer", "admin", "manager", "newcomer"])
def test_no_other_role_verifies(here: District, newcomer: User, who: str) -> None:
    by = newcomer if who == "newcomer" else getattr(here, who)
    assert refused(newcomer, as_(by), here.community).code == "not_yours"
    assert refused(newcomer, Actor.machine(), here.community).code == "not_yours"


def test_only_a_community_knows_who_lives_there(here: District, newcomer: User) -> None:
    for place in (here.street, here.district, here.community.add_child(name="一网格", level=Level.GRID, slug="grid-1")):
        why = refused(newcomer, as_(here.worker), place)
        assert (why.code, why.field) == ("not_community", "region")
        assert why.message == "居住要核实到社区，请选一个社区。"


def test_nobody_verifies_himself(here: District, worker: Client) -> None:
    here.worker.phone = PHONE
    here.worker.save()
    answer = verify(worker, here)
    assert answer.status_code == 422 and "您自己的居住，请另一位同志来核实。" in text(answer)
    assert not here.worker.residences.exists()


def test_nor_the_colleague_he_stands_in_for(here: District, worker: Client) -> None:
    today, away, stand_in = MORNING.date(), here.second_worker, here.sister_worker
    Cover.objects.create(absent=away, substitute=stand_in, set_by=away, set_at=MORNING, starts_on=today, ends_on=today)
    why = refused(away, as_(stand_in), here.community)
    assert (why.code, why.message) == ("himself", "您代班的同志的居住，请另一位同志来核实。")
    user = person("neighbour", phone=PHONE)
    assert verify_residence(user=user, region=here.community, by=as_(stand_in), at=later()).verified_by == stand_in


def test_a_locked_account_is_not_told_that_it_may_claim(here: District, worker: Client, newcomer: User) -> None:
    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    answer = verify(worker, here)
    assert answer.status_code == 422 and "请他先用手机号登录，登得上再来核实。" in text(answer)
    assert home(newcomer).verified_at is None and not Notice.objects.exists()


@pytest.mark.parametrize(
    "typed,said",
    [
        ("", "请填写“手机号”。"),
        ("025-1234567", "请填 11 位手机号，座机不能登录。"),
        ("1380000777", "请填 11 位手机号，座机不能登录。"),
        ("12000007777", "手机号的前三位不对，请再看一下。"),
        ("周明远", "请填 11 位手机号，座机不能登录。"),
        ("138\x0000007777", "里面有看不见的字符，请重新填一遍手机号。"),
        ("13899998888", "这个手机号还没有账号，请他先用手机号登录一次。"),
    ],
)
def test_a_phone_that_leads_to_nobody_is_said_at_its_field(
    here: District, worker: Client, newcomer: User, typed: str, said: str
) -> None:
    answer = look_up(worker, here, typed)
    assert answer.status_code == 422
    assert said in answer.context["form"].errors["phone"][0]
    assert typed.replace("\0", "") in text(answer).replace("\0", "")
    assert f'value="{here.community.pk}" selected' in text(answer)


@pytest.mark.parametrize("typed", ["138 0000 7777", "+86 13800007777", "１３８００００７７７７"])
def test_it_may_be_written_in_other_ways(here: District, worker: Client, newcomer: User, typed: str) -> None:
    assert look_up(worker, here, typed).context["person"] == newcomer


@pytest.mark.parametrize("region", ["", "x", "99999999999999999999", "\0"])
def test_a_community_that_is_none_is_asked_for_again(
    here: District, worker: Client, newcomer: User, region: str
) -> None:
    answer = look_up(worker, here, region=region)
    assert answer.status_code == 422 and answer.context["form"].errors["region"]
    assert PHONE in text(answer)


def test_who_works_in_two_communities_chooses(here: District, sign_in: SignIn) -> None:
    both = holder("both", Role.COMMUNITY_WORKER, here.street)
    page = text(sign_in(both).get(URL))
    assert all(f'value="{place.pk}"' in page for place in (here.community, here.sister))
    assert f'value="{here.far.pk}"' not in page and f'value="{here.community.pk}" selected' not in page


def test_without_the_papers_nothing_is_written(here: District, worker: Client, newcomer: User) -> None:
    answer = verify(worker, here, seen="")
    assert answer.status_code == 422
    assert answer.context["form"].errors["seen"] == ["请先看证件，看过了再勾选。"]
    assert "周先生" in text(answer) and home(newcomer).verified_at is None


@pytest.mark.parametrize("note", ["", "x", "\0", "W10:1:2", "²"])
def test_a_note_that_is_not_ours_verifies_nobody(here: District, worker: Client, newcomer: User, note: str) -> None:
    answer = worker.post(URL, {"found": note} | SEEN, follow=True)
    assert answer.redirect_chain == [(URL, 302)] and "请重新查一查手机号" in text(answer)
    assert home(newcomer).verified_at is None


def test_a_note_is_for_one_worker_and_for_an_hour(
    here: District, worker: Client, newcomer: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = look_up(worker, here).context["found"]
    sign_in(here.second_worker).post(URL, {"found": note} | SEEN)
    assert home(newcomer).verified_at is None
    monkeypatch.setattr("workflows.desk.residence.KEPT", -1)
    worker.post(URL, {"found": note} | SEEN)
    assert home(newcomer).verified_at is None


def test_who_is_no_longer_a_worker_there_verifies_nobody(here: District, worker: Client, newcomer: User) -> None:
    note = look_up(worker, here).context["found"]
    here.worker.memberships.update(region=here.sister)
    answer = worker.post(URL, {"found": note} | SEEN)
    assert answer.status_code == 422 and "要请麦田里社区的同志来核实" in text(answer)
    assert home(newcomer).verified_at is None


def test_phones_are_looked_up_sixty_times_an_hour(
    here: District, worker: Client, newcomer: User, sign_in: SignIn
) -> None:
    note = look_up(worker, here).context["found"]
    for n in range(LOOKED_UP.most - 1):
        assert look_up(worker, here, f"137{n:08d}").status_code == 422
    answer = look_up(worker, here)
    assert answer.status_code == 429
    assert answer.context["form"].errors["phone"] == ["这一个小时里查的手机号太多了，请过一个小时再查。"]
    assert PHONE in text(answer) and "周先生" not in text(answer)
    assert look_up(sign_in(here.second_worker), here).status_code == 200
    assert worker.post(URL, {"found": note} | SEEN).status_code == 302
    assert home(newcomer).verified_at


def test_what_is_not_a_phone_is_no_look_up(here: District, worker: Client, newcomer: User) -> None:
    for _ in range(LOOKED_UP.most + 1):
        look_up(worker, here, "025-1234567")
    assert look_up(worker, here).status_code == 200


def test_looking_at_the_page_writes_nothing(here: District, worker: Client, newcomer: User) -> None:
    before = list(Residence.objects.order_by("pk").values())
    found = look_up(worker, here).context["found"]
    assert (
        worker.get(URL, {"phone": PHONE, "region": here.community.pk, "found": found, "seen": "on"}).status_code == 200
    )
    assert list(Residence.objects.order_by("pk").values()) == before
    assert not Notice.objects.exists()


@pytest.mark.parametrize("who", ["grid_worker", "clerk", "coordinator", "reviewer", "admin", "superuser"])
def test_for_who_may_not_the_page_is_not_there(
    here: District, sign_in: SignIn, worker: Client, newcomer: User, who: str
) -> None:
    note, client = look_up(worker, here).context["found"], sign_in(getattr(here, who))
    assert client.get(URL).status_code == look_up(client, here).status_code == 404
    assert client.post(URL, {"found": note} | SEEN).status_code == 404
    assert home(newcomer).verified_at is None
