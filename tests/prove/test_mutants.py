"""The suite notices when a rule, a constraint, a number, a deadline or a guard is taken away: at least 95 of 100.

Each mutant lives in a fork of its own; see ``runner``. Survivors are listed with what they mean.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEAST = 0.95
FOLDERS = [
    "workflows",
    "wishes",
    "desk",
    "community",
    "imports",
    "exports",
    "home",
    "accounts",
    "cms",
    "review",
    "search",
    "wording",
    "config/test_accounts.py",
]
# Mutants no test can tell from the product, or whose loss nobody would feel; by the beginning of the name.
EXPLAINED: dict[str, str] = {
    "refusal: community.people.membership:_person": "two at the same moment; the unique phone lets one through",
    "refusal: community.wishes.operations.screen:_as_it_is_now": "two at the same moment: tests/races/test_merges.py",
    "refusal: community.records.codes:check … 验证码已经用过": "only two at the same moment get that far; one row decides",
    "refusal: workflows.door:_process_of": "without a task there is no wish of it either, which is said alike",
    "refusal: workflows.imports.reading:_guard": "the reader of the sheet fails on it as well, and says so alike",
}


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    def print_(line: str) -> None:
        with capsys.disabled():
            print(line, flush=True)  # noqa: T201 - the log shows the table

    return print_


def run(result: Path) -> list[dict[str, str]]:
    """One line per mutant: its name and the test that noticed it."""
    command = [
        *(sys.executable, "-m", "pytest", "-s", "-q", "-p", "no:cacheprovider", "-p", "tests.prove.runner"),
        *("-m", "not journey and not race and not prove and not bench"),
        *(f"tests/{folder}" for folder in FOLDERS),
    ]
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATA_DIR"}}
    done = subprocess.run(
        command, cwd=ROOT, env=kept | {"MUTANTS_RESULT": str(result)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in result.read_text().splitlines()]


def explanation(mutant: str) -> str:
    parts = ((*key.partition(" … ")[::2], why) for key, why in EXPLAINED.items())
    return next((why for place, words, why in parts if mutant.startswith(place) and words in mutant), "NOT EXPLAINED")


@pytest.mark.prove
def test_what_is_taken_away_is_missed(tmp_path: Path, say: Callable[[str], None]) -> None:
    whole, *lines = sorted(run(tmp_path / "mutants"), key=lambda line: not line["mutant"].startswith("none:"))
    assert whole["killer"] == "", f"the suite fails without any mutant: {whole['killer']}"
    survivors = [line["mutant"] for line in lines if not line["killer"]]
    total, killed = (Counter(line["mutant"].partition(":")[0] for line in some)
                     for some in (lines, [line for line in lines if line["killer"]]))  # fmt: skip
    say("")
    for kind, number in sorted(total.items()):
        say(f"  {kind:12} {killed[kind]:4} of {number:4} missed when taken away")
    for mutant in survivors:
        say(f"  survived  {mutant}: {explanation(mutant)}")
    say(f"  killed {killed.total()} of {total.total()}, {killed.total() / total.total():.1%}")
    assert killed.total() >= LEAST * total.total()
