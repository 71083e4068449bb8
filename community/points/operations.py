"""Awarding points: idempotent, under the account's lock."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from community.people.models import Organisation, User

from .models import Account, Entry, Rule


def rules_at(at: datetime) -> dict[str, Rule]:
    """The version of each rule in force, by code."""
    live = Rule.objects.filter(Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at)
    return {rule.code: rule for rule in live.order_by("version")}


@transaction.atomic(savepoint=False)
def award(
    *,
    source: str,
    codes: Iterable[str],
    people: Iterable[User],
    paid: Iterable[int],
    organisations: Iterable[Organisation],
    approved_by: User | None,
    at: datetime,
) -> None:
    """Give each person and organisation the rules' points for the deed ``source``, once.

    People whose id is in ``paid`` and all organisations earn honour only. An award that stands already is left alone.
    """
    rules = [rule for code, rule in rules_at(at).items() if code in set(codes)]
    accounts = _locked_accounts(list(people), list(organisations))
    standing = set(Entry.objects.filter(source=source, reversal_of=None).values_list("account_id", "code"))
    for account in accounts:
        may_spend = account.user_id is not None and account.user_id not in set(paid)
        entries = [
            Entry(
                account=account,
                rule=rule,
                code=rule.code,
                source=source,
                spendable=rule.points if may_spend else 0,
                honour=rule.points,
                at=at,
                approved_by=approved_by,
            )
            for rule in rules
            if (account.pk, rule.code) not in standing
        ]
        if entries:
            Entry.objects.bulk_create(entries)
            Account.objects.filter(pk=account.pk).update(
                spendable=F("spendable") + sum(e.spendable for e in entries),
                honour=F("honour") + sum(e.honour for e in entries),
            )


def _locked_accounts(people: list[User], organisations: list[Organisation]) -> list[Account]:
    """Their accounts in the order of ids, which is the order of locks; missing ones are opened."""
    wanted = Q(user__in=people) | Q(organisation__in=organisations)
    found = list(Account.objects.select_for_update().filter(wanted).order_by("pk"))
    have = {(a.user_id, a.organisation_id) for a in found}
    for user in people:
        if (user.pk, None) not in have:
            found.append(Account.objects.create(user=user))
    for unit in organisations:
        if (None, unit.pk) not in have:
            found.append(Account.objects.create(organisation=unit))
    return found
