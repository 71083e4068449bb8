"""One rule per (step, outcome) of a wish: who may, with which form, to what effect, and where it leads.

Forms, desk choices, the drawn process and the permission tests are derived from this table (design.md §5).
"""

from __future__ import annotations

from community.records.models import Audience
from community.wishes.models import Status
from community.wishes.operations import claim, confirm, contact, pace, screen, verify
from community.wishes.operations import helping as help_
from workflows.forms import base, doing, helping
from workflows.forms import screen as screening

from . import wish_who as who
from .rule import Rule
from .wish_afterwards import AFTERWARDS
from .wish_handover import HANDING_OVER
from .wish_routes import (
    after_claim,
    after_dissent,
    after_expiry,
    after_good_word,
    after_hand_back,
    after_refused_offer,
    after_silence_in_the_pool,
    pool_or_screen,
)

STATUS_OF = {
    "screen": Status.SCREENING,
    "amend": Status.AMENDING,
    "pool": Status.OPEN,
    "accept": Status.OFFERED,
    "confirm_claim": Status.CLAIM_CONFIRMING,
    "act": Status.ACTING,
    "transfer": Status.TRANSFERRED,
    "coordinate": Status.COORDINATING,
    "confirm": Status.CONFIRMING,
    "verify": Status.VERIFYING,
}


def status_of(node: str) -> str:
    """A step's status; an end is called by its status already."""
    return STATUS_OF.get(node, Status(node) if node in Status.values else "")


WITHDRAW = Rule(
    label="不办了，撤回", who=who.wisher, form=base.ReasonForm, effect=verify.withdraw, tone="danger",
    note_audience=Audience.STAFF,
)  # fmt: skip


NO_LONGER_NEEDED = Rule(
    label="情况变化，不再办理", who=who.screener, form=helping.ChangedForm, effect=verify.withdraw,
    audience=Audience.PARTIES, note_audience=Audience.STAFF, tone="danger", quiet=True,
)  # fmt: skip
SUPERVISE = Rule(
    label="督办", who=who.supervisor, form=helping.SuperviseForm, effect=help_.supervise,
    audience=Audience.STAFF, note_audience=Audience.STAFF, moves=False,
)  # fmt: skip
ANSWER_SUPERVISION = Rule(
    label="答复督办", who=who.supervised, form=helping.AnswerForm, effect=help_.answer_supervision,
    audience=Audience.STAFF, note_audience=Audience.STAFF, moves=False,
)  # fmt: skip


def anywhere(step: str) -> dict[tuple[str, str], Rule]:
    """督办 reaches a wish wherever it is."""
    return {(step, "supervise"): SUPERVISE, (step, "answer_supervision"): ANSWER_SUPERVISION}


def before_confirm(step: str) -> dict[tuple[str, str], Rule]:
    """Until the wisher is asked how it was, it may be withdrawn, or closed quietly."""
    return {(step, "withdraw"): WITHDRAW, (step, "no_longer_needed"): NO_LONGER_NEEDED, **anywhere(step)}


RULES: dict[tuple[str, str], Rule] = {
    # 待审核
    ("screen", "publish"): Rule(
        label="公开，等人认领", who=who.screener, form=screening.PublicVersionForm, effect=screen.publish,
        tone="primary",
    ),
    ("screen", "publish_street"): Rule(
        label="只放在本街道认领", who=who.screener, form=screening.PublicVersionForm, effect=screen.publish_street,
    ),
    ("screen", "dispatch"): Rule(
        label="派给一个组织", who=who.screener, form=screening.DispatchForm, effect=screen.dispatch,
    ),
    ("screen", "answer"): Rule(label="直接答复", who=who.screener, form=screening.AnswerForm, effect=screen.answer),
    ("screen", "transfer"): Rule(
        label="转给别的单位", who=who.screener, form=screening.TransferForm, effect=screen.transfer,
    ),
    ("screen", "amend"): Rule(
        label="请心愿人补充", who=who.screener, form=screening.AskToAmendForm, effect=confirm.ask_to_amend,
        audience=Audience.PARTIES,
    ),
    ("screen", "merge"): Rule(
        label="并到另一个心愿", who=who.screener, form=screening.MergeForm, effect=screen.merge,
        audience=Audience.PARTIES,
    ),
    ("screen", "decline"): Rule(
        label="不予受理", who=who.screener, form=screening.DeclineForm, effect=confirm.screened, tone="danger",
        audience=Audience.PARTIES,
    ),
    **before_confirm("screen"),
    # 待补充
    ("amend", "resubmit"): Rule(
        label="补充好了", who=who.amender, form=doing.ResubmitForm, effect=confirm.resubmit, tone="primary",
        audience=Audience.PARTIES,
    ),
    # Nobody is on a wish that is being amended or coordinated: what was claimed or transferred has ended on the way.
    ("amend", "lapse"): Rule(label="一直联系不上", who=who.clock, audience=Audience.PARTIES),
    ("amend", "unreached"): Rule(
        label="打了电话，没联系上", who=who.caller, effect=confirm.unreached, audience=Audience.STAFF, moves=False,
    ),
    **before_confirm("amend"),
    # 待认领
    ("pool", "claim"): Rule(
        label="我来认领", who=who.claimant, form=doing.ClaimForm, effect=claim.claim_in_pool, route=after_claim,
        tone="primary",
    ),
    ("pool", "fallback"): Rule(
        label="由社区安排", who=who.clock, effect=claim.call_fallback, route=after_silence_in_the_pool,
    ),
    ("pool", "take_down"): Rule(
        label="从墙上撤下", who=who.taker_down, form=base.ReasonForm, effect=screen.take_down, tone="danger",
        audience=Audience.STAFF, note_audience=Audience.STAFF,
    ),
    **before_confirm("pool"),
    # 待接单
    ("accept", "accept"): Rule(
        label="接单", who=who.manager, form=doing.AcceptForm, effect=claim.accept, tone="primary",
    ),
    ("accept", "decline"): Rule(
        label="退单", who=who.manager, form=base.ReasonForm, effect=claim.decline_offer,
        route=after_refused_offer, audience=Audience.STAFF, note_audience=Audience.STAFF, tone="danger",
    ),
    ("accept", "ask"): Rule(
        label="请街道协调", who=who.manager, form=base.ReasonForm, effect=claim.leave_offer, audience=Audience.STAFF,
        note_audience=Audience.STAFF,
    ),
    ("accept", "lapse"): Rule(
        label="到期没有答复", who=who.clock, effect=claim.leave_offer, route=after_refused_offer,
        audience=Audience.STAFF,
    ),
    **before_confirm("accept"),
    # 认领待确认
    ("confirm_claim", "approve"): Rule(
        label="同意他来办", who=who.claim_confirmer, form=doing.ContactForm, effect=claim.approve_claim,
        tone="primary",
    ),
    ("confirm_claim", "refuse"): Rule(
        label="不同意", who=who.claim_confirmer, form=base.ReasonForm, effect=claim.refuse_claim,
        route=pool_or_screen, audience=Audience.STAFF, tone="danger",
    ),
    **before_confirm("confirm_claim"),
    # 办理中
    ("act", "contact"): Rule(
        label="已联系心愿人", who=who.first_caller, form=doing.ContactForm, effect=contact.contact, moves=False,
    ),
    ("act", "confirm_contact"): Rule(
        label="对，联系过了", who=who.contact_witness, form=doing.ContactForm, effect=contact.confirm,
        audience=Audience.PARTIES, moves=False,
    ),
    ("act", "deny_contact"): Rule(
        label="还没有人联系", who=who.contact_denier, form=doing.ContactForm, effect=contact.deny,
        audience=Audience.PARTIES, moves=False,
    ),
    ("act", "unreached"): Rule(
        label="打了电话，没联系上", who=who.caller, effect=confirm.unreached, audience=Audience.STAFF, moves=False,
    ),
    ("act", "progress"): Rule(
        label="记一笔进展", who=who.lead, form=doing.ProgressForm, effect=claim.progress, moves=False,
    ),
    ("act", "tell_wisher"): Rule(
        label="给心愿人捎句话", who=who.lead_to_wisher, form=doing.RelayForm, effect=contact.relay,
        audience=Audience.PARTIES, moves=False,
    ),
    ("act", "tell_handler"): Rule(
        label="给办理人捎句话", who=who.wisher, form=doing.RelayForm, effect=contact.relay,
        audience=Audience.PARTIES, moves=False,
    ),
    ("act", "pledge"): Rule(
        label="我来搭把手", who=who.helper, form=helping.PledgeForm, effect=help_.pledge, moves=False,
    ),
    ("act", "deliver"): Rule(
        label="答应的已经兑现", who=who.keeper, form=helping.PartForm, effect=help_.deliver, moves=False,
    ),
    ("act", "release"): Rule(
        label="答应的办不到了，撤回", who=who.keeper, form=helping.PartForm, effect=help_.release,
        audience=Audience.PARTIES, moves=False,
    ),
    ("act", "pause"): Rule(
        label="暂缓到某天", who=who.pauser, form=doing.PauseForm, effect=pace.pause, audience=Audience.PARTIES,
        moves=False,
    ),
    ("act", "resume"): Rule(
        label="接着办", who=who.resumer, effect=pace.resume, audience=Audience.PARTIES, moves=False,
    ),
    ("act", "extend"): Rule(
        label="延期", who=who.extender, form=doing.ExtendForm, effect=pace.extend, audience=Audience.PARTIES,
        moves=False,
    ),
    ("act", "done"): Rule(
        label="办好了，请心愿人看看", who=who.lead, form=doing.ReportForm, effect=claim.done, tone="primary",
    ),
    ("act", "hand_back"): Rule(
        label="交回，请别人办", who=who.lead, form=base.ReasonForm, effect=claim.hand_back, route=after_hand_back,
    ),
    ("act", "cannot"): Rule(
        label="办不了，请街道协调", who=who.lead, form=base.ReasonForm, effect=claim.cannot, tone="danger",
        audience=Audience.STAFF, note_audience=Audience.STAFF,
    ),
    ("act", "reassign"): Rule(
        label="改由别人办", who=who.reassigner, form=screening.AssignForm, effect=claim.assign,
        audience=Audience.PARTIES,
    ),
    ("act", "lapse"): Rule(label="到期没有联系", who=who.clock, effect=claim.expire, route=after_expiry),
    **before_confirm("act"),
    # 转办中
    ("transfer", "answered"): Rule(
        label="对方答复了", who=who.transferrer, form=screening.CoordinateAnswerForm,
        effect=screen.transfer_answered, tone="primary",
    ),
    ("transfer", "lapse"): Rule(
        label="到期没有答复", who=who.clock, effect=screen.transfer_answered, audience=Audience.STAFF,
    ),
    **before_confirm("transfer"),
    # 街道协调
    ("coordinate", "assign"): Rule(
        label="指定谁来办", who=who.coordinator, form=screening.AssignForm, effect=claim.assign, tone="primary",
    ),
    ("coordinate", "transfer"): Rule(
        label="转给别的单位", who=who.coordinator, form=screening.ForwardForm, effect=screen.transfer,
    ),
    ("coordinate", "answer"): Rule(
        label="直接答复", who=who.coordinator, form=screening.CoordinateAnswerForm, effect=screen.coordinate_answer,
    ),
    ("coordinate", "back"): Rule(
        label="退回去接着办", who=who.coordinator, form=base.ReasonForm, route=pool_or_screen,
        audience=Audience.STAFF, note_audience=Audience.STAFF,
    ),
    ("coordinate", "uphold"): Rule(
        label="维持不予受理", who=who.coordinator, form=screening.DeclineForm, tone="danger", audience=Audience.PARTIES,
    ),
    ("coordinate", "close"): Rule(
        label="没能办成，结束", who=who.coordinator, form=screening.CloseForm, tone="danger",
        note_audience=Audience.PUBLIC,
    ),
    **before_confirm("coordinate"),
    # 待评价
    ("confirm", "satisfied"): Rule(
        label="满意", who=who.rater, form=doing.SatisfiedForm, effect=confirm.rate, route=after_good_word,
        tone="primary",
    ),
    ("confirm", "fair"): Rule(
        label="基本满意", who=who.rater, form=doing.FairForm, effect=confirm.rate, route=after_good_word,
    ),
    ("confirm", "dissatisfied"): Rule(
        label="不满意，还没办好", who=who.rater, form=doing.DissatisfiedForm, effect=confirm.rate, route=after_dissent,
        tone="danger", audience=Audience.PARTIES,
    ),
    ("confirm", "no_longer_needed"): Rule(
        label="情况变化，不用再问了", who=who.screener, form=helping.ChangedForm, effect=confirm.not_asked,
        route=after_good_word, audience=Audience.PARTIES, note_audience=Audience.STAFF, tone="danger",
    ),
    **anywhere("confirm"),
    ("confirm", "lapse"): Rule(
        label="到期未评价", who=who.clock, effect=confirm.unrated, route=after_good_word, audience=Audience.PARTIES,
    ),
    ("confirm", "unreached"): Rule(
        label="打了电话，没联系上", who=who.caller, effect=confirm.unreached, audience=Audience.STAFF, moves=False,
    ),
    # 待验收
    ("verify", "approve"): Rule(label="通过", who=who.verifier, effect=verify.fulfil, tone="primary"),
    ("verify", "send_back"): Rule(
        label="退回", who=who.verifier, form=doing.SendBackForm, effect=verify.send_back,
        audience=Audience.PARTIES,
    ),
    ("verify", "dispute"): Rule(
        label="已办理，有不同意见", who=who.verifier, form=doing.DisputeForm, effect=verify.dispute,
        note_audience=Audience.STAFF,
    ),
    ("verify", "cannot"): Rule(
        label="办不了，报街道", who=who.verifier, form=base.ReasonForm, effect=verify.cannot_be_done, tone="danger",
        audience=Audience.STAFF, note_audience=Audience.STAFF,
    ),
    **anywhere("verify"),
} | AFTERWARDS | HANDING_OVER  # fmt: skip


def outcomes(step: str) -> dict[str, Rule]:
    """The rules of one step, in the order of the table."""
    return {outcome: rule for (at_step, outcome), rule in RULES.items() if at_step == step}
