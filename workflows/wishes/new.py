"""A new wish, with or without an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.people.actor import Actor, Channel
from community.people.fields import lookup
from community.people.models import Consent, User
from community.people.privacy import delicate
from community.people.refusal import Refused
from community.people.roles import Verb
from community.records.models import Submission
from community.records.operations import AlreadySubmitted, submit_once
from community.records.policies import policy
from community.wishes import similar
from community.wishes.codes import read_code
from community.wishes.models import Wish
from community.wishes.operations.submit import Wishing
from community.wishes.queries import is_wisher, may_say_again
from community.wishes.views import COOKIE
from workflows import door, photos, steps

from .forms import NewWishForm
from .letters import MODES, keep_mode
from .page import DETAIL
from .photo import receive_photos
from .story import day_of_week
from .throttle import SIMILAR_BY_PLACE, WISHES_BY_PHONE, WISHES_BY_PLACE, place

CONSENT_VERSION = "2026-11"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Two screens: what it is about; then what neighbours have said already, and how to find the wisher. In large
    letters one question a screen."""
    at = timezone.now()
    if request.method != "POST":
        return _show(request, _screens(request)[0], _form(request, at, initial=first_values(request)))
    problems = receive_photos(request, at)
    if (mode := request.POST.get("mode", "")) in MODES:
        return _resize(request, at, mode)
    if request.POST.get("go") in {"on", "back"}:
        return _turn(request, at, on=request.POST["go"] == "on", problems=problems)
    form = _form(request, at, request.POST)
    for refused in problems:
        form.add_error("photos", refused.message)
    if not form.is_valid():
        return _show(request, _wrong(request, form), form, status=422)
    try:
        earlier = _earlier(request, form.cleaned_data["again"], at)
        _require_patience(request)
        wish = receive(form.cleaned_data, by=steps.actor_of(request), at=at, earlier=earlier)
    except Refused as refused:
        form.add_error(refused.field or None, refused.message)
        return _show(request, _wrong(request, form), form, status=429)
    if wish.proxied_by_id is None:
        steps.remember_witness(request, wish, Channel.WEB)
    return redirect("wishes:received", wish.code)


def _form(request: HttpRequest, at: datetime, data: Any = None, **values: Any) -> NewWishForm:
    """With the organisations in whose name this person may wish, and the photos that have come in already."""
    units = steps.actor_of(request).organisations(Verb.WISH_CLAIM_FOR, at)
    kept = photos.before(request)
    return NewWishForm(data, at=at, units=units, photos=kept.photos if kept else (), **values)


def _earlier(request: HttpRequest, code: str, at: datetime) -> Wish | None:
    """The ended wish this one takes up again; only the wisher's own, and only for some days."""
    wish = Wish.objects.filter(code=code).first() if code else None
    if wish is None or not may_say_again(wish, at):
        return None
    return wish if is_wisher(wish, steps.actor_of(request, wish)) else None


def _require_patience(request: HttpRequest) -> None:
    """Each wish of somebody without an account sends a message to the phone he typed."""
    if not request.user.is_authenticated and not WISHES_BY_PLACE.take(place(request)):
        raise Refused("throttled", "这里一个小时里提的心愿太多了，请过一会儿再提交，或者打社区电话。")


Screen = tuple[str, ...]


def _screens(request: HttpRequest) -> tuple[Screen, ...]:
    return NewWishForm.ONE_BY_ONE if request.COOKIES.get("mode") == "elder" else NewWishForm.SCREENS


def _wrong(request: HttpRequest, form: NewWishForm) -> Screen:
    """What has to be put right, and the last screen, where it is handed in."""
    *before, last = _screens(request)
    return sum((screen for screen in before if form.errors.keys() & set(screen)), ()) + last


def _show(request: HttpRequest, names: Screen, form: NewWishForm, status: int = 200, **more: Any) -> HttpResponse:
    """These fields; the others go along unseen. A consent is given anew each time it is asked for."""
    screens = _screens(request)
    context = {
        "form": form,
        "shown": [form[name] for name in names if name in form.fields],
        "kept": [field for field in form.visible_fields() if field.name not in {"consent", "photos", *names}],
        "first": "own_words" in names,
        "last": "consent" in names,
        "screen": names[0],
        "number": screens.index(names) + 1 if names in screens else 0,
        "screens": len(screens),
        "days": policy("wish.screen.days", timezone.now()),
    }
    return render(request, "wishes/new.html", context | more, status=status)


def _turn(request: HttpRequest, at: datetime, *, on: bool, problems: list[Refused]) -> HttpResponse:
    """From one screen to the next or the one before; nothing typed is lost, and nothing is kept here yet."""
    screens = _screens(request)
    where = request.POST.get("screen", "own_words" if on else "name")
    number = next((n for n, screen in enumerate(screens) if where in screen), 0)
    asked = _form(request, at, request.POST)
    for name in asked.errors.keys() - set(screens[number]):
        del asked.errors[name]
    for refused in problems:
        asked.add_error("photos", refused.message)
    if on and asked.errors:
        return _show(request, screens[number], asked, status=422)
    form = _typed(request, at)
    number = min(number + 1, len(screens) - 1) if on else max(number - 1, 0)
    return _show(request, screens[number], form, **(_noticed(asked, screens[number - 1], at) if on else {}))


def _typed(request: HttpRequest, at: datetime) -> NewWishForm:
    """What was written so far, asked for again and not judged yet."""
    typed: dict[str, Any] = {name: request.POST[name] for name in NewWishForm.base_fields if name in request.POST}
    typed["phone_is_own"] = request.POST.get("phone_is_own", "False") != "False"
    return _form(request, at, initial=first_values(request) | typed)


def _resize(request: HttpRequest, at: datetime, mode: str) -> HttpResponse:
    """The same question in letters of the other size, for whoever has no script: a link would lose what was typed."""
    request.COOKIES["mode"] = mode
    where = request.POST.get("screen", "own_words")
    screen = next((one for one in _screens(request) if where in one), _screens(request)[0])
    return keep_mode(request, _show(request, screen, _typed(request, at)), mode)


def _noticed(asked: NewWishForm, screen: Screen, at: datetime) -> dict[str, Any]:
    """What to think over before going on: after the words what they tell, after the place what neighbours have said."""
    words, region = asked.cleaned_data.get("own_words", ""), asked.cleaned_data.get("region")
    return {
        "delicate": delicate(words) if "own_words" in screen else [],
        "alike": similar.public(words, region, at=at) if region and "region" in screen else [],
    }


@never_cache
@require_POST
def alike(request: HttpRequest) -> HttpResponse:
    """What neighbours have said already, and what had better stay at home, while somebody writes: a part of the page."""
    at = timezone.now()
    form = _form(request, at, request.POST)
    form.keep_to(("own_words", "region"))
    form.is_valid()
    words, region = form.cleaned_data.get("own_words", ""), form.cleaned_data.get("region")
    found = similar.public(words, region, at=at) if words and region and SIMILAR_BY_PLACE.take(place(request)) else []
    return render(request, "wishes/_similar.html", {"alike": found, "delicate": delicate(words)})


@never_cache
@require_safe
def received(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt, for whoever handed the wish in."""
    wish = Wish.objects.select_related(*DETAIL).filter(code=code).first()
    if wish is None or not _is_from(wish, steps.actor_of(request, wish)):
        raise Http404
    reply_by = day_of_week(wish.due_at) if wish.due_at and wish.status == "screening" else ""
    return render(request, "wishes/received.html", {"wish": wish, "reply_by": reply_by})


def _is_from(wish: Wish, by: Actor) -> bool:
    return is_wisher(wish, by) or (by.user is not None and by.user.pk == wish.proxied_by_id)


def first_values(request: HttpRequest) -> dict[str, Any]:
    """What we know already: the community from the last visit, and a resident's own data."""
    known: dict[str, Any] = {"key": uuid4().hex, "region": request.COOKIES.get(COOKIE, "")}
    known["again"] = read_code(request.GET.get("again", ""))
    known["for_whom"] = "替家人说的" if "family" in request.GET else ""
    if service := request.GET.get("help", "")[:60]:  # from the page of a service: 不会办？请社区帮我
        known["own_words"] = f"我想办“{service}”，自己不会办，请社区告诉我怎么办、帮我办。"
    if not request.user.is_authenticated:
        return known
    user = request.user
    known |= {"name": user.name, "title": user.title, "phone": user.phone}
    home = user.residences.select_related("region").order_by(F("verified_at").desc(nulls_last=True)).first()
    return known | ({"region": home.region.slug, "address": home.address} if home else {})


def receive(data: dict[str, Any], *, by: Actor, at: datetime, earlier: Wish | None = None) -> Wish:
    """The wish this form makes; the one it made already when it is sent again."""
    try:
        return _receive(data, by=by, at=at, earlier=earlier)
    except AlreadySubmitted as before:
        return Wish.objects.get(code=before.result)


@transaction.atomic
def _receive(data: dict[str, Any], *, by: Actor, at: datetime, earlier: Wish | None) -> Wish:
    submission = submit_once(key=_once(data), kind="wish", at=at)
    if not WISHES_BY_PHONE.take(data["phone"]):
        raise Refused("throttled", "今天用这个电话已经提了不少心愿，还有要说的，请打社区电话。", field="phone")
    wish = door.start(_wishing(data, by, earlier), by=by, at=at, proxied=_is_proxy(data, by))
    Consent.objects.create(
        user=wish.wisher, subject=wish.subject, purpose=Consent.Purpose.BASIC, version=CONSENT_VERSION, given_at=at
    )
    Submission.objects.filter(pk=submission.pk).update(result=wish.code)
    return wish


def _once(data: dict[str, Any]) -> str:
    """The form's key and a print of what it says: going back to write something else makes another wish."""
    try:
        key = UUID(data["key"]).hex
    except ValueError:
        key = uuid4().hex
    return f"wish:{key}:{lookup(data['own_words'] + data['name'] + data['phone'])[:24]}"


def _wishing(data: dict[str, Any], by: Actor, earlier: Wish | None) -> Wishing:
    region = data["region"]
    return Wishing(
        own_words=data["own_words"],
        region=region,
        street=region.street,
        name=data["name"],
        title=data["title"],
        phone=data["phone"],
        phone_is_own=data["phone_is_own"],
        address=data["address"],
        visibility=data["visibility"],
        wished_by_on=data["wished_by_on"],
        photos=tuple(data["photos"]),
        wisher=_wisher(data, by),
        wisher_organisation=data.get("organisation"),
        earlier=earlier,
        proxy_reason=data["for_whom"] or ("在网页上代填" if _is_proxy(data, by) else ""),
        proxy_consent="online" if _is_proxy(data, by) else "",
    )


def _wisher(data: dict[str, Any], by: Actor) -> User | None:
    """The account, when the wish is in its own name; one for the family belongs to its phone."""
    own = by.user and not data["for_whom"] and by.user.name in {"", data["name"].strip()}
    return by.user if own and not data.get("organisation") else None


def _is_proxy(data: dict[str, Any], by: Actor) -> bool:
    """Whoever is logged in and wishes in another's name counts as 代填人: he neither takes it on nor rates it."""
    return by.user is not None and _wisher(data, by) is None and not data.get("organisation")
