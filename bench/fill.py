"""A database of seed scale: finished wishes with their whole history, and a live tenth, by bulk writes.

The rows are those the door writes for the usual way (publish, claim, done, satisfied, approve), spread over three
years and all communities. The people and the first wishes come from the tests' own district.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice, pairwise
from random import Random
from typing import Any

from django.db import connection, transaction
from viewflow.workflow.models import Process, Task

from community.people.models import Level, Region
from community.points.models import Account, Entry, Rule
from community.wishes.models import Category, Claim, Hand, Story, Terms, Visibility, Wish, WishEvent
from community.wishes.operations.submit import free_codes
from tests.factories import District, make_district
from workflows.flows.wish import WishFlow

CHUNK = 1000
DONE = [
    ("start", "submit", "", "screening"),
    ("screen", "publish", "screening", "open"),
    ("pool", "claim", "open", "acting"),
    ("act", "done", "acting", "confirming"),
    ("confirm", "satisfied", "confirming", "verifying"),
    ("verify", "approve", "verifying", "fulfilled"),
]
# How far a live wish has come: its status, and how many lines of the way are behind it.
LIVE = [("screen", 1), ("pool", 2), ("pool", 2), ("act", 3), ("confirm", 4), ("verify", 5)]


def fill(wishes: int, at: datetime, live_share: int = 0) -> District:
    """The district with that many wishes; deterministic but for codes.

    One in twenty is live, a month's worth of three years; in a small database every second, so that the first page
    of each list is full there too and growth compares like with like. ``live_share`` 1: all are live.
    """
    live_share = live_share or (20 if wishes >= 1000 else 2)
    here = make_district()
    places = [here.community, here.sister, here.far, *_more_communities(here)]
    random = Random(wishes)
    numbers = iter(range(wishes))
    while chunk := list(islice(numbers, CHUNK)):
        with transaction.atomic():
            _write([_Spec(n % live_share == 0, here, random, places, at) for n in chunk])
        print(f"\r  {chunk[-1] + 1:>9,} / {wishes:,} wishes", end="", flush=True)
    print()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return here


def _more_communities(here: District) -> list[Region]:
    made = []
    for street in (here.street, here.other_street):
        for n in range(10):
            place = Region.objects.get(pk=street.pk)
            made.append(place.add_child(name=f"第{n}社区", level=Level.COMMUNITY, slug=f"c-{street.slug}-{n}"))
    return made


class _Spec:
    """One wish to be: its dates, its place and how far it has come."""

    def __init__(self, live: bool, here: District, random: Random, places: list[Region], at: datetime) -> None:
        self.here, self.live = here, live
        self.region = random.choice(places)
        self.street = here.street if self.region.path.startswith(here.street.path) else here.other_street
        age = random.uniform(0, 6) if self.live else random.uniform(8, 1000)
        self.submitted_at = at - timedelta(days=age)
        self.step, self.lines = random.choice(LIVE) if self.live else ("", len(DONE))

    def moment(self, line: int) -> datetime:
        return self.submitted_at + timedelta(hours=line)

    @property
    def claimed(self) -> bool:
        return self.lines >= 3


def _write(specs: list[_Spec]) -> None:
    processes = Process.objects.bulk_create(
        Process(
            flow_class=WishFlow, created=s.submitted_at, status="NEW" if s.live else "DONE",
            finished=None if s.live else s.moment(s.lines),
        )
        for s in specs
    )  # fmt: skip
    tasks = Task.objects.bulk_create(t for s, p in zip(specs, processes, strict=True) for t in _tasks(s, p))
    live = {t.process_id: t for t in tasks if t.finished is None}
    _link(tasks)
    category = Category.objects.get(slug="service-repair")
    terms = Terms.objects.get(category=category)
    wishes = [_wish(s, p, live.get(p.pk), category, terms) for s, p in zip(specs, processes, strict=True)]
    for wish, code in zip(wishes, free_codes(len(wishes)), strict=True):
        wish.code = code
    Wish.objects.bulk_create(wishes)
    pairs = list(zip(specs, wishes, strict=True))
    WishEvent.objects.bulk_create(e for s, w in pairs for e in _events(s, w))
    Claim.objects.bulk_create(_claim(s, w) for s, w in pairs if s.claimed)
    Hand.objects.bulk_create(h for s, w in pairs for h in _hands(s, w))
    ended = [(s, w) for s, w in pairs if not s.live]
    Story.objects.bulk_create(
        Story(wish=w, title=w.public_title, text=w.public_text, helpers="街坊", at=s.moment(6)) for s, w in ended
    )
    _award(ended)


def _tasks(spec: _Spec, process: Process) -> Iterable[Task]:
    names = [step for step, *_ in DONE[: spec.lines]]
    for n, name in enumerate(names):
        node = WishFlow.instance.node(name)
        yield Task(
            process=process, flow_task=node, flow_task_type=node.task_type, status="DONE", data={},
            created=spec.moment(n), started=spec.moment(n), finished=spec.moment(n),
        )  # fmt: skip
    node = WishFlow.instance.node(spec.step or "fulfilled")
    yield Task(
        process=process, flow_task=node, flow_task_type=node.task_type, status="NEW" if spec.live else "DONE",
        data={}, created=spec.moment(spec.lines), finished=None if spec.live else spec.moment(spec.lines),
    )  # fmt: skip


def _link(tasks: list[Task]) -> None:
    through: Any = Task.previous.through
    through.objects.bulk_create(
        through(from_task_id=after.pk, to_task_id=before.pk)
        for before, after in pairwise(tasks)
        if before.process_id == after.process_id
    )


def _wish(spec: _Spec, process: Process, task: Task | None, category: Category, terms: Terms) -> Wish:
    after = DONE[spec.lines - 1][3]
    since = spec.moment(spec.lines - 1)
    wish = Wish(
        own_words="眼睛花了穿不上针，想请人补三件棉袄。", wisher_name="王芳", wisher_title="女士", phone="13900000099",
        address="3幢", region=spec.region, street=spec.street, area_path=spec.region.path, category=category,
        terms=terms, visibility=Visibility.STAFF if spec.step == "screen" else Visibility.WALL, channel="web",
        public_title="想请人补三件棉袄", public_text="三件旧棉袄开线了，想请手巧的街坊补一补。", submitted_at=spec.submitted_at,
        published_at=spec.submitted_at, status=after, since=since, due_at=since + timedelta(days=7) if task else None,
        wake_at=since + timedelta(days=7) if task else None, process=process, task=task, seq=spec.lines,
        actor=spec.here.agent if spec.claimed else None, ended_at=None if spec.live else since,
        rating="" if spec.lines < 5 else "satisfied",
    )  # fmt: skip
    wish.derive()
    return wish


def _events(spec: _Spec, wish: Wish) -> Iterable[WishEvent]:
    for n, (step, outcome, before, after) in enumerate(DONE[: spec.lines]):
        yield WishEvent(
            wish=wish, seq=n + 1, step=step, outcome=outcome, before=before, after=after, at=spec.moment(n),
            actor=spec.here.worker, channel="web", audience="public",
        )  # fmt: skip


def _claim(spec: _Spec, wish: Wish) -> Claim:
    return Claim(
        wish=wish, user=spec.here.agent, claimed_at=spec.moment(2), contacted_at=spec.moment(2),
        ended_at=None if spec.live else spec.moment(6), ending="" if spec.live else Claim.Ending.DONE,
    )  # fmt: skip


def _hands(spec: _Spec, wish: Wish) -> Iterable[Hand]:
    side, part = Hand.Side, Hand.Part
    if spec.lines >= 2:
        yield Hand(wish=wish, user=spec.here.worker, side=side.DOING, part=part.SCREENER, at=spec.moment(1))
    if spec.claimed:
        yield Hand(wish=wish, user=spec.here.agent, side=side.DOING, part=part.CLAIMANT, at=spec.moment(2))
    if not spec.live:
        yield Hand(wish=wish, user=spec.here.reviewer, side=side.JUDGING, part=part.VERIFIER, at=spec.moment(5))


def _award(ended: list[tuple[_Spec, Wish]]) -> None:
    if not ended:
        return
    rule = Rule.objects.get(code="wish_done_service")
    account, _ = Account.objects.get_or_create(user=ended[0][0].here.agent)
    Entry.objects.bulk_create(
        Entry(
            account=account, rule=rule, code=rule.code, source=wish.subject, spendable=rule.points,
            honour=rule.points, at=spec.moment(6),
        )
        for spec, wish in ended
    )  # fmt: skip
    account.spendable += rule.points * len(ended)
    account.honour += rule.points * len(ended)
    account.save()
