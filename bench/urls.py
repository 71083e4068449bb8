"""The product's addresses, and a view that does nothing: it sends the bytes and headers that another address sends."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config.urls import handler500 as handler500
from config.urls import urlpatterns as product


@cache
def answer(address: str) -> tuple[bytes, dict[str, str]]:
    found = Client().get(address)
    return found.content, dict(found.headers)


def bare(request: HttpRequest) -> HttpResponse:
    """The word in its query is none the page cache knows, so nothing is looked up for it."""
    body, headers = answer(request.GET["of"])
    return HttpResponse(body, headers=headers)


urlpatterns = [path("bare/", bare), *product]
