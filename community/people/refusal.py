"""A refusal is an answer, not an accident: it has a name for code and a sentence for the person."""


class Refused(Exception):
    """``code`` is stable (tests and pages compare it); ``message`` is Chinese and says what to do next.

    ``field`` names the form field it belongs to, when there is one.
    """

    def __init__(self, code: str, message: str, *, field: str = "") -> None:
        super().__init__(code)
        self.code, self.message, self.field = code, message, field


def said(text: str, *, most: int, field: str) -> str:
    """What somebody typed, as it may be kept in ``most`` characters: refused when it is longer, never cut."""
    text = text.replace("\0", "").strip()
    if len(text) > most:
        raise Refused("too_long", f"最多 {most} 个字，现在有 {len(text)} 个。", field=field)
    return text
