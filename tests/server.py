"""A real server process on a database cloned from a template, for journeys and races.

A template is filled once per session. No test flushes a database.
"""

import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[1]
SEED = [["demo", "--small"]]
PATIENCE = 60  # seconds until a server on a busy machine must have answered


@dataclass
class Database:
    """One database with the folder of its files: the template, or a clone of it."""

    kind: str
    folder: Path
    postgres: str = ""
    settings: str = "config.settings.test"
    name: str = field(default_factory=lambda: f"wuwei_{uuid.uuid4().hex[:12]}")

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}" if self.kind == "sqlite" else f"{self.postgres}/{self.name}"

    @property
    def file(self) -> Path:
        return self.folder / "wuwei.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": self.settings,
            "PYTHONPATH": "site",
            "DATABASE_URL": self.url,
            "DATA_DIR": str(self.folder),
        }

    def fill(self, seed: list[list[str]]) -> None:
        """Makes it, migrates it, and runs these management commands."""
        self.folder.mkdir(parents=True)
        if self.kind == "postgresql":
            self._administer(f"CREATE DATABASE {self.name}")
        for command in [["migrate", "--verbosity", "0"], *seed]:
            self.manage(*command)

    def clone(self, folder: Path) -> "Database":
        """Files too. Nothing may be connected to the template."""
        copy = Database(self.kind, folder, self.postgres)
        shutil.copytree(self.folder, folder)
        if self.kind == "postgresql":
            self._administer(f"CREATE DATABASE {copy.name} TEMPLATE {self.name}")
        return copy

    def drop(self) -> None:
        if self.kind == "postgresql":
            self._administer(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        shutil.rmtree(self.folder, ignore_errors=True)

    def manage(self, *arguments: str) -> str:
        """Runs a management command of the product on this database; returns what it printed and logged."""
        command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """One statement past all of the product's code, with %s for values."""
        if self.kind == "sqlite":
            connection = sqlite3.connect(self.file, timeout=20)
            try:
                with connection:
                    return connection.execute(statement.replace("%s", "?"), values).fetchall()
            finally:
                connection.close()
        with psycopg.connect(self.url) as open_connection:
            cursor = open_connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def _administer(self, statement: str) -> None:
        with psycopg.connect(f"{self.postgres}/postgres", autocommit=True) as connection:
            connection.execute(statement)


class Server:
    """granian on a free port. `url` has no slash at the end; `log` is a file."""

    def __init__(
        self,
        database: Database,
        threads: int = 16,
        application: str = "config.wsgi:application",
        workers: int = 1,
        **environment: str,
    ) -> None:
        """``environment`` is on top of the database's own."""
        self.database = database
        self.threads = threads
        self.application = application
        self.workers = workers
        self.environment = database.environment | environment
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = database.folder / "server.log"
        self.mail = database.folder / "mail"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, largest_file: int = resource.RLIM_INFINITY) -> "Server":
        """``largest_file``: in bytes; beyond it the disk counts as full."""
        command = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
            *("--port", str(self.port), "--workers", str(self.workers), "--blocking-threads", str(self.threads)),
            *("--log-level", "warning", self.application),
        ]
        environment = {**self.environment, "BASE_URL": self.url}
        limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True, preexec_fn=limit
            )
        self._wait_for_answer(self._process)
        return self

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """kill -9 of the server and all its workers, in whatever they are doing."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def _wait_for_answer(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except urllib.error.HTTPError as error:
                error.close()
            except OSError:
                pass
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"The server did not answer /healthz:\n{self.log.read_text()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
