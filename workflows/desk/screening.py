"""What of the 原话 does not belong into the 公开版, marked where it stands; the same patterns heed what is written."""

import re
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from community.people.privacy import DELICATE, PATTERNS
from community.wishes.models import Wish

NAME = "姓名"
MUST = {NAME, *(kind for kind, _ in PATTERNS)}


def patterns(wish: Wish) -> list[tuple[str, re.Pattern[str]]]:
    """What must not be told first; what is better thought over after it."""
    name = wish.wisher_name if len(wish.wisher_name) > 1 else ""
    return [*([(NAME, re.compile(re.escape(name)))] if name else []), *PATTERNS, *DELICATE]


def findings(wish: Wish) -> dict[str, Any]:
    """``marked``: the 原话 as HTML; ``must`` and ``better``: the kinds found; ``heed``: the patterns for the editor."""
    known, text = patterns(wish), wish.own_words
    found = sorted((m.start(), m.end(), kind) for kind, pattern in known for m in pattern.finditer(text))
    kinds = dict.fromkeys(kind for *_, kind in found)
    return {
        "marked": _marked(text, found),
        "must": [kind for kind in kinds if kind in MUST],
        "better": [kind for kind in kinds if kind not in MUST],
        # The name stays here: the page must not carry what is sealed.
        "heed": [[kind, pattern.pattern] for kind, pattern in (*PATTERNS, *DELICATE)],
    }


def _marked(text: str, found: list[tuple[int, int, str]]) -> SafeString:
    parts, end = [], 0
    for start, stop, kind in found:
        if start >= end:
            parts += [text[end:start], format_html('<mark title="{}">{}</mark>', kind, text[start:stop])]
            end = stop
    return format_html_join("", "{}", ((part,) for part in [*parts, text[end:]]))
