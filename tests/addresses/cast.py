"""Everyone, and one thing of each kind in their own place and in another: who may open what is ``table``'s business."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from community.people.models import Membership, User
from community.people.roles import Role
from community.voices.models import Objection
from community.voices.operations import Raising, raise_objection
from community.voices.subjects import Subject
from community.wishes.links import wisher_link
from community.wishes.models import Wish
from tests.factories import District, as_, holder, later, person, public_version, resident, step, wishing
from workflows import door
from workflows.models import ImportBatch

LOGIN = ("/accounts/login/", "/admin/login/")


@dataclass
class Cast:
    people: dict[str, User]
    things: dict[str, Wish]
    batches: dict[str, ImportBatch]
    objections: dict[str, Objection]
    memberships: dict[str, Membership]
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        if name not in self.clients:
            self.clients[name] = Client(raise_request_exception=False)
            if name in self.people:
                self.clients[name].force_login(self.people[name])
        return self.clients[name]

    def by_link(self, thing: str) -> Client:
        """A visitor who opened the link of this very wish."""
        client, wish = Client(raise_request_exception=False), self.things[thing]
        client.post(f"/wishes/{wish.code}/enter/", {"t": wisher_link(wish).partition("?t=")[2]})
        return client


def make_cast(here: District) -> Cast:
    others = {
        "far_worker": holder("far_worker", Role.COMMUNITY_WORKER, here.far),
        "far_wisher": resident("far_wisher", here.far),
        "supervisor": holder("supervisor", Role.SUPERVISOR, here.district),
        "security_admin": holder("security_admin", Role.SECURITY_ADMIN, here.district),
        "audit_admin": holder("audit_admin", Role.AUDIT_ADMIN, here.district),
        "editor": holder("editor", Role.EDITOR, here.district),
        "stranger": person("stranger"),
    }
    people = {name: user for name, user in vars(here).items() if isinstance(user, User)} | others
    near = {
        "near_staff": _new(here, "near"),
        "near_street": _published(here, "near", "publish_street"),
        "near_wall": _published(here, "near", "publish"),
        "near_offered": _offered(here),
        "near_proxied": _proxied(here),
    }
    far = {
        "far_staff": _new(here, "far", others),
        "far_street": _published(here, "far", "publish_street", others),
        "far_wall": _published(here, "far", "publish", others),
    }
    batches = {
        "near_batch": ImportBatch.objects.create(owner=here.worker, created_at=later(), total=1),
        "far_batch": ImportBatch.objects.create(owner=others["far_worker"], created_at=later(), total=1),
    }
    about = Subject(near["near_wall"].subject, "一个心愿", near["near_wall"].get_absolute_url())
    objections = {"near_objection": raise_objection(Raising(about, "没有办", sealed=True), at=later())}
    held = {"membership": here.member.memberships.get(), "management": here.manager.memberships.get()}
    return Cast(people, near | far, batches, objections, held)


def _new(here: District, where: str, others: dict[str, User] | None = None) -> Wish:
    if where == "near":
        return door.start(wishing(here), by=as_(here.wisher), at=later())
    assert others
    wisher = others["far_wisher"]
    far = wishing(here, region=here.far, street=here.other_street, wisher=wisher, phone="", name="")
    return door.start(far, by=as_(wisher), at=later())


def _published(here: District, where: str, how: str, others: dict[str, User] | None = None) -> Wish:
    worker = others["far_worker"] if others else here.worker
    return step(_new(here, where, others), how, worker, **public_version())


def _offered(here: District) -> Wish:
    wish = step(_new(here, "near"), "dispatch", here.worker, **public_version(organisation=here.branch.pk, minor="on"))
    return wish


def _proxied(here: District) -> Wish:
    given = wishing(here, wisher=None, phone="")
    return door.start(given, by=as_(here.grid_worker), at=later(), proxied=True)


def routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """Every address the site answers, as its pattern, in the order they are tried."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)
        else:
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))


def answer(client: Client, method: str, address: str) -> str:
    """``further``, ``refused`` or ``fault 500``; whatever it did is taken back."""
    cookies = copy(client.cookies)
    with transaction.atomic():
        given = client.post(address, {}) if method == "POST" else client.generic(method, address)
        transaction.set_rollback(True)
    client.cookies = cookies  # whoever was logged out is there again
    if given.status_code >= 500:
        return f"fault {given.status_code}"
    turned_away = given.status_code in {401, 403, 404, 405}
    if given.status_code in {301, 302}:
        target = given.headers["Location"]
        turned_away = target.startswith(LOGIN) or target == "/admin/"
    return "refused" if turned_away else "further"
