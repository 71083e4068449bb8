"""Photos in a step form: those sent before stay while the rest is put right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.template.loader import render_to_string

from community.records.models import Photo
from community.records.photos import MOST_IN_FORM, FormKey, Shown
from community.wishes.models import Terms

from .base import StepForm

KEY = re.compile(r"[0-9a-f]{32}")
SHOWS = [
    ("nobody", "认不出人，拍的是东西、场地或背影"),
    ("unasked", "有人，还没问过他们（只给社区和街道看）"),
    ("spoken", "有人，都是大人，当面问过，都同意公开"),
    ("written", "有人，都是大人，都写了同意书"),
    ("children", "有孩子（不公开）"),
]
PROOF: dict[str, str] = {
    Terms.Proof.PHOTO: "这一类要附一张照片，不用拍到人脸。",
    Terms.Proof.RECEIPT: "这一类要附一张签收单或票据的照片，不用拍到人脸。",
}


class PhotosInput(forms.Widget):
    """The files go to ``workflows.photos.receive``; the form itself carries only the key they are kept under. Without a
    ``code`` the wish is still being written, and the form has a key anyway."""

    needs_multipart_form = True
    template = "workflows/photos_input.html"
    code = ""
    kept: Iterable[Photo] = ()

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # what was sent before counts too

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        return key_of(data)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        context = {
            "name": name,
            "key": value or uuid4().hex,
            "attrs": attrs or {},
            "kept": self.kept,
            "code": self.code,
        }
        return render_to_string(self.template, context)


def key_of(data: Mapping[str, Any]) -> str:
    key = str(data.get("photos_key", ""))
    return key if KEY.fullmatch(key) else ""


class PhotosField(forms.Field):
    widget = PhotosInput

    def clean(self, value: Any) -> list[Photo]:
        photos = list(self.widget.kept)
        if self.required and not photos:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return photos


def first_photos() -> PhotosField:
    """With a new wish."""
    return PhotosField(
        label="照片", required=False, help_text=f"最多 {MOST_IN_FORM} 张。拍事情、拍东西，别拍到人脸和门牌。"
    )


class PhotosForm(StepForm):
    """Up to nine photos and what has to be known of them. None of a child's wish (domain.md §1.7)."""

    photos = PhotosField(
        label="照片",
        required=False,
        help_text=f"最多 {MOST_IN_FORM} 张，每张不超过 10 MB。拍事情、拍东西，别拍到人脸和门牌。",
    )
    shows = forms.ChoiceField(
        label="照片里认得出人吗", choices=SHOWS, required=False, help_text="传了照片就要选", widget=forms.RadioSelect
    )
    with_wisher = forms.BooleanField(label="里面有心愿人本人", required=False)
    caption = forms.CharField(
        label="照片上是什么", max_length=60, required=False, help_text="一句话，不写姓名。公开时念给看不见的人听"
    )

    def arrange(self) -> None:
        super().arrange()
        if self.wish.minor:
            for name in ("photos", "shows", "with_wisher", "caption"):
                del self.fields[name]
            return
        field = self.fields["photos"]
        key = key_of(self.data if self.is_bound else self.initial)
        field.initial = key
        field.widget.code = self.wish.code
        if key:
            field.widget.kept = FormKey(key, self.wish.subject, self.by.user).photos

    def require_proof(self) -> None:
        """What the terms of the category ask for; before the form is judged."""
        words = PROOF.get(self.wish.terms.proof) if self.wish.terms else None
        if words and "photos" in self.fields:
            field = self.fields["photos"]
            field.required, field.error_messages["required"] = True, words
            field.help_text = f"{words}{field.help_text}"

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.must_not_tell("caption")
        told = {name: self.cleaned_data.pop(name, "") for name in ("photos", "shows", "with_wisher", "caption")}
        if told["photos"] and not told["shows"] and "shows" not in self.errors:
            self.add_error("shows", "请选一下照片里认得出人吗。")
        if told["photos"]:
            self.cleaned_data["photos"] = self._shown(**told)
        return self.cleaned_data

    def _shown(self, photos: list[Photo], shows: str, with_wisher: bool, caption: str) -> Shown:
        whom = {"nobody": Photo.Shows.NOBODY, "children": Photo.Shows.CHILDREN}.get(shows, Photo.Shows.ADULTS)
        return Shown(
            photos=tuple(photos),
            shows=whom,
            agreed=shows if shows in {"spoken", "written"} else "",
            wisher=self.wish.wisher if with_wisher else None,
            caption=caption,
        )
