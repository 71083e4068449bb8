"""Awarding points: idempotent, under the account's lock."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Q, When
from django.db.models.expressions import CombinedExpression

from community.people.models import Organisation, User

from .models import Account, Entry, Rule


def rules_at(at: datetime) -> dict[str, Rule]:
    """The version of each rule in force, by code."""
    live = Rule.objects.filter(Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at)
    return {rule.code: rule for rule in live.order_by("version")}


@dataclass(frozen=True)
class Deed:
    """Who did what, in terms of the rules."""

    codes: Sequence[str]
    people: Sequence[User]
    organisations: Sequence[Organisation]

    def is_by(self, account: Account) -> bool:
        if account.user_id:
            return account.user_id in {user.pk for user in self.people}
        return account.organisation_id in {unit.pk for unit in self.organisations}


@transaction.atomic(savepoint=False)
def award(deeds: Sequence[Deed], *, source: str, paid: Collection[int], approved_by: User | None, at: datetime) -> None:
    """Give each person and organisation the rules' points for the deeds of ``source``, once.

    People whose id is in ``paid`` and all organisations earn honour only. An award that stands already is left alone.
    """
    known = rules_at(at)
    people = {user for deed in deeds for user in deed.people}
    accounts = _locked_accounts(people, {unit for deed in deeds for unit in deed.organisations})
    standing = set(Entry.objects.filter(source=source, reversal_of=None).values_list("account_id", "code"))
    entries = [
        Entry(
            account=account, rule=rule, code=rule.code, source=source, honour=rule.points, at=at,
            spendable=rule.points if account.user_id and account.user_id not in paid else 0, approved_by=approved_by,
        )
        for deed in deeds
        for account in accounts
        if deed.is_by(account)
        for rule in (known[code] for code in deed.codes if code in known)
        if (account.pk, rule.code) not in standing
    ]  # fmt: skip
    if entries:
        Entry.objects.bulk_create(entries)
        _add_to_balances(entries)


def _add_to_balances(entries: list[Entry]) -> None:
    """What the new entries come to, for all their accounts in one write."""

    def with_gain(name: str) -> CombinedExpression:
        gained: Counter[int] = Counter()
        for entry in entries:
            gained[entry.account_id] += getattr(entry, name)
        return F(name) + Case(*(When(pk=account, then=points) for account, points in gained.items()))

    accounts = Account.objects.filter(pk__in={entry.account_id for entry in entries})
    accounts.update(spendable=with_gain("spendable"), honour=with_gain("honour"))


def _locked_accounts(people: set[User], organisations: set[Organisation]) -> list[Account]:
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
