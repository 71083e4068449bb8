"""`make audit`: Lighthouse over the demo, as a phone on a slow line sees it; the median of three, and a limit for each.

Needs Node. Lighthouse itself is fetched once, in the version below, into the user's cache.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import browser as browsers  # noqa: E402 - the path has to be set first
from tests.server import Database, Server  # noqa: E402

LIGHTHOUSE = "12.8.2"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / f"wuwei-lighthouse-{LIGHTHOUSE}"
RUNS = 3
LIMITS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = ["/", "/news/", "/news/vegetables/", "/policies/wish-rules/", "/stars/", "/wishes/"]

Scores = dict[str, int]


def fetch() -> Path:
    """The command, installed on first use."""
    command = CACHE / "node_modules" / ".bin" / "lighthouse"
    if not command.exists():
        if not shutil.which("npm"):
            sys.exit("make audit needs Node 20 or later, with npm.")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", CACHE, f"lighthouse@{LIGHTHOUSE}"])
    return command


def look(command: Path, address: str) -> tuple[Scores, list[str]]:
    """The four scores of a page, and what cost it points."""
    # What happens to lie half under the bottom bar when the page opens counts as too small a target: axe looks at sizes.
    asked = ["--skip-audits=target-size", "--quiet", "--output=json", f"--only-categories={','.join(LIMITS)}"]
    chrome = f"--chrome-flags=--headless=new {' '.join(browsers.FLAGS)}"
    said = subprocess.run([command, address, *asked, chrome], capture_output=True, check=True)
    report = json.loads(said.stdout)
    found = report["categories"]
    lost = {ref["id"] for one in found.values() for ref in one["auditRefs"] if ref["weight"]}
    wrong = [audit["title"] for name, audit in report["audits"].items() if name in lost and (audit["score"] or 0) < 0.9]
    return {name: round(100 * (found[name]["score"] or 0)) for name in LIMITS}, wrong


def audit(command: Path, server: str) -> bool:
    """Whether every page keeps every limit."""
    good = True
    print(f"{'':34}" + "".join(f"{name:>16}" for name in LIMITS))
    for path in [*PAGES, a_wish(server)]:
        looks = [look(command, server + path) for _ in range(RUNS)]
        scores = {name: int(median(one[name] for one, _ in looks)) for name in LIMITS}
        short = {name for name, least in LIMITS.items() if scores[name] < least}
        print(f"{path:34}" + "".join(f"{scores[n]:>15}{'!' if n in short else ' '}" for n in LIMITS), flush=True)
        for words in sorted({words for _, wrong in looks for words in wrong}) if short else ():
            print(f"  {words}")
        good = good and not short
    return good


def a_wish(server: str) -> str:
    with urllib.request.urlopen(f"{server}/wishes/?status=fulfilled&community=all") as page:
        return "/wishes/" + page.read().decode().split('class="stretch" href="/wishes/')[1].split('"')[0]


def main() -> None:
    command = fetch()
    os.environ["CHROME_PATH"] = browsers.find_or_install()
    with tempfile.TemporaryDirectory() as folder:
        database = Database("sqlite", Path(folder) / "demo", settings="config.settings.dev")
        database.fill([["migrate", "--verbosity", "0"], ["demo", "--small"]])
        server = Server(database, DEBUG="false").start()
        try:
            good = audit(command, server.url)
        finally:
            server.stop()
    if not good:
        sys.exit("A page is below its limit; what cost it points stands under it.")


if __name__ == "__main__":
    main()
