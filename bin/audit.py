"""`make audit`: the demo before the checker of the HTML standard, then before Lighthouse, as a phone on a slow line sees
it: the median of three, and a limit for each.

Needs Node and Java. Both tools are fetched once, in the versions below, into the user's cache.
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
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import browser as browsers  # noqa: E402 - the path has to be set first
from tests.server import Database, Server  # noqa: E402

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
LIGHTHOUSE = "lighthouse", "12.8.2", ".bin/lighthouse"
VNU = "vnu-jar", "26.9.27", "vnu-jar/build/dist/vnu.jar"
RUNS = 3
LIMITS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = ["/", "/news/", "/news/vegetables/", "/policies/wish-rules/", "/stars/", "/stars/season/", "/wishes/"]
# With PAGES, one of every kind of public page.
KINDS = [
    *("/news/what-came-true/", "/policies/", "/policies/stone-benches/", "/services/", "/services/wheelchairs/"),
    *("/wishes/new/", "/wishes/call-me/", "/wishes/track/", "/accounts/login/", "/place/", "/voices/", "/demo/"),
    "/search/?q=%E7%94%B5%E6%A2%AF",
]

Scores = dict[str, int]


def fetch(name: str, version: str, file: str) -> Path:
    """A file of a package, installed on first use."""
    folder = CACHE / f"wuwei-{name}-{version}"
    found = folder / "node_modules" / file
    if not found.exists():
        if not shutil.which("npm"):
            sys.exit("make audit needs Node 20 or later, with npm.")
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, f"{name}@{version}"]
        )
    return found


def valid(checker: Path, server: str) -> bool:
    """Whether the standard has nothing against a page of any kind; from files, since the checker opens no local server."""
    if not shutil.which("java"):
        sys.exit("make audit needs Java 11 or later.")
    wish = a_wish(server)
    with tempfile.TemporaryDirectory() as folder:
        for path in [*PAGES, *KINDS, wish, f"{wish}slip/"]:
            with urllib.request.urlopen(server + path) as page:
                (Path(folder) / f"{quote(path, safe='')}.html").write_bytes(page.read())
        said = subprocess.run(["java", "-jar", checker, "--errors-only", folder], capture_output=True, text=True)
    print(said.stderr or "Every kind of public page is valid HTML.", flush=True)
    return said.returncode == 0


def look(command: Path, address: str) -> tuple[Scores, list[str]]:
    """The four scores of a page, and what cost it points."""
    # What happens to lie half under the bottom bar when the page opens counts as too small a target: axe looks at sizes.
    asked = ["--skip-audits=target-size", "--quiet", "--output=json", f"--only-categories={','.join(LIMITS)}"]
    chrome = f"--chrome-flags=--headless=new {' '.join(browsers.FLAGS)}"
    for _ in range(2):  # a browser breaks off now and then
        said = subprocess.run([command, address, *asked, chrome], capture_output=True, text=True)
        if said.returncode == 0:
            break
    else:
        sys.exit(f"{address}: {said.stderr[-2000:]}")
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
    command, checker = fetch(*LIGHTHOUSE), fetch(*VNU)
    os.environ["CHROME_PATH"] = browsers.find_or_install()
    with tempfile.TemporaryDirectory() as folder:
        database = Database("sqlite", Path(folder) / "demo", settings="config.settings.dev")
        database.fill([["migrate", "--verbosity", "0"], ["demo", "--small"]])
        server = Server(database, DEBUG="false").start()
        try:
            good = valid(checker, server.url) & audit(command, server.url)
        finally:
            server.stop()
    if not good:
        sys.exit("A page is not valid or below its limit; what is wrong stands above.")


if __name__ == "__main__":
    main()
