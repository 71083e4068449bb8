"""What the ledger holds about a person. It keeps its lines when he leaves: they carry numbers and his pseudonym."""

from typing import Any

from community.people.holdings import Holding, moment
from community.people.models import User

from .models import Account, Entry


def show(user: User) -> dict[str, Any]:
    account = Account.objects.filter(user=user).first()
    entries = Entry.objects.filter(account__user=user).select_related("rule").order_by("pk")
    return {
        "积分": {
            "可用": account.spendable if account else 0,
            "荣誉": account.honour if account else 0,
            "明细": [
                {
                    "时间": moment(e.at), "规则": str(e.rule), "由来": e.source,
                    "可用": e.spendable, "荣誉": e.honour,
                }
                for e in entries
            ],
        }
    }  # fmt: skip


HOLDING = Holding(show=show)
