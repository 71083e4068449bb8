"""Who does something: the person, for whom, and through which door he came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone

from .models import Membership, Organisation, User
from .roles import PAID, STAFF, VERBS, Role, Verb


class Channel(TextChoices):
    """Through which door a word or a deed came in."""

    WEB = "web", "网页"
    DESK = "desk", "工作台"
    LINK = "link", "短信链接"
    CODE = "code", "短信验证码"
    WECHAT = "wechat", "公众号"
    PHONE = "phone", "电话"
    VISIT = "visit", "上门"
    STATION = "station", "驿站"
    IMPORT = "import", "表格导入"
    MACHINE = "machine", "到期自动"


def paid_among(people: Iterable[User], at: datetime) -> set[int]:
    """The ids of those whose work it is, by roles in force."""
    held = Membership.objects.active(timezone.localdate(at)).filter(user__in=list(people), role__in=PAID)
    return set(held.values_list("user_id", flat=True))


@dataclass(frozen=True)
class Actor:
    """A person at work. ``witness`` is the subject a signed link or a code proved him to be the wisher of
    (``wish:386204517``). No user and the machine channel is the clock.

    By AB 岗 he also has the places of the colleagues he stands in for. Lists and pages ask all of them at once; a deed
    is done in one ``capacity``: his own (``alone``), or ``on_behalf_of`` one colleague, with that one's roles only.
    """

    user: User | None = None
    organisation: Organisation | None = None
    channel: str = Channel.WEB
    on_behalf_of: User | None = None
    witness: str = ""
    alone: bool = False

    @classmethod
    def machine(cls) -> Actor:
        return cls(channel=Channel.MACHINE)

    @classmethod
    def all_of(cls, people: Iterable[User]) -> list[Actor]:
        """Each as himself alone, their memberships read in one query."""
        actors = {user.pk: cls(user, alone=True) for user in people}
        held: dict[int, list[Membership]] = {pk: [] for pk in actors}
        for membership in Membership.objects.filter(user__in=held).select_related("region", "organisation"):
            held[membership.user_id].append(membership)
        for pk, actor in actors.items():
            actor.__dict__["_own"] = held[pk]
        return list(actors.values())

    @property
    def is_machine(self) -> bool:
        return self.user is None and self.channel == Channel.MACHINE

    @cached_property
    def _own(self) -> list[Membership]:
        """His own roles, those that have ended and those to come too."""
        if self.user is None or not self.user.is_active:
            return []
        return list(Membership.objects.of(self.user))

    @cached_property
    def _theirs(self) -> list[Any]:
        """The roles of colleagues he stands in for, with ``covered_from`` and ``covered_to``."""
        return Membership.objects.stood_in_for_by(self.user) if self.user else []

    def _own_on(self, on: date) -> list[Membership]:
        return [m for m in self._own if m.holds(on)]

    def _covered_on(self, on: date) -> list[Any]:
        """The colleagues' roles at the desk, as long as he works there himself. What they stand in for is not his."""
        if not any(m.role in STAFF for m in self._own_on(on)):
            return []
        return [m for m in self._theirs if m.role in STAFF and m.holds(on) and m.covered_from <= on <= m.covered_to]

    def memberships(self, at: datetime | None = None) -> Iterator[Membership]:
        """The memberships he may use on the local day of ``at`` (default: now), those of an absent colleague too: read
        only by who has found nothing among his own."""
        on = timezone.localdate(at)
        if self.on_behalf_of is not None:
            yield from (m for m in self._covered_on(on) if m.user_id == self.on_behalf_of.pk)
            return
        yield from self._own_on(on)
        if not self.alone:
            yield from self._covered_on(on)

    def covers(self, at: datetime | None = None) -> dict[User, date]:
        """Whom he stands in for that day, and until which."""
        return {m.user: m.covered_to for m in self._covered_on(timezone.localdate(at))}

    def capacities(self, at: datetime | None = None) -> Iterator[Actor]:
        """In whose name he may do something: first his own, then that of each colleague he stands in for.

        Roles are read when somebody asks for them: a wisher or who leads a wish needs none, whoever may in his own
        name none of his colleagues'.
        """
        if self.alone or self.on_behalf_of is not None:
            yield self
            return
        own = replace(self, alone=True)
        yield self._sharing(own)
        self.__dict__["_own"] = own._own
        yield from (self._sharing(replace(self, on_behalf_of=other)) for other in self.covers(at))

    @property
    def principal(self) -> User | None:
        """In whose name he acts: the absent colleague's, or his own."""
        return self.on_behalf_of or self.user

    @property
    def absentee(self) -> Actor | None:
        """The colleague in whose name he acts, to be asked what he himself would be asked."""
        if self.on_behalf_of is None:
            return None
        absentee = Actor(self.on_behalf_of, channel=self.channel, alone=True)
        absentee.__dict__["_own"] = [m for m in self._theirs if m.user_id == self.on_behalf_of.pk]
        return absentee

    def _sharing(self, other: Actor) -> Actor:
        """With the roles that were read already."""
        other.__dict__.update((name, read) for name, read in self.__dict__.items() if name in {"_own", "_theirs"})
        return other

    def may(
        self,
        verb: Verb,
        *,
        area: str = "",
        organisation: Organisation | None = None,
        at: datetime | None = None,
    ) -> bool:
        """Whether a role gives the verb in the place with that path, or in that organisation or one above it.

        With neither place nor organisation: whether any role gives it anywhere.
        """
        held = (m for m in self.memberships(at) if verb in VERBS[m.role])
        if organisation is not None:
            return any(m.organisation and organisation.path.startswith(m.organisation.path) for m in held)
        if not area:
            return any(True for _ in held)
        return any(m.region and m.region.covers(area) for m in held)

    def using(self, verb: Verb, *, area: str = "", at: datetime | None = None) -> Actor:
        """The capacity in which he holds the verb there; himself as he is when he does not."""
        return next((one for one in self.capacities(at) if one.may(verb, area=area, at=at)), self)

    def roles(self, at: datetime | None = None) -> set[str]:
        return {m.role for m in self.memberships(at)}

    def belongs_to(self, organisation_ids: Iterable[int | None], at: datetime | None = None) -> bool:
        """Whether the person is, in whatever role, of one of these organisations."""
        return bool(self.organisation_ids(at) & set(organisation_ids))

    def organisation_ids(self, at: datetime | None = None) -> set[int]:
        """His own organisations, in whoever's name he acts."""
        return {m.organisation_id for m in self._own_on(timezone.localdate(at)) if m.organisation_id}

    @property
    def units(self) -> list[tuple[Organisation, date | None]]:
        """The organisations he is or was of, each with his last day or None. A role that has ended still binds him."""
        return [(m.organisation, m.ends_on) for m in self._own if m.organisation]

    def organisations(self, verb: Verb, at: datetime | None = None) -> list[Organisation]:
        own = self._own_on(timezone.localdate(at))
        return [m.organisation for m in own if m.organisation and verb in VERBS[m.role]]

    def areas(self, verb: Verb, at: datetime | None = None) -> list[str]:
        """The path prefixes in which the person holds the verb."""
        return [m.region.path for m in self.memberships(at) if m.region and verb in VERBS[m.role]]

    def is_paid(self, at: datetime | None = None) -> bool:
        return any(m.role in PAID for m in self._own_on(timezone.localdate(at)))

    def is_resident(self) -> bool:
        """Whether a community has confirmed that he lives in it, or an organisation has him as a member."""
        if self.user is None:
            return False
        return bool(self.organisation_ids()) or self._verified_residence

    @cached_property
    def _verified_residence(self) -> bool:
        return self.user is not None and self.user.residences.exclude(verified_at=None).exists()

    @property
    def at_desk(self) -> bool:
        return any(Role(m.role).at_desk for m in self.memberships())

    @property
    def guarded(self) -> bool:
        """Whether he has to show a second factor; a superuser too, who has no verb but all of the set-up."""
        if self.user is None:
            return False
        return self.user.is_superuser or any(Role(m.role).guarded for m in self.memberships())
