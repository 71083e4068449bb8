"""`make screenshots`: the pictures of README and handbook, and every page in every state for looking at.

Builds the demo in a temporary folder, serves it, and writes docs/screenshots/*.webp (in git) and, unless `--docs` is
given, var/screens/<state>/*.png (not in git): empty, full, error, 关怀版, each on a phone, the desk wide too.
"""

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import browser as browsers  # noqa: E402 - the path has to be set first
from tests.server import Database, Server  # noqa: E402

PHONE, DESKTOP = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
DOCS, SCREENS = ROOT / "docs" / "screenshots", ROOT / "var" / "screens"
MOST = 80 * 1024  # bytes of a picture in git

VEGETABLES, ERHU = "地里六千八百斤青菜没人收", "家里有把旧二胡，想找个老师教一教"


@dataclass(frozen=True)
class Shot:
    """A picture of docs: who opens what, and the link or row he follows from there."""

    name: str
    path: str
    who: str = ""
    follow: str = ""
    wide: bool = False
    elder: bool = False


SHOTS = [
    Shot("home", "/"),
    Shot("wall", "/wishes/"),
    Shot("wish", "/wishes/?status=fulfilled&community=all", follow=VEGETABLES),
    Shot("stars", "/stars/"),
    Shot("elder", "/", elder=True),
    Shot("new", "/wishes/new/"),
    Shot("track", "/wishes/track/"),
    Shot("rate", "/me/", "xuyuanren", follow="手机老说内存满了"),
    Shot("claim", "/wishes/?community=all", "jumin", follow=ERHU),
    Shot("mine", "/me/", "qishou"),
    Shot("branch", "/me/", "shuji"),
    Shot("proxy", "/admin/proxy/", "wangge"),
    Shot("calls", "/admin/calls/", "wangge"),
    Shot("inbox", "/admin/inbox/", "shegong", wide=True),
    Shot("case", "/admin/inbox/", "shegong", follow=".desk-title", wide=True),
    Shot("import", "/admin/import/", "shegong", wide=True),
    Shot("verify", "/admin/inbox/", "shenhe", follow=".desk-title", wide=True),
    Shot("coordinate", "/admin/inbox/", "xietiao", follow=".desk-title", wide=True),
    Shot("handover", "/admin/handover/", "xietiao", wide=True),
    Shot("rules", "/admin/rules/", "guanli", wide=True),
    Shot("number", "/admin/rules/numbers/wish.pool.red/", "guanli", wide=True),
    Shot("contribute", "/contribute/", "wangge"),
    Shot("contributions", "/admin/contributions/", "bianji", wide=True),
    Shot("read", "/admin/review/", "zhongshen", follow=".desk-title"),
]

PUBLIC = (
    *("/", "/wishes/", "/wishes/new/", "/wishes/call-me/", "/wishes/track/", "/stars/", "/news/", "/policies/"),
    *("/place/", "/accounts/login/"),
)
FULL = (
    *PUBLIC,
    "/news/vegetables/",
    "/news/what-came-true/",
    "/policies/wish-rules/",
    "/policies/elevator-2022/",
    "/policies/stone-benches/",
    "/services/",
    "/services/wheelchairs/",
    "/search/?q=电梯",
    "/voices/",
    "/demo/",
)
MINE = ("/me/", "/me/notices/", "/me/info/", "/me/leave/")
DESK = {
    "wangge": ("/admin/", "/admin/proxy/", "/admin/proxy/mine/", "/admin/calls/"),
    "shegong": ("/admin/", "/admin/inbox/", "/admin/wishes/", "/admin/calls/", "/admin/residence/", "/admin/photos/",
                "/admin/import/", "/admin/export/", "/admin/cover/", "/admin/help/", "/admin/help/handbook/reviewer.md"),
    "xietiao": ("/admin/", "/admin/inbox/", "/admin/handover/", "/admin/gaps/"),
    "shenhe": ("/admin/", "/admin/inbox/"),
    "guanli": ("/admin/", "/admin/rules/", "/admin/rules/categories/", "/admin/rules/days/", "/admin/rules/waiting/"),
    "bianji": ("/admin/", "/admin/write/", "/admin/contributions/", "/admin/drafts/", "/admin/published/",
               "/admin/schedule/", "/admin/boards/", "/admin/boards/new/", "/admin/sources/"),
    "zhongshen": ("/admin/", "/admin/review/"),
    "jiandu": ("/admin/", "/admin/voices/"),
}  # fmt: skip
# Sent as they are, empty: what the page says then.
FORMS = ("/wishes/new/", "/wishes/call-me/", "/wishes/track/", "/accounts/login/")


class Studio:
    """Pages of one running demo, in a browser."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address

    @contextmanager
    def visitor(self, who: str = "", *, wide: bool = False, elder: bool = False) -> Iterator[Page]:
        """A page of somebody's own; `who` is a user of the demo."""
        context = self.browser.new_context(
            base_url=self.address, viewport=DESKTOP if wide else PHONE, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        page = context.new_page()
        if who:
            page.goto("/demo/")
            page.locator(f'button[value="{who}"]').click()
            page.wait_for_load_state()
        if elder:
            page.goto("/mode/?mode=elder&next=/")
        yield page
        context.close()

    def picture(self, shot: Shot) -> None:
        """One for docs, as large as fits."""
        with self.visitor(shot.who, wide=shot.wide, elder=shot.elder) as page:
            page.goto(shot.path)
            if shot.follow:
                by_css = shot.follow.startswith(".")
                (page.locator(shot.follow) if by_css else page.get_by_role("link", name=shot.follow)).first.click()
                page.wait_for_load_state()
            shrink(page.screenshot(), DOCS / f"{shot.name}.webp")
        print(shot.name, flush=True)

    def each(
        self, state: str, paths: tuple[str, ...], who: str = "", *, elder: bool = False, wide: bool = False
    ) -> None:
        """Whole pages, for looking at."""
        with self.visitor(who, elder=elder, wide=wide) as page:
            for path in paths:
                page.goto(path)
                self.keep(page, state, f"{who or 'anyone'}{path}{'wide' if wide else ''}")

    def wrong(self) -> None:
        """What a form says that is sent empty, and a page that is not there."""
        with self.visitor() as page:
            for path in FORMS:
                page.goto(path)
                with page.expect_navigation():
                    page.eval_on_selector("main form", "form => { form.noValidate = true; form.requestSubmit() }")
                self.keep(page, "error", path)
            page.goto("/nothing/")
            self.keep(page, "error", "/nothing/")

    def keep(self, page: Page, state: str, name: str) -> None:
        folder = SCREENS / state
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name.strip('/').replace('/', '_') or 'home'}.png", full_page=True)


def shrink(picture: bytes, path: Path) -> None:
    """As webp, as good as fits into what git may hold."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for quality in (82, 70, 55, 40):
        file = io.BytesIO()
        image.save(file, "WEBP", quality=quality, method=6)
        if file.tell() <= MOST:
            break
    path.write_bytes(file.getvalue())


def look_at_everything(studio: Studio) -> None:
    studio.each("full", FULL)
    studio.each("elder", FULL, elder=True)
    studio.each("full", FULL, wide=True)
    for who in ("xuyuanren", "jumin", "qishou", "shuji"):
        studio.each("full", MINE, who)
        studio.each("elder", MINE[:1], who, elder=True)
    for who, paths in DESK.items():
        studio.each("full", paths, who)
        studio.each("full", paths, who, wide=True)
    studio.wrong()


def on_a_server(seed: list[list[str]], work: Callable[[str], None]) -> None:
    """Of its own, with files of its own, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database("sqlite", Path(folder) / "demo", settings="config.settings.dev")
        database.fill(seed)
        server = Server(database, DEBUG="false").start()
        try:
            work(server.url)
        finally:
            server.stop()


def main(docs_only: bool) -> None:
    os.environ["DEBUG"] = "false"
    DOCS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.find(), args=browsers.FLAGS)

        def full(address: str) -> None:
            studio = Studio(browser, address)
            for shot in SHOTS:
                studio.picture(shot)
            if not docs_only:
                look_at_everything(studio)

        on_a_server([["demo"]], full)
        if not docs_only:
            on_a_server([], lambda address: Studio(browser, address).each("empty", PUBLIC))
        browser.close()


if __name__ == "__main__":
    main(docs_only="--docs" in sys.argv)
