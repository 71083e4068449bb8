"""`python -m bench --wishes N`: the same rows on a near-empty and on a full database, turn by turn."""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

TURNS = 3
FEW = 200  # wishes, and pages
LIVE_FEW, LIVE_MANY = 6_000, 60_000
MOST_RATIO = 1.4  # what a step's promises may cost
RESULT = Path(__file__).parent / "latest.json"
FILL = """
from django.utils import timezone
from bench import fill, pages
fill.fill({wishes}, timezone.now(), {live_share})
if {pages}:
    pages.fill({pages}, timezone.now())
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--wishes", type=int, default=20_000)
    parser.add_argument("--pages", type=int, default=20_000)
    asked = parser.parse_args()
    few, many = prepare("bench_few", FEW, FEW), prepare("bench_many", asked.wishes, asked.pages)
    taken: dict[str, dict[str, Any]] = {"few": {}, "many": {}}
    for turn in range(TURNS):
        for name, database in (("few", few), ("many", many)):
            print(f"Measuring, turn {turn + 1} of {TURNS}: {name} wishes and pages ...", flush=True)
            merge(taken[name], json.loads(run(database, "bench.measure")))
    rows = [row_of(name, taken) for name in taken["many"] if not name.startswith("bare: ")]
    show(rows, asked.wishes, asked.pages)
    readers = json.loads(run(many, "bench.readers", PAGE_CACHE_SECONDS="600"))
    show_readers(**readers)
    result = vars(asked) | {"rows": [*rows, clock_row()]} | readers
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    if dear := [row["name"] for row in rows if row.get("ratio", 0) > MOST_RATIO]:
        sys.exit(f"More than {MOST_RATIO} × the bare engine: {', '.join(dear)}")


def prepare(name: str, wishes: int, pages: int, live_share: int = 0) -> str:
    print(f"Filling {name} with {wishes:,} wishes and {pages:,} pages ...", flush=True)
    address = os.environ["POSTGRES_URL"]
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    database = f"{address}/{name}"
    manage(database, "migrate", "--verbosity", "0")
    manage(database, "shell", "-v", "0", "-c", FILL.format(wishes=wishes, pages=pages, live_share=live_share))
    return database


def manage(database: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-W", "ignore", "manage.py", *arguments], env=environment(database), check=True)


def run(database: str, module: str, **settings: str) -> str:
    command = [sys.executable, "-W", "ignore", "-m", module]
    return subprocess.run(
        command, env=environment(database) | settings, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def environment(database: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "bench.settings"}


def merge(into: dict[str, Any], rows: dict[str, Any]) -> None:
    for name, row in rows.items():
        kept = into.setdefault(name, row | {"ms": []})
        kept["ms"] += row["ms"]


def row_of(name: str, taken: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A step also says what the same facts cost on the bare engine in the same turns."""
    many, few, bare = taken["many"][name], taken["few"][name], taken["many"].get(f"bare: {name}")
    median = statistics.median(many["ms"])
    row = {
        "name": name,
        "median_ms": round(median, 1),
        "p95_ms": round(statistics.quantiles(many["ms"], n=20)[-1], 1),
        "queries": many["queries"],
        "growth": round(median / statistics.median(few["ms"]), 2),
        "by": many["by"],
    }
    if bare:
        bare_median = statistics.median(bare["ms"])
        row |= {
            "bare_ms": round(bare_median, 1), "bare_queries": bare["queries"], "ratio": round(median / bare_median, 2),
        }  # fmt: skip
    return row


def show(rows: list[dict[str, Any]], wishes: int, pages: int) -> None:
    heads = f"{'':24}{'median':>9}{'p95':>9}{'queries':>9}{'growth':>9}{'bare':>9}{'queries':>9}{'ratio':>7}"
    print(f"\n{heads}   ({FEW} → {wishes:,} wishes, {pages:,} pages; bare: the same facts on the bare engine)")
    for row in rows:
        bare = f"{row['bare_ms']:>6} ms{row['bare_queries']:>9}{row['ratio']:>7}" if "ratio" in row else " " * 25
        purposes = ", ".join(f"{purpose} {n}" for purpose, n in sorted(row["by"].items(), key=lambda p: -p[1]))
        figures = f"{row['median_ms']:>6} ms{row['p95_ms']:>6} ms{row['queries']:>9}{row['growth']:>9}"
        print(f"{row['name']:24}{figures}{bare}   {purposes}")


def show_readers(throughput: list[dict[str, Any]], kept: list[dict[str, Any]]) -> None:
    print("\nAnswers a second: a kept page, a bare view that sends the same bytes")
    for row in throughput:
        print(f"{row['name']:24}{row['rate']:>9}{row['bare_rate']:>9}{row['ratio']:>9}")
    print("\nOf these requests, kept pages, while ten wishes a minute change")
    for row in kept:
        print(f"{row['name']:24}{row['requests']:>9}{row['kept']:>9.0%}")


def clock_row() -> dict[str, Any]:
    """How fast the clock does what is due, and whether those that are not due slow it down."""
    taken = {}
    for live in (LIVE_FEW, LIVE_MANY):
        taken[live] = json.loads(run(prepare(f"bench_clock_{live}", live, 0, live_share=1), "bench.clock"))
        print(f"tick: {live:,} live wishes, {taken[live]['due']:,} due: {taken[live]['rate']:.0f} a second")
        if taken[live]["failed"]:
            sys.exit(f"{taken[live]['failed']} wishes failed at the tick")
    many = taken[LIVE_MANY]
    growth = round(taken[LIVE_FEW]["rate"] / many["rate"], 2)
    per_wish = round(1000 / many["rate"], 1)
    print(f"tick: {per_wish} ms a wish, growth {growth}")
    return {"name": "tick", "median_ms": per_wish, "rate": round(many["rate"]), "growth": growth}


if __name__ == "__main__":
    main()
