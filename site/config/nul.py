"""A NUL byte stands in no address of ours, and PostgreSQL refuses to look for one. Forms refuse it beside its field."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


def refuse_nul(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        asked = [text for name, texts in request.GET.lists() for text in (name, *texts)]
        if any("\0" in text for text in (request.path, *asked)):
            raise Http404
        return get_response(request)

    return middleware
