"""The ways a wish can go, as beats; ``end`` and ``ago`` count days before now. Whole tales are made of these."""

from .stage import WISHER, Beat

Beats = tuple[Beat, ...]
SHOWN = {"public": "on"}  # the wisher lets everybody read his thanks


def publish(ago: float, clock: str = "10:20") -> Beat:
    return Beat(ago, "worker", "publish", {"version": True}, clock)


def claim(ago: float, who: str, plan: str, clock: str = "14:05") -> Beat:
    """By a resident for himself, or by the secretary for the branch, who sends a member."""
    data = {"plan": plan, "promised_on": 5}
    if who == "secretary":
        data |= {"organisation": "branch", "handler": "member"}
    return Beat(ago, who, "claim", data, clock)


def doer(who: str) -> str:
    return "member" if who == "secretary" else who


def in_hand(ago: float, who: str, plan: str) -> Beats:
    """Published, claimed and in touch with the wisher."""
    return (
        publish(ago + 1),
        claim(ago, who, plan),
        Beat(ago, doer(who), "contact", {"text": "电话里说好了时间。"}, "16:40"),
    )


def reported(ago: float, who: str, plan: str, report: str) -> Beats:
    """Done, and the wisher is asked."""
    return (*in_hand(ago + 2, who, plan), Beat(ago, doer(who), "done", {"report": report}, "11:30"))


def rated(ago: float, who: str, plan: str, report: str, thanks: str, *, rating: str = "satisfied") -> Beats:
    """The wisher has had his word; the street looks."""
    return (*reported(ago + 1, who, plan, report), Beat(ago, WISHER, rating, {"words": thanks, **SHOWN}, "19:15"))


def fulfilled(end: float, who: str, plan: str, report: str, thanks: str, *, rating: str = "satisfied") -> Beats:
    before = rated(max(end, 0) + 1, who, plan, report, thanks, rating=rating)
    return (*before, Beat(end, "reviewer", "approve", {}, "15:50"))


def promised(ago: float, *parts: tuple[str, str, int]) -> Beats:
    """Who, in the name of which unit, how much: promised in the morning, delivered in the afternoon."""
    return tuple(
        beat
        for hour, (who, unit, quantity) in enumerate(parts)
        for beat in (
            Beat(ago, who, "pledge", {"quantity": quantity, "organisation": unit}, f"{9 + 5 * hour}:30"),
            Beat(ago, who, "deliver", {}, f"{11 + 5 * hour}:50"),
        )
    )


def submitted(ago: float, clock: str = "8:50") -> Beat:
    return Beat(ago, WISHER, clock=clock)
