"""Who lives here, who works here, and for whom."""

from .person import GONE, PersonManager, Rows, Title, User
from .places import Level, Organisation, Region, RegionManager, RegionQuerySet
from .privacy import Consent, Residence, Reveal
from .roles import Cover, CoverQuerySet, Membership, MembershipQuerySet

__all__ = [
    "GONE",
    "Consent",
    "Cover",
    "CoverQuerySet",
    "Level",
    "Membership",
    "MembershipQuerySet",
    "Organisation",
    "PersonManager",
    "Region",
    "RegionManager",
    "RegionQuerySet",
    "Residence",
    "Reveal",
    "Rows",
    "Title",
    "User",
]
