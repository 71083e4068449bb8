"""消息设置: by which way, and at which hours, a person is told."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.records.models import NoticePreference, Way
from community.records.operations import prefer, preference, reachable
from workflows.forms.base import PlainForm
from workflows.steps import actor_of

HOURS = [(hour, f"{hour} 点") for hour in range(24)]


def hour_field(label):
    return forms.TypedChoiceField(label=label, choices=HOURS, coerce=int)


def way_field(label, help_text):
    return forms.ChoiceField(label=label, help_text=help_text, choices=Way.choices, widget=forms.RadioSelect)


class NoticeForm(PlainForm):
    progress = way_field("事情有进展", "收到了、上墙了、有人来办了、请您评价、办好了")
    reminder = way_field("快到期、到期了", "答应要办的事，还没有联系或还没有补充")
    digest = way_field("工作汇总", "工作日早上一条：等您处理的、超期的")
    quiet_from = hour_field("晚上几点起不打扰")
    quiet_until = hour_field("早上几点起可以发")

    def __init__(self, data=None, *, user, digests, **kwargs):
        super().__init__(data, **kwargs)
        ways = [(way, label) for way, label in Way.choices if way == Way.SITE or way in reachable(user)]
        if not digests:
            del self.fields["digest"]
        for name in {"progress", "reminder", "digest"} & self.fields.keys():
            self.fields[name].choices = ways  # type: ignore[attr-defined]  # a choice field


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request):
    at, user = timezone.now(), request.user
    by = actor_of(request)
    held = NoticePreference.objects.filter(user=user).first() or preference(at)
    initial = {name: _shown(held, name, user) for name in NoticeForm.base_fields}
    form = NoticeForm(request.POST or None, user=user, digests=bool(by.roles(at)), initial=initial)
    if form.is_valid():
        kept = {name: getattr(held, name) for name in NoticeForm.base_fields}
        prefer(user=user, **kept | form.cleaned_data)
        messages.success(request, "记下了，以后就照这样告诉您。")
        return redirect("home:me")
    return render(
        request, "home/notices.html", {"form": form, "ways": reachable(user)}, status=422 if form.errors else 200
    )  # fmt: skip


def _shown(held, name, user):
    """The way that is in force: what cannot reach him is not sent."""
    value = getattr(held, name)
    return Way.SITE if value in {Way.SMS, Way.EMAIL} and value not in reachable(user) else value
