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


@transaction.atomic
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
    earners: list[tuple[Account, bool]] = [
        (
            Account.objects.select_for_update().get_or_create(user=person)[0],
            person.pk not in set(paid),
        )
        for person in sorted(people, key=lambda p: p.pk)
    ]
    earners += [
        (Account.objects.select_for_update().get_or_create(organisation=unit)[0], False)
        for unit in sorted(organisations, key=lambda o: o.pk)
    ]
    standing = set(Entry.objects.filter(source=source, reversal_of=None).values_list("account_id", "code"))
    for account, may_spend in earners:
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
