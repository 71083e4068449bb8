"""A refusal is an answer, not an accident: it has a name for code and a sentence for the person."""


class Refused(Exception):
    """``code`` is stable (tests and pages compare it); ``message`` is Chinese and says what to do next.

    ``field`` names the form field it belongs to, when there is one.
    """

    def __init__(self, code: str, message: str, *, field: str = "") -> None:
        super().__init__(code)
        self.code, self.message, self.field = code, message, field
