"""A quarterly board from the desk to the public and back: made, fixed, published, objected to, one line taken back."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from cms.boards.models import BoardIndexPage, HonourBoardPage, Laurel
from cms.review import operations as reviews
from cms.review import rules
from cms.review.operations import seed
from community.honours.models import Roll
from community.people.consents import Purpose, end, give, in_force
from community.people.models import User
from community.people.roles import Role
from community.voices.models import Objection
from tests.factories import District, as_, holder, later, step
from tests.workflows import paths

pytestmark = pytest.mark.django_db
FORM = {"kind": "people", "measure": "fulfilled", "period": "2026-Q4", "region": "", "nature": "", "most": "10", "title": ""}  # fmt: skip


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def season(here: District, clock: Callable[..., None]) -> District:
    """沈桂兰, who agrees to be named, did two; 郑远 one. The quarter is over."""
    cache.clear()
    for wish in (paths.to_verify(here), paths.to_verify(here)):
        step(wish, "approve", here.reviewer)
    wish = paths.to_branch_act(here)
    wish = step(step(wish, "done", here.member, report="办好了"), "satisfied", here.wisher)
    step(wish, "approve", here.reviewer)
    give(user=here.resident, purpose=Purpose.PUBLICITY, at=later())
    clock(days=60)
    return here


@pytest.fixture
def editor(here: District) -> User:
    return holder("editor", Role.EDITOR, here.district)


def made_by(desk: Client, **facts: str) -> HonourBoardPage:
    desk.post("/admin/boards/new/", FORM | facts)
    return HonourBoardPage.objects.latest("pk")


def published(page: HonourBoardPage) -> HonourBoardPage:
    """As what comes with a demo; the three reviews have tests of their own."""
    return seed(page=HonourBoardPage.objects.get(pk=page.pk), at=later())


def reviewed(page: HonourBoardPage, here: District) -> HonourBoardPage:
    """Sent in by whoever made it, and signed by three people."""
    reviews.submit(page=page, by=as_(page.owner))
    for hours, role in enumerate((Role.REVIEWER_1, Role.REVIEWER_2, Role.REVIEWER_3)):
        state, by = rules.open_step(page), holder(role, role, here.district)
        assert state is not None and not HonourBoardPage.objects.get(pk=page.pk).live
        seen, ticks = reviews.version_of(page.latest_revision), rules.stage_of(state).points
        reviews.approve(state_id=state.pk, by=as_(by), at=later(days=60, hours=hours), seen=seen, ticks=ticks)
    return HonourBoardPage.objects.get(pk=page.pk)


def figures(text: str) -> list[tuple[str, int]]:
    """(address of its list, figure)"""
    return [(url, int(figure)) for url, figure in re.findall(r'class="figure" href="([^"]+)">(\d+) ', text)]


def test_a_quarterly_board_is_made_fixed_published_objected_to_and_corrected(
    client: Client, season: District, editor: User
) -> None:
    desk = signed_in(editor)
    looked = desk.post("/admin/boards/new/", FORM | {"look": "1"}).text
    assert "沈桂兰" in looked
    assert "郑**" in looked
    assert not HonourBoardPage.objects.exists()
    page = made_by(desk)
    assert page.title == "2026年第四季度办成的心愿 · 街坊"
    assert client.get(page.url).status_code == 404

    one = f"/admin/boards/{page.pk}/"
    assert "还没有定榜" in desk.post(one, {"whole": "1", "reason": "不对"}).text
    desk.post(one, {"fix": "1"})
    assert client.get(page.url).status_code == 404  # fixing publishes nothing
    page = reviewed(HonourBoardPage.objects.get(pk=page.pk), season)
    assert page.roll == Roll.objects.get()
    text = client.get(page.url).text
    assert "2027年1月9日定榜" in text
    assert "沈桂兰" in text
    assert "郑远" not in text
    assert [figure for _, figure in figures(text)] == [2, 1]
    for url, figure in figures(text):
        assert (
            client.get(url).text.count('href="/wishes/') - client.get("/voices/").text.count('href="/wishes/') == figure
        )

    first = figures(text)[0][0].split("?")[0]
    about = re.search(r'href="(/voices/new/\?about=board:[^"]+)"', text)
    assert about
    client.post(about[1], {"words": "有一件不是她办的。", "who": "sealed", "name": "", "phone": ""})
    objection = Objection.objects.get()
    assert objection.address == first
    supervisor = signed_in(holder("supervisor", Role.SUPERVISOR, season.district))
    supervisor.post(f"/admin/voices/{objection.pk}/", {"words": "核实了，撤下。", "told": "public"})
    assert "核实了，撤下。" in client.get("/voices/").text

    desk.post(one, {"fix": "1"})  # a newer draft leaves what is public, and what may be taken back, alone
    line = page.roll.lines.get(user=season.resident)
    unsaid = desk.post(one, {"line": str(line.pk), "reason": ""})
    assert unsaid.status_code == 422
    assert f'value="{line.pk}" selected' in unsaid.text
    desk.post(one, {"line": str(line.pk), "reason": "有一件\0算错了"})
    text = client.get(page.url).text
    assert "已撤下" in text
    assert "有一件算错了" in text
    assert client.get(first).headers["Location"] == page.url  # the answer to the objection still leads somewhere
    too_long = desk.post(one, {"whole": "1", "reason": "数" * 121})
    assert too_long.status_code == 422
    assert "最多 120 个字，现在有 121 个。" in too_long.text
    assert "数" * 121 in too_long.text
    desk.post(one, {"whole": "1", "reason": "数据要重新核"})
    text = client.get(page.url).text
    assert "这个榜撤回了" in text
    assert "沈桂兰" not in text


def test_only_who_keeps_boards_there_comes_near_them(season: District, editor: User) -> None:
    page = made_by(signed_in(editor))
    near = signed_in(holder("near_editor", Role.EDITOR, season.street))
    assert near.get(f"/admin/boards/{page.pk}/").status_code == 404
    assert near.post(f"/admin/boards/{page.pk}/", {"fix": "1"}).status_code == 404
    assert near.post("/admin/boards/new/", FORM).status_code == 422
    assert made_by(near, region=str(season.street.pk)).region == season.street
    assert near.post("/admin/boards/new/", FORM | {"region": str(season.far.pk)}).status_code == 422
    for who in (season.worker, season.superuser, season.admin):
        assert signed_in(who).get("/admin/boards/").status_code == 404
    wrong = signed_in(editor).post("/admin/boards/new/", FORM | {"measure": "rated", "most": "0"})
    assert wrong.status_code == 422
    assert "只给组织、社区排榜" in wrong.text
    assert not Roll.objects.exists()


def test_a_laurel_goes_with_the_name_that_is_withdrawn(client: Client, season: District, editor: User) -> None:
    page = made_by(signed_in(editor))
    page.laurels = [Laurel(name="沈桂兰", words="手不动，反倒难受。", agreed=True)]
    page.save_revision()
    page = published(page)
    assert "反倒难受" in client.get(page.url).text
    end(in_force(season.resident), later(days=61))
    text = client.get(page.url).text
    assert "沈桂兰" not in text
    assert "反倒难受" not in text


def test_this_season_stands_on_the_first_page_with_its_lists(
    client: Client, season: District, clock: Callable[..., None]
) -> None:
    clock(days=2)
    text = client.get("/stars/").text
    assert sorted(figure for _, figure in figures(text)) == [1, 1, 2]
    for url, figure in figures(text):
        assert f"：{figure} 件" in client.get(url).text
    first = figures(text)[0][0]
    assert client.get(re.sub(r"\?at=\d+", "?at=0", first)).status_code == 404  # nobody had done anything then
    assert client.get(re.sub(r"\?at=\d+", "?at=x", first)).status_code == 200
    assert client.get("/stars/now/people/nobody/").status_code == 404
    assert client.get("/stars/now/pets/nobody/").status_code == 404
    assert BoardIndexPage.objects.get().url == "/stars/"
