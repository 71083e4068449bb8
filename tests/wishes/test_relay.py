"""捎句话: the wisher and whoever has the wish in hand speak to each other without each other's number."""

import pytest

from community.people.actor import Actor, Channel
from community.people.refusal import Refused
from community.records.models import Notice
from community.wishes.models import Claim
from tests.factories import as_, day, later, public_version, step, wishing
from tests.wishes.reading import get
from tests.wishes.test_steps import address, opened
from tests.workflows import paths
from workflows import door
from workflows.steps import choices

pytestmark = pytest.mark.django_db
WORDS = "周六上午九点来，带着缝纫机"


def said(client, wish, outcome, words):
    return client.post(address(wish, outcome), opened(client, wish, outcome) | {"text": words}, follow=True)


def test_what_one_side_says_the_other_reads_and_nobody_else(as_user, client, here):
    wish = paths.to_act(here)

    page = said(as_user(here.resident), wish, "tell_wisher", WORDS).text

    assert "捎到了" in page and WORDS in page
    told = Notice.objects.get(kind="wish.tell_wisher")
    assert told.user == here.wisher and "给您捎了一句话" in told.text and WORDS not in told.text
    assert WORDS in get(client, wish, here.wisher).text
    assert WORDS in get(client, wish, here.worker).text
    for other in (None, here.outsider, here.member, here.sister_worker):
        shown = get(client, wish, other).text
        assert WORDS not in shown and "捎了一句话" not in shown


def test_the_wisher_answers_by_his_link_and_the_one_who_comes_is_told(client, here):
    wish = step(paths.to_screen(here, wisher=None), "publish", here.worker, **public_version())
    wish = step(wish, "claim", here.resident, plan="周六去", promised_on=day())
    step(wish, "tell_handler", Actor(channel=Channel.LINK, witness=wish.subject), text="周六我在家")

    assert Notice.objects.get(kind="wish.tell_handler").user == here.resident
    assert "周六我在家" in get(client, wish, here.resident).text


@pytest.mark.parametrize("outcome, who", [("tell_wisher", "resident"), ("tell_handler", "wisher")])
def test_the_sixth_word_of_a_day_is_refused_at_its_field_and_kept(as_user, here, outcome, who):
    wish, speaker = paths.to_act(here), getattr(here, who)
    for _ in range(5):
        step(wish, outcome, speaker, text=WORDS)
    client = as_user(speaker)
    answer = client.post(address(wish, outcome), opened(client, wish, outcome) | {"text": WORDS})
    assert answer.status_code == 403 and WORDS in answer.text
    assert answer.context["form"].errors["text"] == ["今天已经捎过 5 次话了，明天再捎。急事请打社区电话。"]


@pytest.mark.parametrize("words, said", [("", "请填写“捎什么话”。"), ("好" * 10_000, "最多 200 个字")])
def test_words_that_are_none_or_too_many_are_not_sent(as_user, here, words, said):
    wish, client = paths.to_act(here), as_user(here.wisher)
    answer = client.post(address(wish, "tell_handler"), opened(client, wish, "tell_handler") | {"text": words})
    assert answer.status_code == 422 and said in answer.context["form"].errors["text"][0]
    assert words in answer.text and not Notice.objects.filter(kind="wish.tell_handler").exists()


def test_the_same_page_sent_twice_says_it_once(as_user, here):
    wish, client = paths.to_act(here), as_user(here.wisher)
    sent = opened(client, wish, "tell_handler") | {"text": "周六我在家"}
    for _ in range(2):
        assert client.post(address(wish, "tell_handler"), sent, follow=True).status_code == 200
    assert wish.events.filter(outcome="tell_handler").count() == 1


def test_who_has_handed_it_over_says_and_reads_nothing_more(as_user, here):
    wish = step(paths.to_branch_act(here), "tell_handler", here.wisher, text="门铃坏了，请敲门")
    client, page = as_user(here.member), opened(as_user(here.member), wish, "tell_wisher")
    handler = paths.membership_of(here.agent, here.branch)
    wish = step(wish, "hand_over", here.manager, handler=handler, reason="他出差")
    assert client.post(address(wish, "tell_wisher"), page | {"text": WORDS}).status_code == 403
    assert not wish.events.filter(outcome="tell_wisher").exists()
    assert "门铃坏了" in get(client, wish, here.agent).text


@pytest.mark.parametrize("who", ["sister_worker", "coordinator", "member", "outsider"])
def test_nobody_else_says_anything(as_user, here, who):
    wish = paths.to_act(here)
    for outcome, theirs in [("tell_wisher", here.resident), ("tell_handler", here.wisher)]:
        hidden = opened(as_user(theirs), wish, outcome)
        answer = as_user(getattr(here, who)).post(address(wish, outcome), hidden | {"text": WORDS})
        assert answer.status_code == 403
    assert not Notice.objects.filter(kind__startswith="wish.tell").exists()


def test_words_are_no_first_contact(here):
    wish = step(paths.to_act(here), "tell_wisher", here.resident, text=WORDS)

    assert Claim.objects.get(wish=wish).contacted_at is None


@pytest.mark.parametrize("outcome, who", [("tell_wisher", "resident"), ("tell_handler", "wisher")])
def test_it_does_not_become_a_nuisance(here, outcome, who):
    wish, speaker = paths.to_act(here), getattr(here, who)
    for _ in range(5):
        step(wish, "tell_wisher", here.resident, text=WORDS)
        step(wish, "tell_handler", here.wisher, text="好的")
    with pytest.raises(Refused, match="enough_said"):
        step(wish, outcome, speaker, at=later(hours=5), text=WORDS)
    step(wish, outcome, speaker, at=later(days=1), text=WORDS)


def test_nothing_is_said_to_who_could_not_read_it(here):
    wish = door.start(
        wishing(here, wisher=None, phone="", proxy_consent="oral"), by=as_(here.grid_worker), at=later(), proxied=True
    )
    wish = step(wish, "publish", here.worker, **public_version())
    wish = step(wish, "claim", here.resident, plan="周六去", promised_on=day())

    assert "tell_wisher" not in {choice.outcome for choice in choices(wish, as_(here.resident), later())}
    with pytest.raises(Refused, match="not_yours"):
        step(wish, "tell_wisher", here.resident, text=WORDS)
