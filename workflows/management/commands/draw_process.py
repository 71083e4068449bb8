"""Write the process into docs/architecture.md, between its marks."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from workflows import drawing

PAGE = Path(settings.BASE_DIR) / "docs" / "architecture.md"


def drawn(page: str) -> str:
    """The page with fresh drawings."""
    for name, text in [("picture", f"```mermaid\n{drawing.mermaid()}\n```"), ("table", drawing.table())]:
        before, _, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"\n<!-- /{name} -->")
        page = f"{before}<!-- {name} -->\n{text}{end}{after}"
    return page


class Command(BaseCommand):
    help = "Draw the process of a wish into docs/architecture.md."

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(drawn(PAGE.read_text()))
