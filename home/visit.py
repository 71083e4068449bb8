"""入户: a grid worker at the door writes down what somebody needs, on the phone, in six inputs at most."""

from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.people.actor import Channel
from community.people.desk import at_desk
from community.wishes.models import Visibility, Wish
from workflows.desk.person import PROXIES, holds
from workflows.desk.proxy import record, sent
from workflows.desk.proxy_form import ProxyForm

NOT_ASKED = ("title", "reason", "consent", "channel", "visibility", "urgent", "outside_number")


class VisitForm(ProxyForm):
    """What the desk's form asks for and is the same at every door is not asked."""

    phone_is_own = forms.BooleanField(  # type: ignore[assignment]  # a tick for the two answers of the desk
        label="这个电话是他本人的", required=False, initial=True
    )
    on_wall = forms.BooleanField(label="他说可以放到心愿墙上，隐去姓名电话", required=False)
    agreed = forms.BooleanField(label="念给他听过，他同意我替他写")

    field_order = ("own_words", "photos", "name", "phone", "phone_is_own", "address", "region", "on_wall", "agreed")

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        for name in NOT_ASKED:
            del self.fields[name]
        self.fields["agreed"].error_messages["required"] = "请先念给他听，他同意了再勾。"
        region = self.fields["region"]
        if region.initial:  # his only place
            region.widget = forms.HiddenInput()

    def clean(self):
        known = super().clean()
        return known | {
            "title": "",
            "reason": "当面或电话里托我办",
            "consent": "spoken",
            "channel": Channel.VISIT,
            "visibility": Visibility.WALL if known.get("on_wall") else Visibility.STREET,
            "urgent": False,
            "outside_number": "",
        }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request):
    at, by = timezone.now(), at_desk(request)
    if not holds(by, PROXIES, at):
        raise Http404
    if request.method != "POST":
        blank = VisitForm(by=by, at=at, initial=_same_door(request) | {"key": uuid4()})
        return render(request, "home/visit.html", {"form": blank})
    form = sent(request, VisitForm, by=by, at=at)
    if not form.is_valid():
        return render(request, "home/visit.html", {"form": form}, status=422)
    return redirect("wishes:received", record(form, by=by, at=at))


def _same_door(request):
    """再记一件（同一户）: who it was at the last door; only of what one wrote down oneself."""
    last = Wish.objects.filter(proxied_by=request.user, code=request.GET.get("again", "")).first()
    if last is None:
        return {}
    known = {"name": last.wisher_name, "phone": last.phone, "phone_is_own": last.phone_is_own, "address": last.address}
    return known | {"region": last.region_id}
