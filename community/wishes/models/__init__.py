"""微心愿: the facts of a wish, true without any engine."""

from .asking import CallRequest
from .category import Category, Terms
from .doing import CallBack, Claim, Hand, Transfer
from .helping import Pledge, Supervision
from .joining import Joining
from .telling import Story
from .vocabulary import ENDS, LIVE, ON_WALL, Handling, Nature, Status, Visibility, Work
from .wish import Wish, WishEvent, WishQuerySet

__all__ = [
    "ENDS",
    "LIVE",
    "ON_WALL",
    "CallBack",
    "CallRequest",
    "Category",
    "Claim",
    "Hand",
    "Handling",
    "Joining",
    "Nature",
    "Pledge",
    "Status",
    "Story",
    "Supervision",
    "Terms",
    "Transfer",
    "Visibility",
    "Wish",
    "WishEvent",
    "WishQuerySet",
    "Work",
]
