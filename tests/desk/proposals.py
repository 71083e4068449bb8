"""Changes of rules as a person puts them forward at the desk."""

from typing import Any

from django.test import Client

from tests.factories import day

RED = "/admin/rules/numbers/wish.pool.red/"
REPAIR = "/admin/rules/categories/service-repair/"
ASK = {"value": "5", "valid_on": day(2), "reason": "年底加快"}
TERMS = {
    "handling": "claim", "widest": "wall", "act_days": "20", "proof": "report", "low_risk": "on", "in_use": "on",
    "valid_on": day(2), "reason": "二十天够了",
}  # fmt: skip
DAYS = {"name": "元旦", "year": "2027", "days": "一、元旦：1月1日至3日放假。", "reason": "国办通知"}
ALL = [(RED, ASK), (REPAIR, TERMS), ("/admin/rules/days/new/", DAYS)]


def propose(client: Client, url: str = RED, **asked: str) -> Any:
    """As a person does: fill in, look at the effects, put it forward."""
    form = (dict(ALL)[url]) | asked
    looked = client.post(url, form)
    return client.post(url, form | {"seen": looked.context["seen"]})


def proposal(client: Client, url: str = RED, **asked: str) -> str:
    return propose(client, url, **asked).headers["Location"]
