"""监督: what came to the supervisor and nobody else; who raised it stays shut until he writes down why he looks."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from community.people.refusal import Refused
from community.people.roles import Verb
from community.voices.models import Objection
from community.voices.operations import answer, look
from workflows.forms.base import PlainForm, text_field

from . import keyset
from .due import due_words, heat_of
from .page import DeskPage

ANSWERERS = frozenset({Verb.VOICE_ANSWER})
PUBLIC, PRIVATE = "public", "private"


class AnswerForm(PlainForm):
    words = text_field("答复", most=1000, rows=5, help_text="查了什么、怎么定的。公开的答复里不写姓名、电话、门牌。")
    told = forms.ChoiceField(
        label="给谁看",
        choices=[(PUBLIC, "公开，大家都能看到"), (PRIVATE, "只答复本人，凭回执号看")],
        initial=PRIVATE,
        widget=forms.RadioSelect,
    )


class VoicesPage(DeskPage):
    verbs = ANSWERERS
    page_title = "监督"
    header_icon = "view"
    template_name = "workflows/desk/voices.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        done = "done" in request.GET
        if done:
            page = keyset.newest_first(Objection.objects.exclude(answered_at=None), request.GET.get("after", ""))
        else:
            page = keyset.by_due(Objection.objects.open(), request.GET.get("after", ""))
        rows = [(one, heat_of(one.due_at, self.at), due_words(one.due_at, self.at)) for one in page.rows]
        return self.answer(rows=rows, done=done, next_cursor=page.next)


class VoicePage(DeskPage):
    verbs = ANSWERERS
    page_title = "监督意见"
    header_icon = "view"
    trail = (("监督", "desk_voices:index"),)
    template_name = "workflows/desk/voice.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.one = get_object_or_404(Objection, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return self.page(AnswerForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if "look" in request.POST:
            return self.open_sealed()
        form = AnswerForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                answer(objection=self.one, words=given["words"], public=given["told"] == PUBLIC, by=self.by, at=self.at)
            except Refused as refused:
                form.add_error(refused.field or None, refused.message)
            else:
                messages.success(request, "答复好了。提意见的人凭回执号能看到。")
                return redirect("desk_voices:index")
        return self.page(form, 422)

    def open_sealed(self) -> HttpResponseBase:
        """What he has typed of an answer stays."""
        kept = AnswerForm(initial=self.request.POST.dict())
        reason = self.request.POST.get("reason", "")
        try:
            shown = look(objection=self.one, reason=reason, by=self.by, at=self.at)
        except Refused as refused:
            return self.page(kept, 422, look_problem=refused.message, reason=reason)
        return self.page(kept, shown=shown)

    def page(self, form: AnswerForm, status: int = 200, **context: Any) -> HttpResponseBase:
        lines = self.one.events.select_related("actor").order_by("-seq")
        due = due_words(self.one.due_at, self.at)
        return self.answer(status, one=self.one, form=form, lines=lines, due=due, **context)
