"""Finds a Chromium and a Chinese font, or installs them, or says what is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """`$CHROMIUM`, then the PATH. Without either Playwright looks for its own."""
    if named := os.environ.get("CHROMIUM"):
        if not Path(named).exists():
            sys.exit(f"CHROMIUM names {named}, and there is no such file.")
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return str(MAC) if MAC.exists() else None


def find_or_install() -> str:
    _want_chinese_font()
    if path := find() or _playwrights_own():
        return path
    print("Installing Chromium ...", flush=True)
    if _may_apt() and _is_debian():
        _apt_install("chromium")
    else:
        # Ubuntu's package is a snap, which does not run in a container.
        extra = ["--with-deps"] if _may_apt() else []
        subprocess.run([sys.executable, "-m", "playwright", "install", *extra, "chromium"])
    if path := find() or _playwrights_own():
        return path
    sys.exit("Journeys need Chromium: install it, or name it in the variable CHROMIUM.")


def _want_chinese_font() -> None:
    if sys.platform == "darwin" or _has_chinese_font():
        return
    if _may_apt():
        _apt_install("fontconfig", "fonts-noto-cjk")
    if not _has_chinese_font():
        print("No Chinese font: pages will show boxes. Install fonts-noto-cjk.", flush=True)


def _has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip())


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _may_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _is_debian() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "\nID=debian\n" in "\n" + release.read_text() + "\n"


def _apt_install(*packages: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", *packages], check=True, env=environment)
