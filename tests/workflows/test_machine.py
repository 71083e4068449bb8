"""Whatever is tried in whatever order, the record of every wish stays whole: see ``machine``."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.factories import District
from tests.workflows.machine import Wishes

pytestmark = pytest.mark.django_db
PHASES = [Phase.explicit, Phase.generate]  # shrinking takes minutes, and the model in the message tells as much


def drive(here: District, examples: int, steps: int, *, derandomize: bool) -> None:
    run_state_machine_as_test(
        type("Wishes", (Wishes,), {"here": here}),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, derandomize=derandomize, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), print_blob=True, phases=PHASES,
        ),
    )  # fmt: skip


def test_a_short_drive(here: District) -> None:
    drive(here, 8, 25, derandomize=True)


@pytest.mark.prove
def test_a_long_drive(here: District) -> None:
    drive(here, 150, 50, derandomize=False)
