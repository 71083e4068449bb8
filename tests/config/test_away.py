"""The page for what is away for a moment: plain words, and what was typed goes in again."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.away import failed
from tests.faults.crowd import offered

TYPED = {"plan": "周六上门，带“新”剪刀 <两把>", "key": "k1", "pin": "p"}
FULL = OSError(errno.ENOSPC, "No space left on device")


def answer(problem: Exception, request: HttpRequest) -> HttpResponse:
    try:
        raise problem
    except Exception:
        return failed(request)


def post(**form: object) -> HttpRequest:
    return RequestFactory().post("/wishes/386204517/claim/?from=wall", form)


@pytest.mark.parametrize("problem", [OperationalError("gone"), InterfaceError("closed")])
def test_what_was_typed_can_be_sent_again_to_the_same_place(problem: Exception) -> None:
    response = answer(problem, post(**TYPED))
    page = response.content.decode()
    assert response.status_code == 503
    assert offered(page) == TYPED
    assert 'action="/wishes/386204517/claim/?from=wall"' in page
    assert "刚才填的没有丢" in page and "gone" not in page


def test_a_page_that_was_only_opened_can_be_opened_again() -> None:
    page = answer(OperationalError(), RequestFactory().get("/wishes/?status=open")).content.decode()
    assert 'href="/wishes/?status=open"' in page
    assert "<form" not in page


def test_a_password_is_not_kept_in_the_page() -> None:
    page = answer(OperationalError(), post(login="zhang", password="geheim-2026")).content.decode()
    assert "geheim-2026" not in page and "<form" not in page
    assert "退回上一页再提交一次" in page


def test_a_full_disk_says_so_and_asks_for_the_file_again() -> None:
    photo = SimpleUploadedFile("a.jpg", b"x" * 10)
    response = answer(FULL, post(report="好了", photo=photo))
    page = response.content.decode()
    assert response.status_code == 503
    assert "现在存不下文件" in page and "照片或表格要重新选一次" in page


@pytest.mark.parametrize("problem", [ValueError("x"), OSError(errno.EACCES, "denied")])
def test_a_fault_of_the_program_is_none_of_this(problem: Exception) -> None:
    assert answer(problem, post(**TYPED)).status_code == 500
