"""The list behind one figure of a board, cut at the same moment as the board it was opened from."""

from datetime import UTC, datetime, timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail.models import Page

from community.honours.queries import Board, deeds

SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cut_of(request: HttpRequest, at: datetime) -> datetime:
    """The moment in the address, in microseconds, never later than now; now for anything else."""
    text = request.GET.get("at", "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        return at
    return min(EPOCH + timedelta(microseconds=int(text)), at)


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def figure_list(request: HttpRequest, page: Page, made: Board, key: str) -> HttpResponse:
    one = next((one for one in made.standings() if one.key == key), None)
    if one is None:
        raise Http404
    if one.withdrawn or made.withdrawn:
        return redirect(page.url)  # where the reason stands; objections and their answers lead here for ever
    sheet = Paginator(made.listing(one), SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "board": made, "one": one, "sheet": sheet, "deeds": deeds(sheet.object_list)}
    return render(request, "cms/boards/list.html", context)
