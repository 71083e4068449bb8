"""我的: what waits for me first, then my wishes, my claims, what I wrote down for others, and my messages."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.people.roles import Verb
from community.points.models import Account
from community.records.models import Notice
from community.wishes.following import followed
from community.wishes.models import Claim, Status, Visibility, Wish
from community.wishes.queries import managed
from workflows import steps
from workflows.desk.person import PROXIES, holds

from .contribute import contributes

MOST = 20
ASKS: dict[str, str] = {
    Status.CONFIRMING: "去评价",
    Status.AMENDING: "去补充",
    Status.ACTING: "去办理",
    Status.OFFERED: "去答复",
}


@dataclass(frozen=True)
class Task:
    """A wish that waits for this person, and the words of the button."""

    wish: Wish
    button: str
    unit: str = ""


@never_cache
@login_required
@require_safe
def me(request):
    at = timezone.now()
    by = steps.actor_of(request)
    told = {"person": request.user, "at": at, "contributes": contributes(request, at)}
    return render(request, "home/me.html", told | own(by) | units(by, at) | kept(by))


def own(by):
    """My wishes and my claims, and what of them waits for me."""
    user = by.user
    cards = Wish.objects.for_cards()
    mine = cards.of_wisher(user, by.organisations(Verb.WISH_CLAIM_FOR))
    claims = list(
        Claim.objects.filter(user=user)
        .select_related("wish__region", "wish__category", "organisation")
        .order_by("ended_at", "-id")[:MOST]
    )
    waiting = list(mine.filter(status__in=[Status.CONFIRMING, Status.AMENDING]).order_by("due_at")[:MOST])
    waiting += [c.wish for c in claims if c.ended_at is None and c.wish.status == Status.ACTING]
    return {
        "wishes": mine.order_by("-id")[:MOST],
        "live_claims": [c for c in claims if c.ended_at is None],
        "past_claims": [c for c in claims if c.ended_at and c.ending == Claim.Ending.DONE],
        "tasks": [Task(wish, ASKS[wish.status]) for wish in waiting],
        "followed": followed(by, most=MOST).for_cards(),
        "proxied": cards.filter(proxied_by=user).order_by("-id")[:MOST],
    }


def units(by, at):
    """For those who act for an organisation: what it was asked, what it has in hand, what it may take on."""
    held = by.organisations(Verb.WISH_CLAIM_FOR, at)
    if not held:
        return {"organisations": _memberships(by, at)}
    streets = [_street_path(unit.region) for unit in held]
    live = Wish.objects.for_cards().select_related("actor").live()
    return {
        "organisations": _memberships(by, at),
        "manages": bool(by.organisations(Verb.PEOPLE_MANAGE, at)),
        "offers": live.filter(managed(by, at), status=Status.OFFERED).order_by("due_at")[:MOST],
        "in_hand": live.filter(organisation__in=held).exclude(status=Status.OFFERED).order_by("due_at")[:MOST],
        "for_units": live.open().in_areas(streets).filter(visibility=Visibility.STREET).order_by("since", "id")[:5],
    }


def _street_path(region):
    return (region.street or region).path


def _memberships(by, at):
    units = {m.organisation_id: m.organisation for m in by.memberships(at) if m.organisation}
    return list(units.values())


def kept(by):
    """Messages, points, and the organisation one acts for."""
    notices = Notice.objects.filter(user=by.user).order_by("-at", "-id")
    return {
        "notices": [(notice, _address(notice, by)) for notice in notices[:MOST]],
        "unread": notices.filter(read_at=None).count(),
        "points": Account.objects.filter(user=by.user).first(),
        "acting_for": by.organisation,
        "at_desk": by.at_desk,
        "visits": by.at_desk and holds(by, PROXIES, timezone.now()),
    }


def _address(notice, by):
    kind, _, code = notice.subject.partition(":")
    if kind == "digest" and by.at_desk:
        return reverse("desk_inbox:index")
    return f"/wishes/{code}/" if kind == "wish" else ""


@login_required
@require_POST
def read_notices(request):
    """From now on they are read."""
    Notice.objects.filter(user=request.user, read_at=None).update(read_at=timezone.now())
    return redirect("home:me")


@login_required
@require_POST
def switch(request):
    """以谁的名义: one of one's own organisations, or oneself."""
    chosen = request.POST.get("organisation", "")
    units = {str(unit.pk): unit for unit in _memberships(steps.actor_of(request), timezone.now())}
    if not chosen:
        request.session.pop(steps.ORGANISATION, None)
        messages.success(request, "现在以您个人的名义。")
    elif chosen in units:
        request.session[steps.ORGANISATION] = units[chosen].pk
        messages.success(request, f"现在代表{units[chosen]}。认领、接单时会写这个名字。")
    else:
        messages.error(request, "您不是这个组织的成员，没有换。请重新选一个。")
    return redirect("home:me")
