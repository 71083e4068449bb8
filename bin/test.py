"""What `make test` does once the libraries are there: the suite on both databases, then journeys and races."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import browser, migrated, postgres  # noqa: E402 -- the path has to be set first

# Everyone in the district at every page, minutes of it: all of them in `make prove`.
PAGES = "tests/workflows/test_http_permissions.py tests/wishes/test_privacy.py"
UNIT = ["-n", "2", "-m", "not journey and not race and not prove and not bench"]
# On one database: the 300 wishes of the demo (journeys build the small one on both), and every word at the desk.
ONCE = ["--ignore=tests/home/test_demo.py", "--ignore=tests/desk/test_chinese.py"]
REAL = ["-m", "(journey or race) and not prove"]


def pytest(title: str, arguments: list[str], **environment: str) -> int:
    print(f"\n== {title}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}).returncode


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("DATA_DIR", None)
    os.environ["CHROMIUM"] = browser.find_or_install()
    with postgres.running() as server, TemporaryDirectory() as folder:
        os.environ["POSTGRES_URL"] = server
        migrated.make(folder, server)
        codes = [
            pytest("Unit suite on SQLite", UNIT, A_TENTH_OF=f"{PAGES} tests/workflows/test_permissions.py"),
            pytest("Unit suite on PostgreSQL", UNIT + ONCE, A_TENTH_OF=PAGES, DATABASE_URL=f"{server}/wuwei"),
            pytest("Journeys and races against a real server", REAL),
        ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
