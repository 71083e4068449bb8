"""照片待审: what may be shown to everyone, what stays inside, what is of no use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from community.people.actor import Actor
from community.people.refusal import Refused
from community.people.roles import Verb
from community.records.models import Photo
from community.records.models.photo import PhotoQuerySet
from community.wishes.models import Visibility, Wish
from community.wishes.operations.photos import clear, keep_private, reject
from workflows.forms.base import StepForm
from workflows.photos import Picture

from .page import DeskPage

AT_ONCE = 20
SCREENERS = frozenset({Verb.WISH_SCREEN})
SUBJECT = len("wish:") + 1  # where the code begins in the subject of a photo
SAID = {"clear": "公开了", "keep": "只留内部", "reject": "不能用，已经删掉"}


def in_his_places(photos: PhotoQuerySet, by: Actor, at: datetime) -> PhotoQuerySet:
    """Of wishes that everyone may see, where this person screens; photos of other wishes stay inside anyway."""
    wishes = Wish.objects.in_areas(by.areas(Verb.WISH_SCREEN, at)).filter(visibility=Visibility.WALL, minor=False)
    of_photo = wishes.filter(code=Substr(OuterRef("subject"), SUBJECT))
    return photos.filter(Exists(of_photo)).select_related("uploaded_by", "consent")


def waiting(by: Actor, at: datetime) -> PhotoQuerySet:
    return in_his_places(Photo.objects.waiting(), by, at)


class DecisionForm(StepForm):
    """One sentence for everyone, or one for the sender."""

    caption = forms.CharField(label="照片上是什么（公开时必填）", max_length=60, required=False)
    reason = forms.CharField(label="为什么不能用（不能用时必填，上传的人会看到）", max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.must_not_tell("caption")
        return self.cleaned_data


@dataclass(frozen=True)
class PhotoRow:
    photo: Photo
    wish: Wish
    form: DecisionForm
    own: bool

    @property
    def picture(self) -> Picture:
        return Picture(self.photo, self.wish.code, self.photo.name)

    @property
    def who_is_on_it(self) -> str:
        """As the sender says."""
        told = self.photo.get_shows_display()
        if self.photo.shows != Photo.Shows.ADULTS:
            return told
        if self.photo.consent is None or self.photo.consent.withdrawn_at:
            return f"{told}，没有同意公开"
        how = {"spoken": "当面问过", "written": "写了同意书"}.get(self.photo.consent.form, "问过")
        return f"{told}，{how}，都同意公开"

    @property
    def may_clear(self) -> bool:
        agreed = self.photo.consent is not None and self.photo.consent.withdrawn_at is None
        return self.photo.shows == Photo.Shows.NOBODY or (self.photo.shows == Photo.Shows.ADULTS and agreed)


class PhotosPage(DeskPage):
    verbs = SCREENERS
    page_title = "照片待审"
    header_icon = "image"
    template_name = "workflows/desk/photos.html"

    @property
    def public(self) -> bool:
        """The other tab: what is public now."""
        return "public" in self.request.GET

    def listed(self) -> PhotoQuerySet:
        if self.public:
            return in_his_places(Photo.objects.public(), self.by, self.at).order_by("-reviewed_at", "-pk")
        return waiting(self.by, self.at).order_by("at", "pk")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.page()

    def page(self, status: int = 200, tried: DecisionForm | None = None, name: str = "") -> HttpResponseBase:
        photos = list(self.listed()[:AT_ONCE])
        wishes = {wish.subject: wish for wish in self.wishes_of(photos)}
        rows = []
        for photo in photos:
            wish = wishes[photo.subject]
            form = tried if tried and photo.name == name else self.form(wish, photo)
            rows.append(PhotoRow(photo, wish, form, own=photo.uploaded_by_id == self.by.user.pk))  # type: ignore[union-attr]  # holds a verb
        return self.answer(status, rows=rows, public=self.public, total=waiting(self.by, self.at).count())

    def wishes_of(self, photos: list[Photo]) -> Any:
        codes = {photo.subject[SUBJECT - 1 :] for photo in photos}
        return Wish.objects.filter(code__in=codes).select_related("region", "category")

    def form(self, wish: Wish, photo: Photo, data: Any = None) -> DecisionForm:
        """Each photo has fields of its own on the page."""
        return DecisionForm(
            data, wish=wish, by=self.by, at=self.at, initial={"caption": photo.caption}, auto_id=f"id_{photo.pk}_%s"
        )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        photo = in_his_places(Photo.objects.all(), self.by, self.at).filter(name=request.POST.get("photo", "")).first()
        wish = self.wishes_of([photo]).first() if photo else None
        if photo is None or wish is None:
            raise Http404
        form, does = self.form(wish, photo, request.POST), request.POST.get("do", "")
        try:
            if not form.is_valid() or not self.decide(does, wish, photo, **form.cleaned_data):
                return self.page(422, form, photo.name)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            return self.page(422 if refused.field else 409, form, photo.name)
        messages.success(request, f"{wish.spoken_code} 的照片：{SAID[does]}。")
        return redirect(request.get_full_path())

    def decide(self, does: str, wish: Wish, photo: Photo, *, caption: str, reason: str) -> bool:
        """Whether there is such a decision."""
        if does == "clear":
            clear(wish, photo, by=self.by, at=self.at, caption=caption)
        elif does == "keep":
            keep_private(wish, photo, by=self.by, at=self.at)
        elif does == "reject":
            reject(wish, photo, by=self.by, at=self.at, reason=reason)
        return does in SAID
