"""Who does something: the person, for whom, and through which door he came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import TextChoices
from django.utils import timezone

from .models import Membership, Organisation, User
from .roles import PAID, VERBS, Role, Verb


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


@dataclass(frozen=True)
class Actor:
    """A person at work. ``witness`` is the subject a signed link or a code proved him to be the wisher of
    (``wish:386204517``); ``on_behalf_of`` the colleague or resident he stands in for. No user and the machine
    channel is the clock.
    """

    user: User | None = None
    organisation: Organisation | None = None
    channel: str = Channel.WEB
    on_behalf_of: User | None = None
    witness: str = ""

    @classmethod
    def machine(cls) -> Actor:
        return cls(channel=Channel.MACHINE)

    @property
    def is_machine(self) -> bool:
        return self.user is None and self.channel == Channel.MACHINE

    @cached_property
    def _memberships(self) -> list[Membership]:
        if self.user is None or not self.user.is_active:
            return []
        return list(self.user.memberships.select_related("region", "organisation"))

    def memberships(self, at: datetime | None = None) -> list[Membership]:
        """The memberships in force on the local day of ``at`` (default: now)."""
        on = timezone.localdate(at)
        return [m for m in self._memberships if m.starts_on <= on and (m.ends_on is None or m.ends_on >= on)]

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
        held = [m for m in self.memberships(at) if verb in VERBS[m.role]]
        if organisation is not None:
            return any(m.organisation and organisation.path.startswith(m.organisation.path) for m in held)
        if not area:
            return bool(held)
        return any(m.region and m.region.covers(area) for m in held)

    def roles(self, at: datetime | None = None) -> set[str]:
        return {m.role for m in self.memberships(at)}

    def belongs_to(self, organisation_ids: Iterable[int | None], at: datetime | None = None) -> bool:
        """Whether the person is, in whatever role, of one of these organisations."""
        ids = set(organisation_ids)
        return any(m.organisation_id in ids for m in self.memberships(at) if m.organisation_id)

    @property
    def units(self) -> list[tuple[str, date | None]]:
        """The organisations he is or was of: (path, last day or None). A role that has ended still binds him."""
        return [(m.organisation.path, m.ends_on) for m in self._memberships if m.organisation]

    def organisations(self, verb: Verb, at: datetime | None = None) -> list[Organisation]:
        return [m.organisation for m in self.memberships(at) if m.organisation and verb in VERBS[m.role]]

    def areas(self, verb: Verb, at: datetime | None = None) -> list[str]:
        """The path prefixes in which the person holds the verb."""
        return [m.region.path for m in self.memberships(at) if m.region and verb in VERBS[m.role]]

    def is_paid(self, at: datetime | None = None) -> bool:
        return bool(self.roles(at) & PAID)

    def is_resident(self) -> bool:
        """Whether a community has confirmed that he lives in it, or an organisation has him as a member."""
        if self.user is None:
            return False
        return bool([m for m in self.memberships() if m.organisation_id]) or self._verified_residence

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
