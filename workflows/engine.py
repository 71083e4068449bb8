"""The two nodes our processes are made of, on Viewflow's engine.

A ``Step`` waits for one person; it is left by an outcome, and each outcome names the nodes it may lead to. A
``Close`` ends the process. They only route: who may, what it does and what is told stands in the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.timezone import now
from viewflow import this
from viewflow.workflow import STATUS, Activation
from viewflow.workflow.base import Edge
from viewflow.workflow.nodes import End, StartHandle, View
from viewflow.workflow.nodes.view import ViewActivation


class NotARoute(Exception):
    """The flow declares no such way out of this step: a fault of the program, not of the person."""


class StepActivation(ViewActivation):
    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Any:
        """Remember the new task on the process, so that the door needs no query to find it."""
        activation = super().create(flow_task, prev_activation, token, data, seed)
        activation.process.live_task = activation.task
        return activation

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.STARTED)
    def leave(self, user: Any, outcome: str, target: str) -> None:
        """Sign the task with who left it and how; ``complete`` saves both in one write."""
        self.task.owner = user
        self.task.started = now()
        self.task.data = {"outcome": outcome}
        self.target = self.flow_task.target(outcome, target)

    @Activation.status.super()
    def create_next(self) -> Iterator[Any]:
        yield self.target._create(self, self.task.token)


class Step(View):
    """``Step("待审核").To(publish=this.pool, claim=(this.act, this.confirm_claim))``"""

    activation_class = StepActivation

    def __init__(self, title: str, lane: str) -> None:
        super().__init__(None)  # our pages and desk show the step, Viewflow's never do
        self.task_title, self.lane = title, lane
        self._routes: dict[str, Any] = {}

    def To(self, **routes: Any) -> Step:
        self._routes = routes
        return self

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self.routes = {
            outcome: {node.name: node for node in (this.resolve(instance, ref) for ref in _several(refs))}
            for outcome, refs in self._routes.items()
        }

    def target(self, outcome: str, name: str = "") -> Any:
        nodes = self.routes.get(outcome, {})
        if not name and len(nodes) == 1:
            return next(iter(nodes.values()))
        if name not in nodes:
            raise NotARoute(f"{self.name}.{outcome} → {name or '?'}")
        return nodes[name]

    def edges(self) -> list[tuple[str, str, str]]:
        """(step, outcome, target) for every way out."""
        return [(self.name, outcome, name) for outcome, nodes in self.routes.items() for name in nodes]

    def _outgoing(self) -> Iterator[Edge]:
        for outcome, nodes in self.routes.items():
            for node in nodes.values():
                yield Edge(src=self, dst=node, edge_class="next", label=outcome)


class Close(End):
    """An end, called by the status it leaves the subject in."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.task_title = title


class Begin(StartHandle):
    """A way in from code, told apart by name: a new subject, or one of its later lives."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.task_title = title


def _several(refs: Any) -> tuple[Any, ...]:
    return refs if isinstance(refs, tuple) else (refs,)
