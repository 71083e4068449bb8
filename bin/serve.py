"""What `make run` does once the libraries are there: database, demo content, server, tick."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = int(os.environ.get("PORT") or 8000)
LOCAL = "127.0.0.1" if HOST in ("0.0.0.0", "") else HOST
THREADS = 2 * (os.cpu_count() or 1) + 1
ADDRESS = f"http://{LOCAL}:{PORT}"
TICK = ("manage.py", "tick", "--every", "60")


def say(text: str) -> None:
    print(text, flush=True)


def refuse_taken_port() -> None:
    """The server would share the port with another program and answer every second request."""
    with socket.socket(socket.AF_INET6 if ":" in LOCAL else socket.AF_INET) as probe:
        if probe.connect_ex((LOCAL, PORT)) == 0:
            sys.exit(f"Port {PORT} is in use. Choose another: make run PORT={PORT + 1}")


def prepare() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["default"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
    if settings.DEMO and not get_user_model().objects.exists():
        say("Loading the demo content ...")
        call_command("demo")
    connections.close_all()


def start(*command: str) -> subprocess.Popen[bytes]:
    # Of its own session: Ctrl-C reaches us alone, and we stop both in order.
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, start_new_session=True)


def wait_for_answer(server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("The server stopped before it answered; its message is above.")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()


def serve() -> int:
    running = [
        start(
            *("-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(PORT)),
            *("--workers", "1", "--respawn-failed-workers", "--respawn-interval", "1"),
            *("--blocking-threads", str(THREADS), "--log-level", "warning"),
            "config.wsgi:application",
        )
    ]
    try:
        wait_for_answer(running[0])
        running.append(start(*TICK))
        say(f"五微共享社区 is at {ADDRESS}/  (Ctrl-C stops it)")
        while running[0].poll() is None:
            if running[1].poll() is not None:  # killed: the clock goes on
                running[1] = start(*TICK)
            time.sleep(1)
        return running[0].returncode
    finally:
        for process in reversed(running):
            stop(process)


def main() -> int:
    for wish_to_stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish_to_stop, lambda *_: sys.exit(0))
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["PYTHONPATH"] = "site"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ.setdefault("BASE_URL", ADDRESS)
    # People who try the product see its own error pages, not a developer's.
    os.environ.setdefault("DEBUG", "false")
    refuse_taken_port()
    prepare()
    return serve()


if __name__ == "__main__":
    sys.exit(main())
