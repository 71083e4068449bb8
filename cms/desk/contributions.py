"""来稿: what correspondents sent; adopt, ask for more, send back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from cms import drafting
from cms.models import Contribution
from cms.rights import regions_of
from community.people.refusal import Refused

from .page import EditorsPage, writable_columns

OPEN = (Contribution.State.NEW, Contribution.State.ASKED)


class ContributionsPage(EditorsPage):
    page_title = "来稿"
    header_icon = "mail"
    template_name = "cms/desk/contributions.html"

    def mine(self):
        found = Contribution.objects.filter(region__in=regions_of(self.request.user))
        return found.select_related("author", "region", "wish").prefetch_related("pictures")

    def get(self, request):
        waiting = self.mine().filter(state__in=OPEN).order_by("at")
        done = self.mine().exclude(state__in=OPEN).order_by("-answered_at")[:10]
        return self.answer(waiting=waiting, done=done, columns=writable_columns())

    def post(self, request):
        found = get_object_or_404(self.mine(), pk=request.POST.get("contribution") or 0)
        words = request.POST.get("words", "").strip()[:200]
        try:
            if request.POST.get("do") == "adopt":
                column = get_object_or_404(writable_columns(), pk=request.POST.get("column") or 0)
                page = drafting.take_up(contribution=found, column=column, by=request.user, at=self.at)
                return redirect("wagtailadmin_pages:edit", page.pk)
            verb = drafting.ask_for_more if request.POST.get("do") == "ask" else drafting.send_back
            verb(contribution=found, words=words, by=request.user, at=self.at)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "已经告诉投稿的人。")
        return redirect("contributions:index")
