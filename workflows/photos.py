"""Photos between pages and records: taken in before their step is tried, and shown beside the events of a wish."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from community.people.actor import Actor
from community.people.refusal import Refused
from community.records import photos as records
from community.records.models import Photo
from community.records.photos import FormKey
from community.wishes.models import Wish
from workflows import steps
from workflows.flows.wish_rules import outcomes
from workflows.forms.base import StepForm
from workflows.forms.photos import KEY, PhotosForm, key_of

ADD = "photos_add"  # the button that only sends the photos


def receive(
    wish: Wish,
    outcome: str,
    *,
    by: Actor,
    at: datetime,
    data: QueryDict,
    files: MultiValueDict[str, UploadedFile],
) -> list[Refused]:
    """Keep the photos sent with a step form until the form goes through, drop those no longer wanted; what is wrong
    with which. Nothing is taken from who may not take the step, and nothing happens inside a transaction.
    """
    key = key_of(data)
    if not key or not takes_photos(wish, outcome, by, at):
        return []
    return keep(FormKey(key, wish.subject, by.user), at=at, data=data, files=files)


def keep(form: FormKey, *, at: datetime, data: QueryDict, files: MultiValueDict[str, UploadedFile]) -> list[Refused]:
    """What came with the form, without what is no longer wanted; what is wrong with which."""
    if drop := data.getlist("photos_drop"):
        records.remove(form.photos.filter(name__in=drop), at=at)
    problems = []
    for file in files.getlist("photos"):
        try:
            records.take(file, form=form, at=at)
        except Refused as refused:
            problems.append(refused)
    return problems


def before(request: HttpRequest) -> FormKey | None:
    """For photos of a wish that is still being written: the form's own key."""
    key = request.POST.get("key", "").replace("-", "")
    user = request.user if request.user.is_authenticated else None
    return FormKey(key, "", user) if KEY.fullmatch(key) else None


def takes_photos(wish: Wish, outcome: str, by: Actor, at: datetime) -> bool:
    """Whether this person may send photos with this outcome now."""
    open_to_him = (c.rule.form for c in steps.choices(wish, by, at) if c.outcome == outcome)
    return not wish.minor and any(issubclass(form, PhotosForm) for form in open_to_him)


def again(
    wish: Wish, outcome: str, *, by: Actor, at: datetime, data: Mapping[str, Any], problems: list[Refused]
) -> StepForm:
    """The form as typed, with what is wrong with the photos and nothing else: the person has not decided yet."""
    form = outcomes(steps.step_of(wish))[outcome].form(data, wish=wish, by=by, at=at)
    form.errors.clear()
    for refused in problems:
        form.add_error("photos", refused.message)
    return form


@dataclass(frozen=True)
class Picture:
    """A photo on a page: addresses of the large and the small one, and the words for who cannot see it."""

    photo: Photo
    code: str
    name: str

    @property
    def large(self) -> str:
        return reverse("wishes:photo", args=[self.code, self.name, "large"])

    @property
    def small(self) -> str:
        return reverse("wishes:photo", args=[self.code, self.name, "small"])

    @property
    def alt(self) -> str:
        first = self.photo.shows == Photo.Shows.INSIDE
        return self.photo.caption or ("和心愿一起交来的照片" if first else "办理的照片")


def pictures(wish: Wish, *, private: bool) -> dict[int, list[Picture]]:
    """By the number of their event; with ``private`` also those that are not for everyone."""
    photos = Photo.objects.of(wish.subject).order_by("pk")
    found: dict[int, list[Picture]] = defaultdict(list)
    for photo in photos if private else photos.public():
        name = photo.name if private else photo.public_name
        found[photo.seq or 0].append(Picture(photo, wish.code, name))
    return found
