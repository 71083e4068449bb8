"""Requests nobody sends by mistake: made from a seed, so that one that brought us down can be sent again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from tests.addresses import table
from tests.addresses.cast import Cast, routes
from workflows import steps
from workflows.flows.wish_rules import RULES

VALUES = [
    "", " ", "0", "-1", "9" * 30, str(2**31), str(2**63), str(-(2**63) - 1), "1e999", "NaN", "Infinity", "0x10", "1_000",
    "٣٨٦٢٠٤٥١٧", "３８６２０４５１７", "²³", "\0", "a\0b", "%", "%00", "%s%n", "../../etc/passwd", "..\\..\\win.ini",
    "' OR 1=1 --", '"; DROP TABLE wishes_wish; --', "<script>alert(1)</script>", "{{7*7}}{% debug %}", "${jndi:ldap://x}",
    "\u202e反转\u202c", "e\u0301" * 200, "😀" * 500, "\ufeff", "\u200b" * 50, "\u2028", "ﷺ" * 100, "Ａ", "A" * 70_000,
    "[]", "{}", "null", "true", "2026-13-45", "9999-12-31", "0001-01-01", "0000-00-00", "2026-11-22T25:61",
    "\r\nSet-Cookie: a=b", "//evil.example", "javascript:alert(1)", "http://[::1", "\ud7ff", "\uffff", "=1+1|cmd", "+86 138",
]  # fmt: skip
RAW = ["%ff%fe", "%c0%af", "%2e%2e%2f", "%00", "%ed%a0%80", "%", "%zz", "%u4e2d", "+", ";a=b", "%0d%0aX:%20y"]
METHODS = ["GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"]
HEADERS = {
    "HTTP_HOST": ["evil.example", "testserver:99999", "[::1", "a" * 300, ""],
    "HTTP_COOKIE": [
        "sessionid=" + "x" * 4000, "sessionid=../../x; csrftoken=;", "=;=;;", "messages=.eJx; mode=\x01", "sessionid=\xff",
        "community=' OR 1; mode={}", "sessionid=" + "0" * 32,
    ],
    "HTTP_IF_MODIFIED_SINCE": ["Sun, 99 Foo 99999 99:99:99 GMT", "x" * 200],
    "HTTP_IF_NONE_MATCH": ['"', "W/", "*, *"],
    "HTTP_RANGE": ["bytes=-1", "bytes=9-1", "bytes=" + "0-1," * 500],
    "HTTP_X_FORWARDED_FOR": ["not an address", "1.2.3.4, ::1, %", "9" * 500],
    "HTTP_ACCEPT": ["*/*;q=x", "application/json", ",,,"],
    "HTTP_ACCEPT_LANGUAGE": ["x" * 600, "zh-hans;q=9,*;q=-1"],
    "HTTP_REFERER": ["//evil.example\\@x", "data:text/html,x"],
    "HTTP_X_REQUESTED_WITH": ["XMLHttpRequest"],
    "HTTP_HX_REQUEST": ["true"],
}  # fmt: skip
TYPES = [
    "application/x-www-form-urlencoded; charset=nonsense", "application/x-www-form-urlencoded; charset=utf-7",
    "application/json", "text/plain", "", "multipart/form-data", "multipart/form-data; boundary=", "a/b/c; =;",
    "multipart/form-data; boundary=" + "x" * 300, "application/xml",
]  # fmt: skip
FIELDS = [
    "pin", "key", "t", "outcome", "reveal", "reveal_reason", "turn", "send", "digits", "code", "tail", "q", "agreed",
    "username", "login", "password", "next", "organisation", "region", "community", "status", "nature", "month", "after",
    "before", "do", "heat", "barred", "channel", "own_words", "name", "phone", "address", "visibility", "consent",
    "wished_by_on", "a[b][c]", "page", "p", "ordering", "choose", "__proto__", "", "csrfmiddlewaretoken", "q[]",
]  # fmt: skip


@dataclass(frozen=True)
class Request:
    number: int
    name: str
    method: str
    address: str
    body: bytes = b""
    kind: str = ""
    headers: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.number}: {self.name} {self.method} {self.address[:200]} {self.kind[:60]} {self.body[:120]!r} {self.headers}"


def requests(cast: Cast, seed: int, number: int) -> Iterator[Request]:
    """Half of them for our own addresses, the rest for what libraries bring."""
    random = Random(seed)
    known = sorted({*table.OURS, *table.STEPS})
    others = [route for route in dict.fromkeys(routes()) if route not in known]
    people = ["anonymous", "anonymous", "wisher", "worker", "reviewer", "coordinator", "manager", "editor", "superuser"]
    for n in range(number):
        route = random.choice(known if n % 2 else others)
        method = random.choice(METHODS)
        kind, body = _body(random, cast) if method not in {"GET", "HEAD"} else ("", b"")
        yield Request(n, random.choice(people), method, _address(random, cast, route), body, kind, _headers(random))


def _address(random: Random, cast: Cast, route: str) -> str:
    filled = re.sub(r"<\w+:\w+>|\(\?P<\w+>[^)]*\)|\([^)]*\)", lambda hole: _hole(random, cast, hole.group()), route)
    path = "/" + re.sub(r"[\^$\\?]|\.\*", "", filled)
    if random.random() < 0.1:
        path += random.choice(RAW)
    if random.random() < 0.5:
        path += "?" + urlencode([_pair(random, cast) for _ in range(random.randint(1, 4))])
    return path


def _hole(random: Random, cast: Cast, hole: str) -> str:
    """Now something that is there, so that the request gets further, now something that cannot be."""
    wish = random.choice(list(cast.things.values()))
    if random.random() < 0.5:
        there = {"task_id": str(wish.task_id), "code": wish.code, "outcome": random.choice(sorted(RULES))[1]}
        batch = random.choice(list(cast.batches.values()))
        return next((value for name, value in (there | {"token": batch.token}).items() if name in hole), "1")
    if "int:" in hole:
        return random.choice(["0", "9" * 19, "9" * 40, str(2**63), "00001"])
    return random.choice(RAW) if random.random() < 0.2 else quote(random.choice(VALUES)[:300] or "x", safe="")


def _pair(random: Random, cast: Cast) -> tuple[str, str]:
    names = FIELDS + sorted({name for rule in RULES.values() for name in rule.form.base_fields})
    name = random.choice(names)
    wish = random.choice(list(cast.things.values()))
    true = {"pin": steps.pin(wish), "code": wish.code, "outcome": random.choice(sorted(RULES))[1], "reveal": "phone"}
    return name, true[name] if name in true and random.random() < 0.6 else random.choice(VALUES)


def _body(random: Random, cast: Cast) -> tuple[str, bytes]:
    pairs = [_pair(random, cast) for _ in range(random.randint(0, 25))]
    if random.random() < 0.3:
        pairs += [("pin", steps.pin(random.choice(list(cast.things.values()))))] * random.randint(1, 3)
    form = urlencode(pairs).encode()
    chosen = random.random()
    if chosen < 0.55:
        return "application/x-www-form-urlencoded", form
    if chosen < 0.7:
        return _multipart(random, pairs)
    if chosen < 0.75:
        return "application/x-www-form-urlencoded", random.choice(
            [b"a=" + b"x" * 3_000_000, b"&".join([b"a=1"] * 10_001)]
        )
    junk = [form, b"\xff\xfe\x00", b"{" * 2000, json.dumps(dict(pairs)).encode(), b"", b"--x\r\n", b"%ff=%fe&\xff=1"]
    return random.choice(TYPES), random.choice(junk)


def _multipart(random: Random, pairs: list[tuple[str, str]]) -> tuple[str, bytes]:
    file = random.choice(
        [b"", b"PK\x03\x04" + b"\0" * 200, b"GIF89a", bytes(random.randbytes(500)), b"=cmd|' /C calc'!A0"]
    )
    name = random.choice(["a.xlsx", "../../a.csv", "a\0.xlsx", "很长" * 200 + ".xlsx", "", 'a".csv', "a.php"])
    parts = [f'Content-Disposition: form-data; name="{k}"\r\n\r\n{v}'.encode() for k, v in pairs]
    parts.append(f'Content-Disposition: form-data; name="{random.choice(["sheet", "photo", "pin", "file"])}"; '
                 f'filename="{name}"\r\nContent-Type: {random.choice(["", "text/csv", "image/png"])}\r\n\r\n'.encode() + file)  # fmt: skip
    end = random.choice([b"--x--\r\n", b"", b"--x"])
    return "multipart/form-data; boundary=x", b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + end


def _headers(random: Random) -> dict[str, Any]:
    chosen = random.sample(sorted(HEADERS), random.choice([0, 0, 1, 2]))
    return {name: random.choice(HEADERS[name]) for name in chosen}
