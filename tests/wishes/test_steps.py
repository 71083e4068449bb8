import re

import pytest

from community.records.models import Note
from community.wishes.models import Status, Wish, WishEvent
from tests.factories import day, public_version, step
from tests.workflows import paths

pytestmark = pytest.mark.django_db


def address(wish, outcome):
    return f"/wishes/{wish.code}/{outcome}/"


def opened(client, wish, outcome):
    """The hidden fields of the form, as a browser would send them."""
    page = client.get(address(wish, outcome)).text
    return dict(re.findall(r'<input type="hidden" name="(pin|key)" value="([^"]+)"', page))


def now(wish):
    return Wish.objects.get(pk=wish.pk)


def test_a_claim_through_the_page_says_what_comes_next(as_user, here):
    client, wish = as_user(here.resident), paths.to_pool(here)
    hidden = opened(client, wish, "claim")
    answer = client.post(address(wish, "claim"), hidden | {"plan": "周六上门", "promised_on": day()}, follow=True)

    assert now(wish).status == Status.ACTING
    assert "谢谢您。请在11月17日前联系张女士，联系后回到这里点“已联系心愿人”。" in answer.text
    assert "联系不上，打社区电话 025-1000001" in answer.text


def test_nobody_promises_a_day_out_of_reach(as_user, here):
    client, wish = as_user(here.resident), paths.to_pool(here)
    hidden = opened(client, wish, "claim")
    answer = client.post(address(wish, "claim"), hidden | {"plan": "周六上门", "promised_on": "9999-12-31"})

    assert answer.status_code == 422
    assert "这个日子太远了" in answer.text and 'id="id_promised_on_error"' in answer.text


def test_the_manager_names_who_goes(as_user, here):
    client, wish = as_user(here.manager), paths.to_pool(here)
    hidden = opened(client, wish, "claim")
    handler = paths.membership_of(here.member, here.branch)
    data = {"plan": "周六去", "promised_on": day(), "organisation": here.branch.pk, "handler": handler}
    client.post(address(wish, "claim"), hidden | data)

    assert (now(wish).actor, now(wish).organisation) == (here.member, here.branch)
    assert "麦田里党支部郑先生认领了" in client.get(wish.get_absolute_url()).text


def test_a_form_with_errors_comes_back_with_what_was_typed(as_user, here):
    client, wish = as_user(here.resident), paths.to_pool(here)
    hidden = opened(client, wish, "claim")
    answer = client.post(address(wish, "claim"), hidden | {"plan": "周六上门", "promised_on": "2026-11-01"})

    assert answer.status_code == 422
    assert "这个日子已经过了，请往后选。" in answer.text
    assert 'value="周六上门"' in answer.text
    assert hidden["pin"] in answer.text
    again = client.post(address(wish, "claim"), hidden | {"plan": "周六上门", "promised_on": day()})
    assert again.status_code == 302


@pytest.mark.parametrize("plan", ["字" * 10_000, "", "\x00"])
def test_bad_words_are_refused_beside_their_field(as_user, here, plan):
    client, wish = as_user(here.resident), paths.to_pool(here)
    hidden = opened(client, wish, "claim")
    answer = client.post(address(wish, "claim"), hidden | {"plan": plan, "promised_on": day()})
    assert answer.status_code == 422
    assert 'id="id_plan_error"' in answer.text
    assert now(wish).status == Status.OPEN


def test_whoever_is_second_reads_who_was_first_and_keeps_his_words(as_user, here):
    client, wish = as_user(here.resident), paths.to_pool(here)
    hidden = opened(client, wish, "claim")
    paths.to_pool(here)
    step(wish, "claim", here.manager, plan="周六去", promised_on=day(), organisation=here.branch.pk)
    lines = WishEvent.objects.count()

    answer = client.post(address(wish, "claim"), hidden | {"plan": "我下午就有空", "promised_on": day()})

    assert answer.status_code == 409
    assert "刚刚被" in answer.text
    assert "我下午就有空" in answer.text
    assert "现在：麦田里党支部周先生在办" in answer.text
    assert "麦田里社区还有 1 个心愿在等，看看？" in answer.text
    assert WishEvent.objects.count() == lines
    assert now(wish).actor == here.manager


def test_a_form_opened_before_a_round_trip_does_not_act_on_the_new_round(as_user, here):
    client, wish = as_user(here.worker), paths.to_screen(here)
    hidden = opened(client, wish, "publish")
    wish = step(wish, "amend", here.second_worker, reason="几件？")
    step(wish, "resubmit", here.wisher, own_words="三件")

    answer = client.post(address(wish, "publish"), hidden | public_version())
    assert answer.status_code == 409
    assert now(wish).status == Status.SCREENING


def test_a_double_click_is_one_step_and_one_answer(as_user, here):
    client, wish = as_user(here.resident), paths.to_pool(here)
    data = opened(client, wish, "claim") | {"plan": "周六上门", "promised_on": day()}
    first, second = (client.post(address(wish, "claim"), data) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert WishEvent.objects.filter(wish=wish, outcome="claim").count() == 1


def test_a_double_click_on_what_stays_at_its_step_is_one_line(as_user, here):
    client, wish = as_user(here.resident), paths.to_act(here)
    data = opened(client, wish, "contact") | {"text": "说好周六"}
    for _ in range(2):
        assert client.post(address(wish, "contact"), data).status_code == 302
    assert WishEvent.objects.filter(wish=wish, outcome="contact").count() == 1
    assert Note.objects.filter(subject=wish.subject, text__isnull=False).count() == 2


@pytest.mark.parametrize("pin", ["", "x", "W1tdXQ:1:abc"])
def test_a_pin_that_is_not_ours_moves_nothing(as_user, here, pin):
    client, wish = as_user(here.resident), paths.to_pool(here)
    answer = client.post(address(wish, "claim"), {"pin": pin, "plan": "周六", "promised_on": day()})
    assert answer.status_code == 409
    assert now(wish).status == Status.OPEN


def test_the_pin_of_another_wish_moves_neither(as_user, here):
    client, wish, other = as_user(here.resident), paths.to_pool(here), paths.to_pool(here)
    hidden = opened(client, other, "claim")
    answer = client.post(address(wish, "claim"), hidden | {"plan": "周六", "promised_on": day()})
    assert answer.status_code == 409
    assert {now(wish).status, now(other).status} == {Status.OPEN}


def test_a_step_of_others_says_whose_it_is(as_user, here):
    client, wish = as_user(here.resident), paths.to_pool(here)
    answer = client.get(address(wish, "take_down"))
    assert answer.status_code == 403
    assert "这一步由本社区的社区工作者来办。" in answer.text


def test_a_visitor_is_asked_who_he_is(client, here):
    wish = paths.to_pool(here)
    answer = client.get(address(wish, "claim"))
    assert answer.status_code == 403
    assert f"/accounts/login/?next={address(wish, 'claim')}" in answer.text


def test_a_refusal_by_the_facts_comes_with_the_form(as_user, here):
    for _ in range(3):
        paths.to_act(here)
    client, wish = as_user(here.resident), paths.to_pool(here)
    hidden = opened(client, wish, "claim")
    answer = client.post(address(wish, "claim"), hidden | {"plan": "周六上门", "promised_on": day()})
    assert answer.status_code == 403
    assert "手上已有 3 个心愿在办，办好一个再认领下一个。" in answer.text
    assert 'value="周六上门"' in answer.text


def test_an_old_address_says_where_it_stands_now(as_user, here):
    client, wish = as_user(here.resident), paths.to_act(here)
    answer = client.get(address(wish, "claim"))
    assert answer.status_code == 409
    assert "这一步已经过去了" in answer.text


def test_an_outcome_nobody_knows_is_not_found(as_user, here):
    client, wish = as_user(here.resident), paths.to_pool(here)
    assert client.get(address(wish, "explode")).status_code == 404
    assert client.get(address(paths.to_screen(here), "publish")).status_code == 404


def test_the_clock_cannot_be_played_by_a_person(as_user, here):
    client, wish = as_user(here.worker), paths.to_pool(here)
    hidden = opened(client, wish, "take_down")
    assert client.get(address(wish, "fallback")).status_code == 403
    assert client.post(address(wish, "fallback"), hidden).status_code == 403
    assert now(wish).status == Status.OPEN


def test_whoever_gave_back_what_he_may_no_longer_see_comes_to_his_own_page(as_user, here):
    client, wish = as_user(here.resident), paths.to_act(here)
    Wish.objects.filter(pk=wish.pk).update(visibility="staff")
    answer = client.post(address(wish, "hand_back"), opened(client, wish, "hand_back") | {"reason": "要出差"})
    assert answer["Location"] == "/me/"


def test_the_wisher_amends_his_own_words_and_a_worker_does_not_read_them_unrecorded(as_user, here):
    wish = paths.to_amend(here)
    assert "我住3幢502" in as_user(here.wisher).get(address(wish, "resubmit")).text
    assert "我住3幢502" not in as_user(here.worker).get(address(wish, "resubmit")).text


def test_a_refused_stranger_sees_no_choices_of_the_form(as_user, here):
    client, wish = as_user(here.far_manager), paths.to_accept(here)
    hidden = {"pin": "x"}
    answer = client.post(address(wish, "accept"), hidden)
    assert "郑先生" not in answer.text


def test_a_day_field_shows_its_first_value_to_the_browser(as_user, here):
    page = as_user(here.resident).get(address(paths.to_pool(here), "claim")).text
    assert 'value="2026-11-17"' in page


def test_every_outcome_thanks_in_a_sentence(as_user, here):
    client, wish = as_user(here.wisher), paths.to_confirm(here)
    data = opened(client, wish, "dissatisfied") | {"why": "half_done"}
    page = client.post(address(wish, "dissatisfied"), data, follow=True).text
    assert "您的意见记下了。现在：沈女士在办" in page
