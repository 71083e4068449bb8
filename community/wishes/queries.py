"""Reads over several tables of the wish."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from community.people.actor import Actor
from community.people.areas import below
from community.people.models import Membership, User
from community.people.privacy import MOBILE
from community.people.roles import PAID, VERBS, Verb
from community.records.calendar import after_days
from community.records.policies import policy
from community.voices.subjects import Subject

from .models import ON_WALL, Claim, Hand, Pledge, Status, Visibility, Wish, WishEvent, Work


def is_wisher(wish: Wish, by: Actor) -> bool:
    """By account, by the same phone, or by a signed link or code for this very wish.

    A link in the hands of somebody logged in who has a part in the wish, or works on wishes there, proves nothing: the
    wisher's word is not his to give. Neither is it the proxy's, though he may have left his own number. An organisation
    wishes through whoever may act for it today, not through who wrote it down.
    """
    if by.user is None:
        return by.witness == wish.subject
    if by.user.pk == wish.proxied_by_id:
        return False
    if by.user.pk == wish.wisher_id or speaks_for_wisher(wish, by):
        return True
    if by.witness == wish.subject:
        return not is_party(wish, by)
    nobodys = wish.wisher_id is None and wish.wisher_organisation_id is None
    return nobodys and wish.phone_is_own and shares_phone(wish, by.user)


def speaks_for_wisher(wish: Wish, by: Actor) -> bool:
    unit = wish.wisher_organisation_id
    return unit is not None and any(held.pk == unit for held in by.organisations(Verb.WISH_CLAIM_FOR))


def hears(wish: Wish) -> bool:
    """Whether there is an account or a phone of the wisher's own to send word to."""
    known = wish.wisher_id is not None or wish.wisher_organisation_id is not None
    return known or has_own_phone(wish)


def of_his_unit(wish: Wish, by: Actor) -> bool:
    """Whether it is the wish of an organisation he is of, or was of when it was made or since."""
    wished_by, made_on = wish.wisher_organisation_id, timezone.localdate(wish.submitted_at)
    return any(unit.pk == wished_by and (ends_on is None or made_on <= ends_on) for unit, ends_on in by.units)


def is_party(wish: Wish, by: Actor) -> bool:
    """Whether he did or judged anything here, is of an organisation that did, or works on wishes in this place."""
    assert by.user is not None
    works_here = any(m.region and m.region.covers(wish.area_path) for m in by.memberships())
    return works_here or wish.hands.filter(user=by.user).exists() or bool(_doers([wish], by))


def _doing(by: Actor, since: str) -> Q:
    """What was his, or of an organisation he (or one above it he) belonged to then or since."""
    condition = Q(user=by.user)
    for unit, ends_on in by.units:
        of_his = Q(organisation__path__startswith=unit.path)
        condition |= of_his & Q(**{f"{since}__date__lte": ends_on}) if ends_on else of_his
    return condition


def _claimed(by: Actor) -> QuerySet[Claim]:
    return Claim.objects.filter(_doing(by, "claimed_at"))


def _helped(by: Actor) -> QuerySet[Pledge]:
    return Pledge.objects.filter(_doing(by, "pledged_at"))


def _doers(wishes: Iterable[Wish], by: Actor) -> set[int]:
    """Which of these wishes he or his organisations did or helped with, by id."""
    ids = [w.pk for w in wishes]
    claims = _claimed(by).filter(wish__in=ids).values_list("wish_id")
    return {pk for (pk,) in claims.union(_helped(by).filter(wish__in=ids).values_list("wish_id"))}


def shares_phone(wish: Wish, user: User) -> bool:
    return bool(wish.phone_lookup) and wish.phone_lookup == user.phone_lookup


def bar(*, wish: Wish, by: Actor) -> str:
    """Why this person may not verify this wish; empty when he may. Shown on the desk and raised by the operation."""
    return bars(wishes=[wish], by=by).get(wish.pk, "")


def bars(*, wishes: Iterable[Wish], by: Actor) -> dict[int, str]:
    """``bar`` for a page of wishes in two queries: {wish id: reason}. In a colleague's name neither may have a part."""
    wishes = list(wishes)
    theirs = _bars(wishes, by.absentee) if by.absentee else {}
    not_for_him = dict.fromkeys(theirs, f"您代的{by.on_behalf_of}和这件事有关，要请另一位同志验收。")
    return not_for_him | _bars(wishes, by)


def _bars(wishes: list[Wish], by: Actor) -> dict[int, str]:
    if by.user is None:
        return {w.pk: "验收要由具名的审核员来做。" for w in wishes}
    ids = [w.pk for w in wishes]
    hands = dict(Hand.objects.filter(wish__in=ids, user=by.user, side=Hand.Side.DOING).values_list("wish_id", "part"))
    doers = _doers(wishes, by)
    reasons = {}
    for wish in wishes:
        if wish.wisher_id == by.user.pk or of_his_unit(wish, by) or shares_phone(wish, by.user):
            reasons[wish.pk] = "这是您自己的心愿，要请另一位同志验收。"
        elif wish.pk in hands:
            reasons[wish.pk] = f"您参与过这件事（{Hand.Part(hands[wish.pk]).label}），要请另一位同志验收。"
        elif wish.proxied_by_id == by.user.pk:
            reasons[wish.pk] = "您参与过这件事，要请另一位同志验收。"
        elif wish.pk in doers:
            reasons[wish.pk] = "您或您的单位参与了办理，要请另一位同志验收。"
    return reasons


def barred(*, by: Actor) -> Q:
    """``bars`` as a condition on wishes, for lists that page."""
    return _barred(by) | _barred(by.absentee) if by.absentee else _barred(by)


def _barred(by: Actor) -> Q:
    me = by.user
    if me is None:
        return ~Q(pk__in=[])
    mine = Q(wisher=me) | Q(proxied_by=me)
    if me.phone_lookup:
        mine |= Q(phone_lookup=me.phone_lookup)
    for unit, ends_on in by.units:
        mine |= Q(wisher_organisation=unit) & (Q(submitted_at__date__lte=ends_on) if ends_on else Q())
    hands = Hand.objects.filter(wish=OuterRef("pk"), user=me, side=Hand.Side.DOING)
    done = [rows.filter(wish=OuterRef("pk")) for rows in (_claimed(by), _helped(by))]
    return mine | Q(Exists(hands)) | Q(Exists(done[0])) | Q(Exists(done[1]))


def caller_bars(*, wishes: Iterable[Wish], by: Actor) -> dict[int, str]:
    """Why this person may not take down the wisher's word, in one query: {wish id: reason}."""
    wishes, me = list(wishes), by.user
    if me is None:
        return {w.pk: "回访要由具名的同志来做。" for w in wishes}
    did = _doers(wishes, by)
    reasons = dict.fromkeys(did, "您或您的单位参与了办理，回访要请另一位同志来做。")
    proxied = {w.pk for w in wishes if w.proxied_by_id == me.pk}
    return reasons | dict.fromkeys(proxied, "这件事是您代填的，回访要请另一位同志来做。")


def leads(wish: Wish, by: Actor, at: datetime) -> bool:
    """Whether the wish is in his hands: 经办人, or manager of the organisation that has it."""
    if by.user is None:
        return False
    if by.user.pk == wish.actor_id:
        return True
    unit = wish.organisation
    return unit is not None and by.may(Verb.WISH_ACCEPT, organisation=unit, at=at)


def keepable_parts(wish: Wish, by: Actor, at: datetime) -> QuerySet[Pledge]:
    """Open parts he may note as kept or take back: his own, what an organisation he manages promised; who leads, all."""
    parts = wish.pledges.open()
    return parts if leads(wish, by, at) else parts.filter(Q(user=by.user) | managed(by, at))


def managed(by: Actor, at: datetime) -> Q:
    """What is of the organisations he manages, and of those below them."""
    return below((unit.path for unit in by.organisations(Verb.WISH_ACCEPT, at)), "organisation__path")


def times(wish: Wish, step: str, *outcomes: str) -> int:
    """How often the wish left that step this way, over its whole life."""
    return WishEvent.objects.filter(wish=wish, step=step, outcome__in=outcomes).count()


def last_outcome(wish: Wish) -> str:
    """How the wish came to where it is."""
    return WishEvent.objects.filter(wish=wish, seq=wish.seq).values_list("outcome", flat=True).first() or ""


def may_say_again(wish: Wish, at: datetime) -> bool:
    """再次反映: a new wish about the same matter, for some days after the end."""
    ended = wish.ended_at
    return ended is not None and ended <= at < after_days(ended, policy("wish.again.days", ended))


def dissents(wish: Wish) -> int:
    """How often the wisher was not content with what he is asked about now: the deed, or the answer."""
    after = {Work.DEED: [Status.ACTING, Status.VERIFYING], Work.ANSWER: [Status.SCREENING, Status.COORDINATING]}
    lines = WishEvent.objects.filter(wish=wish, step="confirm", outcome="dissatisfied")
    return lines.filter(after__in=after[Work(wish.work)]).count()


def has_own_phone(wish: Wish) -> bool:
    """Whether a link or code may be sent: his own mobile, and not that of staff, claimant or proxy."""
    if not (wish.phone and wish.phone_is_own and MOBILE.fullmatch(wish.phone)):
        return False
    holder = wish.phone_holder
    if holder is None or holder.pk == wish.wisher_id:
        return True
    if wish.wisher_organisation_id is not None:
        return speaks_for_wisher(wish, Actor(holder, alone=True))
    paid = Membership.objects.active(timezone.localdate()).filter(user=holder, role__in=PAID)
    doing = wish.hands.filter(user=holder, side=Hand.Side.DOING)
    return holder.pk != wish.proxied_by_id and not paid.exists() and not doing.exists()


def find_phone_holders(wishes: Iterable[Wish]) -> None:
    """Whose accounts these phones are, in one query instead of one for each wish."""
    wishes = list(wishes)
    holders = {u.phone_lookup: u for u in User.objects.filter(phone_lookup__in=[w.phone_lookup for w in wishes])}
    for wish in wishes:
        wish.phone_holder = holders.get(wish.phone_lookup)


def needs_claim_confirmation(wish: Wish, at: datetime) -> bool:
    """Children, home visits and larger values: the community looks first."""
    return bool(
        wish.minor
        or wish.home_visit
        or (wish.terms and wish.terms.confirm_claim)
        or wish.value > policy("wish.value.confirm_over", at) * 100
    )


# Whoever has a part in wishes or answers objections; not those who edit the public pages or keep the accounts.
STAFF_VERBS = frozenset(v for v in Verb if v.startswith("wish.")) | {Verb.VOICE_ANSWER}


def is_staff_of(wish: Wish, by: Actor, at: datetime) -> bool:
    """Whether the person works on wishes, or oversees them, where this one belongs."""
    held = by.memberships(at)
    return any(m.region and VERBS[m.role] & STAFF_VERBS and m.region.covers(wish.area_path) for m in held)


def is_public(wish: Wish) -> bool:
    """``on_wall`` for one wish."""
    return bool(wish.visibility == Visibility.WALL and wish.status in ON_WALL and wish.public_title)


def fulfilled_in_public(code: str) -> Subject | None:
    """A wish that somebody may object to: everybody can read that it came true."""
    wish = Wish.objects.on_wall().fulfilled().filter(code=code).first()
    return Subject(wish.subject, wish.shown_title, wish.get_absolute_url()) if wish else None


def may_see(wish: Wish, by: Actor, at: datetime) -> bool:
    """Whether the wish's page exists for this person. Not visible means 404; what left the wall is no longer public."""
    if is_public(wish):
        return True
    if is_wisher(wish, by):
        return True
    if by.user is None:
        return False
    if by.user.pk in {wish.proxied_by_id, wish.actor_id}:
        return True
    if is_staff_of(wish, by, at):
        return True
    units = [m.organisation for m in by.memberships(at) if m.organisation]
    if wish.organisation and any(wish.organisation.path.startswith(unit.path) for unit in units):
        return True
    in_the_open = wish.visibility == Visibility.STREET and wish.status in ON_WALL
    if in_the_open and any(unit.region.path.startswith(wish.street.path) for unit in units):
        return True
    return wish.pledges.filter(Q(user=by.user) | managed(by, at), withdrawn_at=None).exists()


def waiting_words(wish: Wish, at: datetime) -> str:
    """How long a wish has waited for somebody; empty when it no longer waits."""
    if wish.status != Status.OPEN:
        return ""
    days = wish.waiting_days(at)
    if waits_long(wish, at):
        return f"已等 {days} 天，还没人接"
    return f"已等 {days} 天" if days else "今天刚放上来"


def waits_long(wish: Wish, at: datetime) -> bool:
    """变黄: nobody has claimed it for days."""
    return wish.status == Status.OPEN and at >= after_days(wish.since, policy("wish.pool.yellow", wish.since))
