"""What the database itself refuses, each constraint by a row that breaks nothing else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from cms.models import IndexSerial
from cms.review.models import Correction, ReviewTask
from community.people.models import Consent, Residence
from community.points.models import Account, Entry, Rule
from community.records.models import (
    Arrangement,
    Discard,
    Follow,
    Note,
    NoticePreference,
    Policy,
    Submission,
)
from community.search.models import Promotion, Unanswered
from community.wishes.models import (
    Category,
    Claim,
    Hand,
    Pledge,
    Story,
    Supervision,
    Terms,
    Transfer,
    Wish,
    WishEvent,
)
from tests.community.rows import (
    account,
    aftercheck,
    approved,
    asked_for_call,
    batch,
    call,
    contribution,
    cover,
    dead_link,
    delivery,
    export,
    fulfilled,
    holiday,
    joining,
    notice,
    paper,
    photo,
    proposed,
    public_photo,
    release,
    reversal,
    row,
    signature,
    source,
    term,
)
from tests.factories import District, later
from tests.workflows import paths

pytestmark = pytest.mark.django_db

Breaking = Callable[[District], object]


def insert(*rows: models.Model) -> None:
    """Past every ``save``."""
    for one in rows:
        type(one)._default_manager.bulk_create([one])


def again(row: Any, **changes: Any) -> None:
    """The same row a second time."""
    columns = {f.attname: getattr(row, f.attname) for f in row._meta.local_concrete_fields if not f.primary_key}
    insert(type(row)(**columns | changes))


def change(row: Any, **changes: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**changes)


def wish_again(wish: Wish, **changes: Any) -> None:
    again(wish, **{"code": "100000007", "process_id": None, "task_id": None} | changes)


def decided(model: Any, name: str) -> dict[str, Breaking]:
    """What holds for every change to the rules."""
    numbered = {"version": 1} if model is Terms else {}

    def early(here: District) -> None:
        insert(approved(model, here, set_at=later(hours=2), **numbered))

    return {
        f"{name}_approved_by_another": lambda here: insert(approved(model, here, approved_by=here.admin, **numbered)),
        f"{name}_approval_is_whole": lambda here: insert(proposed(model, here, approved_by=here.second_admin)),
        f"{name}_closing_is_whole": lambda here: insert(proposed(model, here, closed_at=later(hours=1))),
        f"{name}_has_a_reason": lambda here: insert(proposed(model, here, reason="")),
        f"{name}_decided_after_proposal": early,
    }


BREAKINGS: dict[str, Breaking] = {
    # 心愿
    "wall_needs_public_title": lambda here: change(paths.to_pool(here), public_title=""),
    "minors_never_on_wall": lambda here: change(paths.to_pool(here), minor=True),
    "live_wish_has_a_task": lambda here: change(paths.to_pool(here), ended_at=later()),
    "wish_has_a_wisher": lambda here: change(paths.to_pool(here), wisher=None, wisher_mask=""),
    "of_a_person_or_a_unit": lambda here: change(paths.to_pool(here), wisher_organisation_id=here.branch.pk),
    "wishes.wish.code": lambda here: wish_again(paths.to_pool(here), code=Wish.objects.get().code),
    "wishes.wish.process": lambda here: wish_again(paths.to_pool(here), process_id=Wish.objects.get().process_id),
    "one_event_per_seq": lambda here: again(WishEvent.objects.get(wish=paths.to_screen(here))),
    "one_live_claim": lambda here: again(Claim.objects.get(wish=paths.to_act(here)), user_id=here.member.pk),
    "claim_ends_with_a_reason": lambda here: change(Claim.objects.get(wish=paths.to_act(here)), ending="done"),
    "one_side_per_person": lambda here: again(Hand.objects.get(wish=paths.to_pool(here)), side="judging"),
    "one_open_call_back": lambda here: insert(call(wish := paths.to_confirm(here)), call(wish)),
    "one_open_transfer": lambda here: again(Transfer.objects.get(wish=paths.to_transfer(here))),
    "one_terms_per_version": lambda here: again(Terms.objects.filter(version=1)[0], valid_until=later(days=9000)),
    "wishes.category.slug": lambda here: again(Category.objects.all()[0], name="别的"),
    "one_category_of_a_name": lambda here: again(Category.objects.all()[0], slug="another"),
    "pledged_within_quantity": lambda here: change(paths.to_pool(here), pledged=1),
    "recorded_later_over_and_off_the_wall": lambda here: change(paths.to_pool(here), recorded_later=True),
    "only_acting_is_paused": lambda here: change(paths.to_pool(here), paused_until=later(days=3).date()),
    "only_a_contact_is_confirmed": lambda here: change(
        Claim.objects.get(wish=paths.to_act(here)), contact_confirmed_at=later()
    ),
    "one_pledge_per_helper": lambda here: again(Pledge.objects.get(wish=paths.helped(here))),
    "pledge_of_something": lambda here: change(Pledge.objects.get(wish=paths.helped(here)), quantity=0),
    "pledge_kept_or_withdrawn": lambda here: change(
        Pledge.objects.get(wish=paths.helped(here)), delivered_at=later(), withdrawn_at=later()
    ),
    "one_open_supervision": lambda here: again(Supervision.objects.get(wish=paths.supervised("pool")(here))),
    "wishes.story.wish": lambda here: again(Story.objects.get(wish=fulfilled(here))),
    # 积分
    "one_rule_per_version": lambda here: again(Rule.objects.all()[0]),
    "one_award_per_deed": lambda here: again(Entry.objects.get(source=fulfilled(here).subject, code="satisfied")),
    "points.entry.reversal_of": lambda here: again(reversal(here)),
    "account_of_person_or_organisation": lambda here: insert(Account()),
    "organisations_cannot_spend": lambda here: insert(Account(organisation=here.branch, spendable=1)),
    "no_overdraft": lambda here: insert(Account(user=here.member, spendable=-1)),
    "points.account.user": lambda here: again(account(here)),
    "points.account.organisation": lambda here: again(account(here, organisation=here.branch)),
    # 记录
    "one_note_per_event": lambda here: again(Note.objects.get(subject=paths.to_amend(here).subject)),
    "one_delivery_per_carrier": lambda here: again(delivery()),
    **decided(Policy, "policy"),
    **decided(Arrangement, "arrangement"),
    **decided(Terms, "terms"),
    "one_policy_value_at_a_time": lambda here: insert(approved(Policy, here), approved(Policy, here)),
    "one_waiting_change_per_number": lambda here: insert(proposed(Policy, here), proposed(Policy, here)),
    "policy_never_rewrites_the_past": lambda here: insert(proposed(Policy, here, valid_from=later(days=-1))),
    "one_terms_without_end": lambda here: insert(
        approved(Terms, here, version=1), approved(Terms, here, version=2, valid_from=later(days=2))
    ),
    "one_waiting_terms": lambda here: insert(proposed(Terms, here), proposed(Terms, here)),
    "terms_are_numbered_when_approved": lambda here: insert(proposed(Terms, here, version=3)),
    "only_first_terms_came_with_the_program": lambda here: insert(
        approved(Terms, here, set_by=None, approved_by=None, version=2)
    ),
    "terms_never_rewrite_the_past": lambda here: insert(proposed(Terms, here, valid_from=later(days=-1))),
    "terms_leave_time_to_act": lambda here: insert(proposed(Terms, here, act_days=0)),
    "what_is_claimed_can_be_seen": lambda here: insert(proposed(Terms, here, widest="staff")),
    "quiet_hours_of_the_clock": lambda here: insert(NoticePreference(user=here.member, quiet_from=24, quiet_until=8)),
    "records.noticepreference.user": lambda here: again(
        NoticePreference.objects.create(user=here.member, quiet_from=21, quiet_until=8)
    ),
    "one_live_follow": lambda here: again(Follow.objects.create(subject="wish:1", user=here.member, at=later())),
    "records.notice.dedupe": lambda here: again(notice()),
    "a_day_once_in_an_arrangement": lambda here: again(holiday(here)),
    "records.submission.key": lambda here: again(Submission.objects.create(key="k", kind="wish", at=later())),
    "one_open_call_request": lambda here: again(asked_for_call(here)),
    "call_request_done_by_somebody": lambda here: change(asked_for_call(here), done_at=later()),
    # 人
    "membership_in_one_place": lambda here: change(here.worker.memberships.get(), organisation=here.branch),
    "membership_ends_after_start": lambda here: change(here.worker.memberships.get(), ends_on=date(2025, 12, 31)),
    "one_residence_per_community": lambda here: again(Residence.objects.get(user=here.resident)),
    "consent_of_somebody": lambda here: insert(Consent(purpose="basic", version="1", given_at=later())),
    "one_consent_in_force": lambda here: again(
        Consent.objects.create(user=here.member, purpose="basic", version="1", given_at=later())
    ),
    "cover_by_another": lambda here: insert(cover(here, here.worker, 1)),
    "cover_ends_after_start": lambda here: insert(cover(here, here.second_worker, -1)),
    "people.user.username": lambda here: again(here.outsider),
    "people.user.phone_lookup": lambda here: again(here.wisher, username="another"),
    "people.region.slug": lambda here: again(here.community, path="00010009"),
    "people.region.path": lambda here: again(here.community, slug="another"),
    "people.organisation.path": lambda here: again(here.branch),
    # 照片
    "records.photo.name": lambda here: again(photo(here), form_key="another"),
    "one_photo_per_form": lambda here: again(photo(here), name="another"),
    "one_public_photo": lambda here: again(public_photo(here), name="another", form_key="another"),
    "public_photo_is_cleared": lambda here: change(photo(here), public_name="p"),
    "photo_cleared_by_another": lambda here: change(public_photo(here), uploaded_by=here.worker),
    "photo_verdict_of_somebody": lambda here: change(photo(here), verdict="private"),
    "records.discard.path": lambda here: again(Discard.objects.create(path="p", due_at=later())),
    # 导入
    "import_approved_by_another": lambda here: change(batch(here), approved_by=here.worker),
    "no_import_without_its_approval": lambda here: change(batch(here), approval="street", state="running"),
    "one_row_per_number": lambda here: again(row(here)),
    "workflows.importbatch.token": lambda here: again(batch(here), state="done"),
    "one_open_batch_per_sheet": lambda here: again(batch(here), token="another"),
    # 导出
    "export_approved_by_another": lambda here: insert(export(here, approved_by=here.worker)),
    "no_export_without_its_approval": lambda here: insert(export(here, needs_approval=True)),
    "contacts_for_a_reason": lambda here: insert(export(here, contacts=True)),
    "workflows.export.token": lambda here: insert(export(here, token="t"), export(here, token="t")),
    # 合并询问
    "one_joining_per_person": lambda here: insert(joining(here), joining(here)),
    "one_joining_without_account": lambda here: insert(joining(here, user=None), joining(here, user=None)),
    "joining_answered_at_a_moment": lambda here: insert(joining(here, agreed=True)),
    # 微平台
    "cms.indexserial.year": lambda here: insert(IndexSerial(year=1999), IndexSerial(year=1999)),
    "dead_link_once": lambda here: again(dead_link()),
    "cms.contribution.key": lambda here: again(contribution(here)),
    "contribution_answered_by_somebody": lambda here: change(contribution(here), state="adopted"),
    "cms.newssource.name": lambda here: again(source(), domain="else.cn"),
    "cms.newssource.domain": lambda here: again(source(), name="别的报"),
    # 三审三校
    "review.reviewtask.stage": lambda here: change(ReviewTask.objects.get(stage=1), stage=2),
    "review_one_signature_per_stage": lambda here: insert(signature(here.worker, 1), signature(here.second_worker, 1)),
    "review_three_people": lambda here: insert(signature(here.worker, 1), signature(here.worker, 2)),
    "review.correction.revision": lambda here: insert(*(Correction(revision_id=1, state_id=1) for _ in range(2))),
    "review_released_once": lambda here: insert(release(revision_id=1), release(revision_id=1)),
    "review_urgent_has_a_reason": lambda here: insert(release(kind="urgent")),
    "review.aftercheck.release": lambda here: insert(*(aftercheck(here.worker) for _ in range(2))),
    # 错敏词
    "wording.term.text": lambda here: insert(term("某词"), term("某词")),
    "wording_term_says_something": lambda here: insert(term("")),
    # 搜索
    "promoted_address_is_ours": lambda here: insert(Promotion(words="低保", title="低保", address="//else.cn/")),
    "search.unanswered.question": lambda here: insert(
        *(Unanswered(question="低保", last_on=later().date()) for _ in range(2))
    ),
    "cms.policypage.index_no": lambda here: change(paper("one"), index_no=paper("other").index_no),
}


@pytest.mark.parametrize("constraint", BREAKINGS)
def test_the_database_refuses(here: District, constraint: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BREAKINGS[constraint](here)


def test_only_one_claim_is_live_and_ended_ones_are_history(here: District) -> None:
    again(Claim.objects.get(wish=paths.to_act(here)), ended_at=later(), ending=Claim.Ending.HANDED_BACK)
