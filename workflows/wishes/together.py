"""合在一起办，您同意吗？ Asked of the wisher and of whoever wants the same, each for himself."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.people.refusal import Refused
from community.wishes.following import joining_of
from community.wishes.models import Wish
from community.wishes.operations.follow import answer_joining
from community.wishes.queries import is_wisher, may_see
from workflows import steps

from .page import DETAIL, Opened


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest, code: str) -> HttpResponse:
    at = timezone.now()
    wish = Wish.objects.select_related(*DETAIL).filter(code=code).first()
    page = Opened(wish, steps.actor_of(request, wish), at) if wish else None
    asked = joining_of(page.wish, page.by) if page else None
    if page is None or asked is None:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        return _answer(request, page)
    into = asked.into if may_see(asked.into, page.by, at) else None
    return render(
        request, "wishes/together.html", {"wish": page.wish, "asked": asked, "into": into, "own": page.own}
    )  # fmt: skip


def _answer(request: HttpRequest, page: Opened) -> HttpResponse:
    agreed = request.POST.get("agreed") == "yes"
    if not agreed and is_wisher(page.wish, page.by):
        return redirect("wishes:step", page.wish.code, "unmerge")
    try:
        answer_joining(page.wish, by=page.by, agreed=agreed, at=page.at)
    except Refused as refused:
        messages.info(request, refused.message)
    else:
        messages.success(request, "好的，有进展会告诉您。" if agreed else "好的，不再告诉您这件事的进展。")
    return redirect("wishes:together", page.wish.code)
