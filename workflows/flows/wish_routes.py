"""Where the flow leaves a choice: which way a wish goes, judged on the facts before the outcome changes them."""

from community.wishes.models import Handling, Visibility, Work
from community.wishes.queries import dissents, needs_claim_confirmation, times

from .wish_who import Case


def is_fallback(case: Case) -> bool:
    return case.wish.organisation_id is not None and case.wish.organisation_id == case.wish.region.fallback_id


def pool_or_screen(case: Case) -> str:
    """Wherever the process says pool, what is not for claiming (staff only, urgent, dispatched) goes to the desk."""
    terms, wish = case.wish.terms, case.wish
    for_claim = terms is not None and terms.handling in {Handling.CLAIM, Handling.CLAIM_IN_STREET}
    return "pool" if for_claim and not wish.urgent and wish.visibility != Visibility.STAFF else "screen"


def after_claim(case: Case) -> str:
    return "confirm_claim" if needs_claim_confirmation(case.wish, case.at) else "act"


def after_refused_offer(case: Case) -> str:
    """To the desk; the second time, or when it was the community's own organisation, to the street."""
    if is_fallback(case) or times(case.wish, "accept", "decline", "lapse"):
        return "coordinate"
    return "screen"


def after_hand_back(case: Case) -> str:
    """Before any contact others may try at once; afterwards a worker looks first. Who was called upon asks the street."""
    held = case.wish.live_claim
    if held and held.asks_back_only:
        return "coordinate"
    return "screen" if held and held.contacted_at else pool_or_screen(case)


def after_expiry(case: Case) -> str:
    held = case.wish.live_claim
    return "coordinate" if held and held.fallback else pool_or_screen(case)


def after_silence_in_the_pool(case: Case) -> str:
    unit = case.wish.region.fallback
    return "accept" if unit and unit.active else "coordinate"


def after_good_word(case: Case) -> str:
    return "answered" if case.wish.work == Work.ANSWER else "verify"


def after_dissent(case: Case) -> str:
    """Once more by the same hands; the second time the reviewer or the street sees both sides."""
    again = dissents(case.wish) > 0
    if case.wish.work == Work.ANSWER:
        return "coordinate" if again else "screen"
    return "verify" if again else "act"
