"""Two hand-overs of the same work at once, while the work itself goes on: run in a process of its own."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import DatabaseError, connections
from django.db.models import QuerySet
from django.utils import timezone

from community.people.models import User
from community.people.refusal import Refused
from community.wishes.models import Claim, Wish
from tests.factories import as_, make_district
from tests.races.seed import _act, _open
from workflows import handover
from workflows.integrity import findings


def fill(wishes: int) -> None:
    """So many wishes in the hands of one member of the branch."""
    here = make_district()
    for n in range(wishes):
        wish = Wish.objects.get(code=_open(here, n))
        _act(
            wish, "claim", as_(here.manager), plan="去", promised_on=timezone.localdate().isoformat(),
            organisation=str(here.branch.pk), handler=str(here.member.memberships.get().pk),
        )  # fmt: skip


def run(*, locks: bool = True) -> None:
    """Printed: how many each hand-over moved, how many were reported done meanwhile, what broke off, and what
    contradicts itself."""
    if not locks:
        QuerySet.select_for_update = lambda self, *args, **kwargs: self.all()  # type: ignore[method-assign]
    faults: list[str] = []
    people = {name: User.objects.get(username=name) for name in ("member", "manager", "agent", "coordinator")}
    wishes = list(Wish.objects.order_by("-pk"))
    start = threading.Barrier(3)

    def give(to: str, by: str) -> int:
        return len(
            handover.hand_over(
                leaver=people["member"], successor=people[to], by=as_(people[by]), at=timezone.now()
            ).moved
        )  # fmt: skip

    def report() -> int:
        """The leaver himself goes on working, from the other end of the list."""
        done = 0
        for wish in wishes:
            try:
                _act(wish, "done", as_(people["member"]), report="好了")
                done += 1
            except Refused:
                pass
        return done

    def together(work: Callable[..., int], *given: Any) -> int:
        start.wait()
        try:
            return work(*given)
        except DatabaseError as fault:
            faults.append(type(fault).__name__)
            return 0
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(together, give, to, by) for to, by in (("agent", "manager"), ("manager", "coordinator"))]
        jobs.append(pool.submit(together, report))
        first, second, done = (job.result() for job in jobs)
    live = Claim.objects.filter(ended_at=None)
    print(  # noqa: T201 - read by the test
        json.dumps(
            {
                "moved": [first, second],
                "done": done,
                "faults": faults,
                "live": live.count(),
                "left": live.filter(user=people["member"]).count(),
                "findings": {title: len(rows) for title, rows in findings().items()},
            }
        )
    )
