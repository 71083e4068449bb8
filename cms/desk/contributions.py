"""来稿: what correspondents sent; adopt, ask for more, send back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from cms import drafting
from cms.models import Contribution
from cms.rights import regions_of
from community.people.refusal import Refused

from .page import EditorsPage, chosen, writable_columns

OPEN = (Contribution.State.NEW, Contribution.State.ASKED)


class ContributionsPage(EditorsPage):
    page_title = "来稿"
    header_icon = "mail"
    template_name = "cms/desk/contributions.html"

    def mine(self):
        found = Contribution.objects.filter(region__in=regions_of(self.request.user))
        return found.select_related("author", "region", "wish").prefetch_related("pictures")

    def get(self, request):
        return self.show()

    def show(self, status=200, **typed):
        waiting = self.mine().filter(state__in=OPEN).order_by("at")
        done = self.mine().exclude(state__in=OPEN).order_by("-answered_at")[:10]
        return self.answer(status, waiting=waiting, done=done, columns=writable_columns(), **typed)

    def post(self, request):
        sent = request.POST
        found, words = chosen(self.mine(), sent.get("contribution", "")), sent.get("words", "").strip()
        if found is None:
            raise Http404
        try:
            if sent.get("do") == "adopt":
                column = chosen(writable_columns(), sent.get("column", ""))
                page = drafting.take_up(contribution=found, column=column, by=request.user, at=self.at)
                return redirect("wagtailadmin_pages:edit", page.pk)
            verb = drafting.ask_for_more if sent.get("do") == "ask" else drafting.send_back
            verb(contribution=found, words=words, by=request.user, at=self.at)
        except Refused as refused:
            messages.error(request, refused.message)
            return self.show(422, answered=found.pk, words=words)
        messages.success(request, "已经告诉投稿的人。")
        return redirect("contributions:index")
