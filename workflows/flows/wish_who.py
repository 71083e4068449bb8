"""Who may: small predicates over a case. Each carries the words for "this is for …"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from community.people.actor import Actor, Channel
from community.people.models import Level
from community.people.roles import Role, Verb
from community.records.calendar import after_days
from community.records.policies import policy
from community.wishes.models import Status, Visibility, Wish
from community.wishes.queries import (
    hears,
    is_wisher,
    keepable_parts,
    last_outcome,
    leads,
    may_see,
    times,
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A wish, the one who wants to act on it, and the moment."""

    wish: Wish
    by: Actor
    at: datetime

    def may(self, verb: Verb) -> bool:
        return self.by.may(verb, area=self.wish.area_path, at=self.at)


Predicate = Callable[[Case], bool]


def entitled(who: Who, case: Case) -> Case | None:
    """The case in the name in which he may: his own before that of a colleague he stands in for; None when in none."""
    each = (replace(case, by=by) for by in case.by.capacities(case.at))
    return next((one for one in each if who.allows(one)), None)


@dataclass(frozen=True)
class Who:
    """A predicate and its words: "这一步由{words}来办"."""

    words: str
    allows: Predicate


def who(words: str) -> Callable[[Predicate], Who]:
    return lambda predicate: Who(words, predicate)


@who("到期自动")
def clock(case: Case) -> bool:
    return case.by.is_machine


@who("心愿人")
def wisher(case: Case) -> bool:
    return is_wisher(case.wish, case.by)


@who("本社区的社区工作者")
def screener(case: Case) -> bool:
    return case.may(Verb.WISH_SCREEN)


@who("本社区的社区工作者")
def taker_down(case: Case) -> bool:
    return case.may(Verb.WISH_TAKE_DOWN)


@who("心愿人、代填人或本社区的社区工作者")
def amender(case: Case) -> bool:
    wish, writer = case.wish, case.by.principal
    is_proxy = writer is not None and writer.pk == wish.proxied_by_id
    return wisher.allows(case) or is_proxy or case.may(Verb.WISH_SCREEN)


@who("回访的社区工作者、网格员或街道协调员")
def caller(case: Case) -> bool:
    return called(case) and case.may(Verb.WISH_CALL_BACK)


@who("已核实的居民，或有授权的组织成员")
def claimant(case: Case) -> bool:
    """Anyone entitled who can see the wish; a street wish is for the organisations of its street."""
    by = case.by
    if by.user is None or not may_see(case.wish, by, case.at):
        return False
    for_unit = by.organisations(Verb.WISH_CLAIM_FOR, case.at)
    if case.wish.visibility == Visibility.STREET:
        return any(unit.region.path.startswith(case.wish.street.path) for unit in for_unit)
    return by.is_resident() or bool(for_unit)


@who("被邀请组织的管理员")
def manager(case: Case) -> bool:
    unit = case.wish.organisation
    return unit is not None and case.by.may(Verb.WISH_ACCEPT, organisation=unit, at=case.at)


@who("本社区的社区工作者，超期后由街道协调员")
def claim_confirmer(case: Case) -> bool:
    overdue = case.wish.due_at is not None and case.wish.due_at < case.at
    return case.may(Verb.WISH_CONFIRM_CLAIM) or (overdue and case.may(Verb.WISH_COORDINATE))


@who("经办人或他所在组织的管理员")
def lead(case: Case) -> bool:
    return leads(case.wish, case.by, case.at)


@who("经办人或他所在组织的管理员；心愿人要有账号或自己的手机")
def lead_to_wisher(case: Case) -> bool:
    return lead.allows(case) and hears(case.wish)


@who("愿意搭把手的居民或组织成员")
def helper(case: Case) -> bool:
    """As a claimant; not the wisher, nor who leads, nor who has promised a part already."""
    by, wish = case.by, case.wish
    if by.user is None or by.user.pk == wish.actor_id or wisher.allows(case) or not claimant.allows(case):
        return False
    return not wish.pledges.filter(user=by.user, withdrawn_at=None).exists()


@who("协办人、他代表的组织的管理员或经办人")
def keeper(case: Case) -> bool:
    return case.by.user is not None and keepable_parts(case.wish, case.by, case.at).exists()


@who("心愿人，或打过电话、上过门的代填人、社区工作者")
def contact_witness(case: Case) -> bool:
    proxy = case.by.principal is not None and case.by.principal.pk == case.wish.proxied_by_id
    return _unconfirmed(case) and (wisher.allows(case) or caller.allows(case) or (proxy and called(case)))


def _unconfirmed(case: Case) -> bool:
    held = case.wish.live_claim
    return held is not None and held.contact_confirmed_at is None


@who("心愿人，或打过电话、上过门的代填人、社区工作者")
def contact_denier(case: Case) -> bool:
    held = case.wish.live_claim
    return held is not None and held.contacted_at is not None and contact_witness.allows(case)


@who("还没有联系过心愿人的经办人")
def first_caller(case: Case) -> bool:
    held = case.wish.live_claim
    return held is not None and held.contacted_at is None and lead.allows(case)


@who("联系过心愿人的经办人")
def pauser(case: Case) -> bool:
    held = case.wish.live_claim
    contacted = held is not None and held.contacted_at is not None
    return contacted and case.wish.paused_until is None and lead.allows(case)


@who("经办人，到期自动")
def resumer(case: Case) -> bool:
    return case.wish.paused_until is not None and (case.by.is_machine or lead.allows(case))


@who("经办人；再延由本社区的社区工作者")
def extender(case: Case) -> bool:
    return case.wish.paused_until is None and (lead.allows(case) or screener.allows(case))


@who("转办的社区工作者或街道协调员")
def transferrer(case: Case) -> bool:
    keeper = case.by.principal
    return case.may(Verb.WISH_TRANSFER) or (
        case.may(Verb.WISH_COORDINATE) and keeper is not None and keeper.pk == case.wish.actor_id
    )


@who("办理组织的管理员或街道协调员")
def handing_over(case: Case) -> bool:
    """What is in the hands of a member; what one has in his own name he hands back himself."""
    return case.wish.organisation_id is not None and (manager.allows(case) or reassigner.allows(case))


@who("转办的同志或街道协调员")
def handing_on(case: Case) -> bool:
    return transferrer.allows(case) or reassigner.allows(case)


@who("街道协调员")
def reassigner(case: Case) -> bool:
    return case.may(Verb.WISH_REASSIGN)


@who("街道协调员")
def coordinator(case: Case) -> bool:
    return case.may(Verb.WISH_COORDINATE)


@who("心愿人，或回访的社区工作者、街道协调员")
def rater(case: Case) -> bool:
    return wisher.allows(case) or (called(case) and (case.may(Verb.WISH_CALL_BACK) or last_resort(case)))


def called(case: Case) -> bool:
    """Somebody else's word counts only as taken down on the phone or at the door."""
    return case.by.channel in {Channel.PHONE, Channel.VISIT}


def last_resort(case: Case) -> bool:
    """A reviewer may take the wisher's word down only when nobody called in time."""
    return case.may(Verb.WISH_VERIFY) and case.wish.call_backs.filter(recorded_at=None, due_at__lt=case.at).exists()


@who("街道审核员（街道自己办的由区级审核员）")
def verifier(case: Case) -> bool:
    if not case.may(Verb.WISH_VERIFY):
        return False
    return Role.DISTRICT_REVIEWER in case.by.roles(case.at) or not is_street_run(case.wish)


def is_street_run(wish: Wish) -> bool:
    return wish.organisation is not None and wish.organisation.region.level == Level.STREET


@who("街道协调员")
def supervisor(case: Case) -> bool:
    return case.wish.supervised_until is None and case.may(Verb.WISH_SUPERVISE)


@who("经办人或本社区的社区工作者")
def supervised(case: Case) -> bool:
    return case.wish.supervised_until is not None and (screener.allows(case) or lead.allows(case))


def once_within(key: str, step: str, outcome: str, base: Who) -> Who:
    """After an end: these people, once, so many days (policy ``key``)."""

    def allows(case: Case) -> bool:
        ended = case.wish.ended_at
        return (
            ended is not None
            and case.at < after_days(ended, policy(key, ended))
            and base.allows(case)
            and not times(case.wish, step, outcome)
        )

    return Who(f"{base.words}（期限以内，只有一次）", allows)


@who("心愿人或本社区的社区工作者")
def wisher_or_worker(case: Case) -> bool:
    return wisher.allows(case) or screener.allows(case)


@who("心愿人或本社区的社区工作者")
def found_again(case: Case) -> bool:
    """Only what was closed because nobody could be reached, and as often as that happens."""
    ended = case.wish.ended_at
    in_time = ended is not None and case.at < after_days(ended, policy("wish.revive.days", ended))
    return in_time and wisher_or_worker.allows(case) and last_outcome(case.wish) == "lapse"


@who("街道协调员")
def reopener(case: Case) -> bool:
    """What was only recorded later was never in our hands."""
    return case.may(Verb.WISH_REOPEN) and not case.wish.recorded_later


reviewed_again = once_within("wish.review.days", Status.DECLINED, "review", wisher)
unmerger = once_within("wish.unmerge.days", Status.MERGED, "unmerge", wisher_or_worker)
reopened = once_within("wish.reopen.days", Status.FULFILLED, "reopen", reopener)
