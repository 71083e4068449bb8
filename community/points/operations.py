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
    accounts, paid = _locked_accounts(list(people), list(organisations)), set(paid)
    standing = set(Entry.objects.filter(source=source, reversal_of=None).values_list("account_id", "code"))
    entries = [
        Entry(
            account=account, rule=rule, code=rule.code, source=source, honour=rule.points, at=at,
            spendable=rule.points if account.user_id and account.user_id not in paid else 0, approved_by=approved_by,
        )
        for account in accounts
        for rule in rules
        if (account.pk, rule.code) not in standing
    ]  # fmt: skip
    if entries:
        Entry.objects.bulk_create(entries)
        _add_to_balances(entries)


def _add_to_balances(entries: list[Entry]) -> None:
    """What the new entries come to, for all their accounts in one write."""
    accounts = {
        entry.account_id: Account(pk=entry.account_id, spendable=F("spendable"), honour=F("honour"))
        for entry in entries
    }
    for entry in entries:
        accounts[entry.account_id].spendable += entry.spendable
        accounts[entry.account_id].honour += entry.honour
    Account.objects.bulk_update(accounts.values(), ["spendable", "honour"])


def _locked_accounts(people: list[User], organisations: list[Organisation]) -> list[Account]:
    """Their accounts in the order of ids, which is the order of locks; missing ones are opened."""
    accounts = Account.objects.select_for_update().filter(Q(user__in=people) | Q(organisation__in=organisations))
    found = list(accounts.order_by("pk"))
    have = {(account.user_id, account.organisation_id) for account in found}
    missing = [Account(user=user) for user in people if (user.pk, None) not in have]
    missing += [Account(organisation=unit) for unit in organisations if (None, unit.pk) not in have]
    if not missing:
        return found
    # Another deed of theirs may be approved in this moment, and open the same account.
    Account.objects.bulk_create(missing, ignore_conflicts=True)
    return list(accounts.order_by("pk"))
