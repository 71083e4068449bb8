import pytest

from community.people.models import Title
from community.people.roles import Role
from community.wishes.codes import new_code
from community.wishes.models import Status, Visibility, Wish
from tests.factories import day, holder, public_version, step
from tests.wishes.reading import get
from tests.workflows import paths
from workflows.flows.wish_rules import RULES
from workflows.wishes import history, story

pytestmark = pytest.mark.django_db


NOW = {
    "screen": ("社区在看这个心愿", "11月11日下班前回复张女士。"),
    "amend": ("还差一点情况，请张女士补充", "11月20日还没有补充，社区会打电话来问。"),
    "pool": ("等人认领，今天刚放上来", "11月17日前没人认领，社区会请麦田里社区党委来办。"),
    "accept": ("已经请麦田里党支部来办，等对方答应", "11月11日下班前没有答复，社区另想办法。"),
    "confirm_claim": ("沈女士想来办，社区在确认", "11月11日下班前确认完，确认以后才会联系张女士。"),
    "act": ("沈女士在办，答应11月17日办好", "11月17日前会先联系张女士；没有联系，就请别人来办。"),
    "transfer": ("已经转给区民政局", "请对方11月15日前答复"),
    "coordinate": ("街道在协调", "11月13日下班前答复张女士。"),
    "confirm": ("沈女士说办好了，请张女士评一评", "11月17日前没有评价，就请街道直接核实。"),
    "verify": ("街道在核实办得怎么样", "11月12日下班前有结果。"),
}


@pytest.mark.parametrize("at_step", NOW)
def test_where_it_stands_is_a_sentence_with_who_and_when(client, here, at_step):
    wish = paths.AT[at_step](here)
    page = get(client, wish, here.reviewer).text
    for words in NOW[at_step]:
        assert words in page


def test_every_status_and_every_outcome_has_words(here):
    assert set(story.TOLD) == set(Status)
    told = set(RULES) | {("start", "submit"), ("record", "enter"), ("record", "approve")}
    assert not [key for key in told if not {key, ("", key[1])} & set(history.WORDS)]
    assert set(history.WORDS) <= told | {("", outcome) for _, outcome in told}


ENDS = {
    "fulfilled": (lambda here: step(paths.to_verify(here), "approve", here.reviewer), "心愿实现了"),
    "withdrawn": (
        lambda here: step(paths.to_pool(here), "withdraw", here.wisher, reason="不用了"),
        "已经撤回，不再公开",
    ),
    "declined": (
        lambda here: step(paths.to_screen(here), "decline", here.worker, reason="属于合同纠纷。", where="打 12345"),
        "这件事这里办不了",
    ),
    "unfulfilled": (
        lambda here: step(paths.to_coordinate(here), "close", here.coordinator, reason="楼顶承重不够。", told="on"),
        "很抱歉，这个心愿没有办成",
    ),
    "answered": (lambda here: step(paths.to_confirm_answer(here), "satisfied", here.wisher), "已经答复"),
}


@pytest.mark.parametrize("end", ENDS)
def test_an_end_says_how_it_ended(client, here, end):
    reach, words = ENDS[end]
    wish = reach(here)
    assert wish.status == end
    assert words in get(client, wish, here.wisher).text


def test_a_fulfilled_wish_wears_the_stamp_and_all_five_days(client, here):
    page = get(client, ENDS["fulfilled"][0](here)).text
    assert '<span class="stamp">已实现</span>' in page
    assert page.count('data-state="done"') == 5


def test_the_stepper_stands_at_the_step_it_is_at(client, here):
    answer = get(client, paths.to_act(here))
    assert [one["state"] for one in answer.context["steps"]] == ["done", "done", "done", "now", "todo"]


def test_a_wish_that_went_back_has_not_been_claimed(client, here):
    wish = step(paths.to_act(here), "hand_back", here.resident, reason="出差")
    steps = get(client, wish).context["steps"]
    assert [one["state"] for one in steps] == ["done", "done", "now", "todo", "todo"]
    assert steps[2]["date"] is None


def test_an_answer_has_its_own_four_stages(client, here):
    steps = get(client, paths.to_confirm_answer(here)).context["steps"]
    assert [one["label"] for one in steps] == ["许愿", "审核", "答复", "评价"]


def test_what_is_public_is_open_to_all_and_what_is_not_is_not_there(client, here):
    wish = paths.to_pool(here)
    assert get(client, wish).status_code == 200
    assert "三件旧棉袄开线了" in get(client, wish, here.outsider).text


@pytest.mark.parametrize("code", ["100000000", "nowhere", "12", "²²²", "0" * 40])
def test_a_code_that_is_none_is_not_found(client, here, code):
    assert client.get(f"/wishes/{code}/").status_code == 404


@pytest.mark.parametrize("reach", [paths.to_screen, ENDS["withdrawn"][0], ENDS["declined"][0]])
def test_before_screening_and_after_leaving_the_wall_only_the_entitled_see_it(client, here, reach):
    wish = reach(here)
    sees = {
        name
        for name, user in vars(here).items()
        if hasattr(user, "username") and get(client, wish, user).status_code == 200
    }
    assert get(client, wish).status_code == 404
    assert sees == {
        *("wisher", "worker", "second_worker", "third_worker", "grid_worker", "clerk"),
        *("coordinator", "reviewer", "second_reviewer", "district_reviewer"),
    }


def test_an_editor_of_the_street_does_not_see_what_is_private(client, here):
    editor = holder("editor", Role.EDITOR, here.street)
    assert get(client, paths.to_screen(here), editor).status_code == 404


def test_a_street_wish_is_for_the_organisations_of_the_street(client, here):
    wish = step(paths.to_screen(here), "publish_street", here.worker, **public_version())
    assert get(client, wish).status_code == 404
    assert get(client, wish, here.resident).status_code == 404
    assert get(client, wish, here.far_manager).status_code == 404
    page = get(client, wish, here.manager).text
    assert "我来认领" in page
    assert "这一页不公开" in page


def test_whoever_promised_a_part_still_finds_the_wish_when_it_is_shown_no_more(client, here):
    part = {"quantity": 10, "organisation": here.far_branch.pk, "text": ""}
    wish = step(paths.by_weight(here), "pledge", here.far_manager, **part)
    colleague = holder("colleague", Role.ORG_MANAGER, here.far_branch)
    Wish.objects.update(visibility=Visibility.STAFF)
    assert [get(client, wish, user).status_code for user in (here.far_manager, colleague)] == [200, 200]
    assert get(client, wish, here.member).status_code == 404
    step(wish, "release", here.far_manager, pledge=wish.pledges.get().pk)
    assert [get(client, wish, user).status_code for user in (here.far_manager, colleague)] == [404, 404]


def test_a_spoken_code_leads_to_the_page(client, here):
    wish = paths.to_pool(here)
    assert client.get(f"/wishes/{wish.spoken_code}/")["Location"] == wish.get_absolute_url()
    assert client.get(f"/wishes/{new_code()}/").status_code == 404


def test_notes_are_read_by_those_they_are_for(client, here):
    wish = step(paths.to_act(here), "contact", here.resident, text="说好周六上午")
    wish = step(wish, "cannot", here.resident, reason="要专业电工，我修不了")
    public, parties, staff = (get(client, wish, user).text for user in (None, here.wisher, here.coordinator))
    assert "说好周六上午" not in public
    assert "办理人说已经联系过心愿人" in public
    assert "说好周六上午" in parties
    assert "要专业电工" not in parties
    assert "报街道协调" not in parties
    assert "要专业电工" in staff
    assert "经手：沈女士" in staff
    assert "经手" not in parties


def test_staff_names_stand_on_no_public_page(client, here):
    wish = ENDS["fulfilled"][0](here)
    page = get(client, wish).text
    assert not [mask for mask in ("李**", "李社工", "李核实", "账号") if mask in page]


BUTTONS = {
    "resident": ["claim"],
    "manager": ["claim"],
    "outsider": [],
    "worker": ["take_down", "no_longer_needed"],
    "wisher": ["withdraw"],
    "superuser": [],
}


@pytest.mark.parametrize("name", BUTTONS)
def test_each_sees_the_buttons_that_are_for_him(client, here, name):
    answer = get(client, paths.to_pool(here), getattr(here, name))
    assert [choice.outcome for choice in answer.context["offer"].choices] == BUTTONS[name]


def test_a_visitor_may_say_what_he_would_do_or_log_in_first(client, here):
    wish = paths.to_pool(here)
    assert f'href="{wish.get_absolute_url()}offer/">我来认领' in get(client, wish).text
    page = client.get(f"{wish.get_absolute_url()}offer/").text
    assert f'/accounts/login/?next={wish.get_absolute_url()}claim/"' in page


def test_someone_not_yet_verified_is_told_how(client, here):
    assert "要先请社区核实您住在这里" in get(client, paths.to_pool(here), here.outsider).text


def test_whoever_had_a_hand_in_it_reads_why_he_cannot_verify(client, here):
    wish = paths.to_verify(here)
    wish.claims.update(user=here.reviewer)
    answer = get(client, wish, here.reviewer)
    assert answer.context["offer"].choices == ()
    assert "要请另一位同志验收" in answer.text


def test_the_first_step_of_a_claimant_is_to_get_in_touch(client, here):
    wish = paths.to_act(here)
    assert get(client, wish, here.resident).context["offer"].thumb[0].outcome == "contact"
    wish = step(wish, "contact", here.resident)
    assert get(client, wish, here.resident).context["offer"].thumb[0].outcome == "done"


def test_a_rating_is_asked_evenly(client, here):
    page = get(client, paths.to_confirm(here), here.wisher).text
    assert page.count('class="button big"') == 4
    assert 'class="sticky"' not in page


def test_a_late_wish_says_it_is_late_and_whom_to_ask(client, here, clock):
    wish = paths.to_screen(here)
    clock(days=5)
    page = get(client, wish, here.wisher).text
    assert "原定11月11日，已经过了，您可以打社区电话 025-1000001 问一问。" in page
    assert "now late" in page


def test_a_merged_wish_leads_to_the_other(client, here):
    other = paths.to_pool(here)
    wish = step(paths.to_screen(here), "merge", here.worker, into=other.code)
    assert f'href="{other.get_absolute_url()}"' in get(client, wish, here.wisher).text


def test_somebody_without_a_name_is_no_account_number(client, here):
    here.resident.name, here.resident.title = "", Title.NONE
    here.resident.save()
    page = get(client, paths.to_act(here)).text
    assert "账号" not in page
    assert "办理人在办" in page


def test_the_page_costs_few_queries(client, here, django_assert_max_num_queries):
    wish = ENDS["fulfilled"][0](here)
    with django_assert_max_num_queries(16):
        get(client, wish)


def test_reading_writes_nothing(client, here):
    wish = paths.to_act(here)
    before = Wish.objects.values().get(pk=wish.pk)
    for user in (None, here.wisher, here.resident, here.worker):
        get(client, wish, user)
        for outcome in ("contact", "withdraw"):
            client.get(f"{wish.get_absolute_url()}{outcome}/", {"text": "x", "promised_on": day()})
    assert Wish.objects.values().get(pk=wish.pk) == before


def test_a_street_wish_that_came_to_nothing_is_theirs_no_longer(client, here):
    wish = step(paths.to_screen(here), "publish_street", here.worker, **public_version())
    step(wish, "withdraw", here.wisher, reason="不用了")
    assert get(client, wish, here.manager).status_code == 404
    assert get(client, wish, here.wisher).status_code == 200
