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
FEW = 200
RESULT = Path(__file__).parent / "latest.json"
FILL = "from bench.fill import fill; from django.utils import timezone; fill({n}, timezone.now())"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--wishes", type=int, default=20_000)
    wishes = parser.parse_args().wishes
    few, many = prepare("bench_few", FEW), prepare("bench_many", wishes)
    taken: dict[str, dict[str, Any]] = {"few": {}, "many": {}}
    for turn in range(TURNS):
        for name, database in (("few", few), ("many", many)):
            print(f"Measuring, turn {turn + 1} of {TURNS}: {name} wishes ...", flush=True)
            merge(taken[name], json.loads(run(database, sys.executable, "-W", "ignore", "-m", "bench.measure")))
    report(taken, wishes)


def prepare(name: str, wishes: int) -> str:
    print(f"Filling {name} with {wishes:,} wishes ...", flush=True)
    address = os.environ["POSTGRES_URL"]
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    database = f"{address}/{name}"
    run(database, sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity", "0")
    run(
        database,
        sys.executable,
        "-W",
        "ignore",
        "manage.py",
        "shell",
        "-v",
        "0",
        "-c",
        FILL.format(n=wishes),
        show=True,
    )
    return database


def run(database: str, *command: str, show: bool = False) -> str:
    environment = os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    done = subprocess.run(command, env=environment, stdout=None if show else subprocess.PIPE, text=True, check=True)
    return done.stdout or ""


def merge(into: dict[str, Any], rows: dict[str, Any]) -> None:
    for name, row in rows.items():
        kept = into.setdefault(name, row | {"ms": []})
        kept["ms"] += row["ms"]


def report(taken: dict[str, dict[str, Any]], wishes: int) -> None:
    rows = []
    for name, many in taken["many"].items():
        few = taken["few"][name]
        median = statistics.median(many["ms"])
        rows.append(
            {
                "name": name,
                "median_ms": round(median, 1),
                "p95_ms": round(statistics.quantiles(many["ms"], n=20)[-1], 1),
                "queries": many["queries"],
                "growth": round(median / statistics.median(few["ms"]), 2),
                "by": many["by"],
            }
        )
    print(f"\n{'':22}{'median':>9}{'p95':>9}{'queries':>9}{'growth':>9}   ({FEW} → {wishes:,} wishes)")
    for row in rows:
        purposes = ", ".join(f"{purpose} {n}" for purpose, n in sorted(row["by"].items(), key=lambda p: -p[1]))
        print(
            f"{row['name']:22}{row['median_ms']:>6} ms{row['p95_ms']:>6} ms{row['queries']:>9}{row['growth']:>9}   {purposes}"
        )
    RESULT.write_text(json.dumps({"wishes": wishes, "rows": rows}, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
