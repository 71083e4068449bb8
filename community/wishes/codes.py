"""Spoken codes: nine digits in three groups, not sequential, the last a check digit (ISO 7064 MOD 11,10)."""

import secrets


def check_digit(eight: str) -> str:
    product = 10
    for digit in eight:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def new_code() -> str:
    eight = str(secrets.randbelow(90_000_000) + 10_000_000)
    return eight + check_digit(eight)


def read_code(text: str) -> str:
    """The nine digits a person typed or said, spaces and full-width digits allowed; empty when they cannot be one."""
    digits = "".join(str(int(c)) for c in text if c.isdecimal())
    return digits if len(digits) == 9 and check_digit(digits[:8]) == digits[8] else ""


def spoken(code: str) -> str:
    return f"{code[:3]} {code[3:6]} {code[6:]}"
