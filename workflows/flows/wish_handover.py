"""交接: the rules of what stays at its step and goes on in other hands."""

from community.records.models import Audience
from community.wishes.operations import handover as hand
from workflows.forms import handover

from . import wish_who as who
from .rule import Rule

ANOTHER_HANDLER = Rule(
    label="换一位经办人",
    who=who.handing_over,
    form=handover.HandOverForm,
    effect=hand.hand_over,
    audience=Audience.PARTIES,
    note_audience=Audience.STAFF,
    moves=False,
)
ANOTHER_KEEPER = Rule(
    label="请同事接着跟",
    who=who.handing_on,
    form=handover.HandOnForm,
    effect=hand.hand_on,
    audience=Audience.STAFF,
    note_audience=Audience.STAFF,
    moves=False,
)
HANDING_OVER = {
    ("confirm_claim", "hand_over"): ANOTHER_HANDLER,
    ("act", "hand_over"): ANOTHER_HANDLER,
    ("transfer", "hand_over"): ANOTHER_KEEPER,
}
