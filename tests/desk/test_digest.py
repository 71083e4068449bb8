"""工作汇总: who is told what on a working morning, and who is not."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from community.people.models import User
from community.people.roles import Role
from community.records.models import Delivery, Notice, Submission
from community.records.operations import prefer
from community.wishes.models import Wish
from tests.factories import District, holder, later, number, public_version, step
from tests.workflows import paths
from workflows.desk import digest

pytestmark = pytest.mark.django_db
# Tuesday 9:00 is when the wishes come in. Screening is due on Wednesday at 18:00, verifying on Thursday.
WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, MONDAY = (later(days=n) for n in (1, 2, 3, 4, 6))


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


def told(user: User) -> str:
    return Notice.objects.get(user=user, kind="digest").text


def readers() -> set[str]:
    return set(Notice.objects.filter(kind="digest").values_list("user__username", flat=True))


def test_one_message_per_person_with_one_line_per_matter(here: District) -> None:
    first, second = paths.to_screen(here), paths.to_screen(here)
    assert digest.send(at=WEDNESDAY) == 3
    assert readers() == {"worker", "second_worker", "third_worker"}
    lines = told(here.worker).splitlines()
    assert lines[:2] == ["待我处理 2 件。", "【待我处理】"]
    assert [line.split("　")[0] for line in lines[2:]] == [first.spoken_code, second.spoken_code]
    assert lines[2].endswith("麦田里社区　待审核　今天 18:00 前")


def test_what_is_late_is_said_in_the_first_line(here: District) -> None:
    paths.to_screen(here)
    digest.send(at=THURSDAY)
    assert told(here.worker).splitlines()[0] == "待我处理 1 件，其中超期 1 件。"


def test_nothing_is_sent_when_there_is_nothing(here: District) -> None:
    assert digest.send(at=WEDNESDAY) == 0
    assert not Notice.objects.filter(kind="digest").exists()


def test_it_comes_once_a_day_in_the_morning_of_working_days(here: District) -> None:
    paths.to_screen(here)
    assert digest.send(at=later(days=1, hours=-2)) == 0  # seven o'clock
    assert [digest.send(at=WEDNESDAY), digest.send(at=later(days=1, hours=3))] == [3, 0]
    assert digest.send(at=SATURDAY) == 0
    assert digest.send(at=MONDAY) > 0


def test_the_hour_and_the_number_of_lines_are_policy(here: District) -> None:
    for key, value in (("digest.hour", 10), ("digest.lines", 1)):
        number(here, key, value, later())
    paths.to_screen(here), paths.to_screen(here)
    assert digest.send(at=WEDNESDAY) == 0
    assert digest.send(at=later(days=1, hours=1)) == 3
    assert told(here.worker).splitlines()[-1] == "还有 1 件"


def test_today_s_takes_the_place_of_yesterday_s_and_what_was_done_is_gone(here: District) -> None:
    wish, other = paths.to_screen(here), paths.to_screen(here)
    digest.send(at=WEDNESDAY)
    step(wish, "publish", here.worker, at=WEDNESDAY, **public_version())
    digest.send(at=THURSDAY)
    assert wish.spoken_code not in told(here.worker)
    assert other.spoken_code in told(here.worker)
    step(other, "publish", here.worker, at=THURSDAY, **public_version())
    digest.send(at=FRIDAY)
    assert not Notice.objects.filter(kind="digest", user=here.worker).exists()


# Who is told the morning it waits, the morning after it is due, and the morning after one more working day.
WORKERS = {"worker", "second_worker", "third_worker"}
REVIEWERS = {"reviewer", "second_reviewer"}
LATER: dict[str, tuple[set[str], set[str], set[str]]] = {
    "screen": (WORKERS, WORKERS, WORKERS | {"coordinator"}),
    "confirm_claim": (WORKERS, WORKERS | {"coordinator"}, WORKERS | {"coordinator"}),
    "transfer": (WORKERS, WORKERS, WORKERS | {"coordinator"}),
    "coordinate": ({"coordinator"}, {"coordinator"}, {"coordinator", "supervisor"}),
    "verify": (REVIEWERS, REVIEWERS | {"district_reviewer"}, REVIEWERS | {"district_reviewer"}),
    "accept": ({"manager"}, {"manager"}, {"manager"}),
    "pool": (set(), set(), set()),
    "amend": (set(), set(), set()),
}


@pytest.mark.parametrize("at_step", LATER)
def test_first_the_next_actor_then_the_one_above_him(here: District, at_step: str) -> None:
    holder("supervisor", Role.SUPERVISOR, here.district)
    holder("far_supervisor", Role.COMMUNITY_WORKER, here.far)
    wish = paths.AT[at_step](here)
    Wish.objects.filter(pk=wish.pk).update(due_at=later(days=1, hours=9))  # Wednesday 18:00
    for morning, expected in zip((WEDNESDAY, THURSDAY, FRIDAY), LATER[at_step], strict=True):
        digest.send(at=morning)
        assert readers() - {"district_reviewer"} == expected - {"district_reviewer"}, morning
        Notice.objects.filter(kind="digest").delete()


def test_the_district_reads_of_what_the_streets_judge_only_when_it_stays_late(here: District) -> None:
    wish = paths.to_verify(here)
    Wish.objects.filter(pk=wish.pk).update(due_at=later(days=1, hours=9))
    digest.send(at=THURSDAY)
    assert "district_reviewer" not in readers()
    digest.send(at=FRIDAY)
    assert told(here.district_reviewer).startswith("下面超期还没办的 1 件，其中超期 1 件。")


def test_what_a_reviewer_may_not_judge_is_not_in_his_digest(here: District) -> None:
    wish = paths.to_verify(here)
    Wish.objects.filter(pk=wish.pk).update(proxied_by=here.reviewer)
    digest.send(at=WEDNESDAY)
    assert readers() & REVIEWERS == {"second_reviewer"}


def test_the_claimant_is_reminded_like_any_person_and_the_manager_after_him(here: District) -> None:
    wish = paths.to_branch_act(here)
    Wish.objects.filter(pk=wish.pk).update(due_at=later(hours=5))
    prefer(user=here.member, reminder="sms", digest="site", quiet_from=21, quiet_until=8)
    here.member.phone = "13900000055"
    here.member.save()
    digest.send(at=WEDNESDAY)
    assert readers() == {"member", "manager", "coordinator"}
    assert told(here.member).startswith("您在办的，已超期 1 件")
    assert told(here.manager).startswith("组织在办，已超期 1 件")
    assert Delivery.objects.get(notice__kind="digest").notice.user == here.member


def test_calls_wait_for_those_nearest_and_then_for_the_street(here: District) -> None:
    wish = paths.to_confirm(here)
    wish.call_backs.create(purpose="rating", created_at=later(), due_at=later(days=1, hours=9))
    digest.send(at=THURSDAY)
    assert readers() == {*WORKERS, "grid_worker"}
    assert "回访 1 件，其中超期 1 件" in told(here.grid_worker)
    assert "请心愿人评价　超" in told(here.grid_worker)
    digest.send(at=FRIDAY)
    assert "coordinator" in readers()


def test_it_stays_here_unless_the_person_wants_it_elsewhere_and_only_its_head_goes_by_text_message(
    here: District,
) -> None:
    paths.to_screen(here)
    here.worker.phone = "13900000066"
    here.worker.save()
    prefer(user=here.worker, digest="sms", quiet_from=21, quiet_until=8)
    digest.send(at=WEDNESDAY)
    assert Delivery.objects.filter(notice__kind="digest").count() == 1


def test_two_clocks_at_once_send_it_once_and_a_failure_leaves_all_for_the_next(
    here: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.to_screen(here)
    with monkeypatch.context() as broken:
        broken.setattr(digest, "_replace", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            digest.send(at=WEDNESDAY)
    assert not Submission.objects.filter(kind="digest").exists()
    with monkeypatch.context() as late:
        late.setattr(Submission, "objects", Submission.objects.none())  # both looked before either wrote
        assert [digest.send(at=WEDNESDAY), digest.send(at=WEDNESDAY)] == [3, 0]
    assert Notice.objects.filter(kind="digest").count() == 3


def test_a_person_costs_a_few_queries_however_many_wishes_wait(
    here: District, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        paths.to_screen(here)
    with django_assert_max_num_queries(3 * 5 + 12 * 6 + 12):
        digest.send(at=WEDNESDAY)


def test_the_staff_read_it_line_by_line_and_go_to_the_desk(client: Any, here: District, clock: Any) -> None:
    wish = paths.to_screen(here)
    digest.send(at=WEDNESDAY)
    clock.at = WEDNESDAY
    client.force_login(here.worker)
    page = client.get("/me/").text
    assert f"【待我处理】<br>{wish.spoken_code}" in page
    assert 'href="/admin/inbox/">去工作台' in page
