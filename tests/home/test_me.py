import pytest

from community.records.models import Notice
from tests.factories import as_, day, later, public_version, step, wishing
from tests.workflows import paths
from workflows import door, steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def page(client, user):
    client.force_login(user)
    return client.get("/me/")


def section(answer, name):
    """The words of one section of the page."""
    return answer.text.partition(f'<h2 id="{name}">')[2].partition("</section>")[0]


def test_it_is_for_those_who_are_logged_in(client, here):
    assert client.get("/me/")["Location"] == "/accounts/login/?next=/me/"
    assert client.post("/me/organisation/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "name", ["wisher", "resident", "member", "manager", "agent", "worker", "reviewer", "superuser", "outsider"]
)
def test_everybody_has_one(client, here, name):
    paths.to_act(here)
    answer = page(client, getattr(here, name))
    assert answer.status_code == 200
    assert answer.text.index('id="tasks"') < answer.text.index('id="wishes"')


def test_nothing_to_do_is_said_as_such(client, here):
    answer = page(client, here.outsider)
    assert "都办完了" in section(answer, "tasks")
    assert "您还没有许过愿。大事小事都可以说，社区都会回复。" in section(answer, "wishes")


def test_the_wisher_is_asked_to_rate_and_to_amend_before_all_else(client, here):
    for _ in range(25):
        paths.to_pool(here)
    asked = [paths.to_confirm(here), paths.to_amend(here)]
    newer = [paths.to_screen(here) for _ in range(22)]
    tasks = section(page(client, here.wisher), "tasks")
    assert [wish.code in tasks for wish in asked] == [True, True]
    assert newer[0].code not in tasks
    assert "去评价" in tasks
    assert "去补充" in tasks


def test_the_claimant_is_asked_to_act_until_it_is_done(client, here):
    wish = paths.to_act(here)
    answer = page(client, here.resident)
    assert wish.code in section(answer, "tasks")
    assert wish.code in section(answer, "claims")
    step(wish, "done", here.resident, report="补好了")
    answer = page(client, here.resident)
    assert wish.code not in section(answer, "tasks")
    assert wish.code in section(answer, "claims")


def test_the_manager_sees_what_his_organisation_was_asked_and_has_in_hand(client, here):
    offered, held = paths.to_accept(here), paths.to_branch_act(here)
    answer = page(client, here.manager)
    assert offered.code in section(answer, "tasks")
    assert "去答复" in section(answer, "tasks")
    assert held.code in section(answer, "in-hand")
    for other in (here.far_manager, here.member):
        assert offered.code not in page(client, other).text


def test_organisations_of_the_street_find_what_is_only_for_them(client, here):
    wish = step(paths.to_screen(here), "publish_street", here.worker, **public_version())
    assert wish.code in section(page(client, here.manager), "for-units")
    assert wish.code not in page(client, here.far_manager).text
    assert wish.code not in page(client, here.resident).text


def test_what_one_wrote_down_for_others_is_listed(client, here):
    wish = door.start(
        wishing(here, wisher=None, phone="13711112222"), by=as_(here.grid_worker), at=later(), proxied=True
    )
    assert wish.code in section(page(client, here.grid_worker), "proxied")


def test_a_wish_left_with_ones_phone_is_ones_own_only_when_it_is_ones_phone(client, here):
    mine = door.start(wishing(here, wisher=None), by=as_(here.outsider), at=later())
    lent = door.start(wishing(here, wisher=None, phone_is_own=False), by=as_(here.outsider), at=later())
    answer = page(client, here.wisher)
    assert mine.code in answer.text
    assert lent.code not in answer.text


def test_every_link_of_the_page_opens(client, here):
    paths.to_accept(here), paths.to_branch_act(here), paths.to_confirm(here), paths.to_amend(here)
    step(paths.to_screen(here), "publish_street", here.worker, **public_version())
    for user in (here.wisher, here.manager, here.resident, here.member):
        answer = page(client, user)
        for code in {part[:9] for part in answer.text.split('href="/wishes/')[1:] if part[:9].isdigit()}:
            assert client.get(f"/wishes/{code}/").status_code == 200, (user.username, code)


def test_messages_stay_new_until_one_says_he_read_them(client, here):
    paths.to_pool(here)
    answer = page(client, here.wisher)
    assert "2 条没看" in answer.text
    assert not Notice.objects.exclude(read_at=None).exists()
    assert client.get("/me/notices/read/").status_code == 405
    client.post("/me/notices/read/")
    assert "条没看" not in client.get("/me/").text


def test_nobody_reads_the_messages_of_others(client, here):
    paths.to_pool(here)
    client.force_login(here.resident)
    client.post("/me/notices/read/")
    assert Notice.objects.filter(user=here.wisher, read_at=None).count() == 2


def test_the_switch_takes_ones_own_organisations_only(client, here):
    client.force_login(here.manager)
    answer = client.post("/me/organisation/", {"organisation": here.branch.pk}, follow=True)
    assert "现在代表麦田里党支部" in answer.text
    for foreign in (here.far_branch.pk, "x", "0", "²"):
        assert "您不是这个组织的成员" in client.post("/me/organisation/", {"organisation": foreign}, follow=True).text
        assert client.session[steps.ORGANISATION] == here.branch.pk
    client.post("/me/organisation/", {"organisation": ""})
    assert steps.ORGANISATION not in client.session


def test_the_chosen_organisation_is_the_first_choice_of_a_claim(client, here):
    wish = paths.to_pool(here)
    client.force_login(here.manager)
    client.post("/me/organisation/", {"organisation": here.branch.pk})
    form = client.get(f"/wishes/{wish.code}/claim/").context["form"]
    assert form.fields["organisation"].initial == here.branch.pk


def test_the_desk_is_linked_for_those_who_work_there(client, here):
    assert 'href="/admin/"' in page(client, here.worker).text
    assert 'href="/admin/"' not in page(client, here.manager).text


def test_it_costs_few_queries_however_much_there_is(client, here, django_assert_max_num_queries):
    for _ in range(3):
        paths.to_accept(here), paths.to_act(here)
    step(paths.to_pool(here), "claim", here.manager, plan="周六", promised_on=day(), organisation=here.branch.pk)
    client.force_login(here.manager)
    with django_assert_max_num_queries(22):
        client.get("/me/")
