"""Sheets over HTTP: sent by a worker, and taken in by the button of their page."""

import http.client
from urllib.parse import urlsplit
from uuid import uuid4

from tests.imports.sheets import csv, row
from tests.races.runner import TOKEN, request
from tests.server import Server

INDEX = "/admin/import/"
Answer = tuple[int, str]


def sheet(first: int, rows: int) -> bytes:
    """Rows no other sheet has, by the number of the first."""
    return csv(*(row(n) for n in range(first, first + rows)))


def send(server: Server, session: str, content: bytes) -> Answer:
    """(status, where to) of an upload."""
    border = uuid4().hex
    head = f'--{border}\r\nContent-Disposition: form-data; name="sheet"; filename="表.csv"\r\n\r\n'
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": f"multipart/form-data; boundary={border}",
    }
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=120)
    try:
        connection.request("POST", INDEX, head.encode() + content + f"\r\n--{border}--\r\n".encode(), headers)
        response = connection.getresponse()
        response.read()
        return response.status, response.headers.get("Location", "")
    finally:
        connection.close()


def take_in(server: Server, session: str, batch: str) -> Answer:
    return request(server, "POST", batch, session, {"agreed": "on"})
