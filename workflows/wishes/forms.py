"""The forms of people without an account: a new wish, a code from a text message, a look at the progress."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from community.people.models import Organisation, Region, Title
from community.people.privacy import normalise_phone, phone_problem
from community.records.models import Photo
from community.wishes.codes import read_code
from community.wishes.models import Visibility
from workflows.forms.base import PlainForm, date_field, text_field
from workflows.forms.photos import first_photos

CONTACT_PRIVACY = "电话和住址只有社区和认领的人能看，每次查看都会留下记录。"


class NewWishForm(PlainForm):
    own_words = text_field("您想办什么事", rows=6, help_text="像跟邻居说话一样写。大事小事都可以，最多 500 个字。")
    region = forms.ModelChoiceField(
        Region.objects.communities().order_by("path"),
        label="哪个社区",
        empty_label="请选择",
        to_field_name="slug",
    )
    soon = forms.ChoiceField(
        label="最好什么时候前办好",
        choices=[("no", "不急"), ("week", "这个星期"), ("day", "定日子")],
        required=False,
        initial="no",
        widget=forms.RadioSelect,
    )
    wished_by_on = date_field("哪一天前", required=False)
    photos = first_photos()
    visibility = forms.ChoiceField(
        label="放到心愿墙上吗",
        choices=[
            (Visibility.WALL, "可以，让街坊看到，来帮忙的人多"),
            (Visibility.STREET, "不，只让社区和本街道来帮忙的组织看"),
        ],
        initial=Visibility.WALL,
        widget=forms.RadioSelect,
    )
    for_whom = forms.ChoiceField(
        label="替谁说的",
        choices=[("", "我自己"), ("替家人说的", "替家人"), ("替邻居说的", "替邻居")],
        required=False,
        initial="",
        widget=forms.RadioSelect,
        help_text="替家人、邻居说的，下面写他的姓名",
    )
    name = forms.CharField(label="姓名", max_length=30, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    title = forms.ChoiceField(
        label="怎么称呼", choices=Title.choices, required=False, initial=Title.NONE, widget=forms.RadioSelect
    )
    phone = forms.CharField(
        label="电话",
        max_length=30,
        help_text="手机，或带区号的座机",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    phone_is_own = forms.BooleanField(label="这是本人的手机，可以发短信来", required=False, initial=True)
    address = forms.CharField(label="住在哪", max_length=100, required=False, help_text="到楼栋就行，如：渔歌里 3 幢")
    consent = forms.BooleanField(label="我同意社区为办这个心愿使用这些信息")
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="以谁的名义", required=False, empty_label="我个人",
        help_text="单位招聘、单位要帮忙，选单位的名字",
    )  # fmt: skip
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    again = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    # What is asked on which screen; in large letters one question on each.
    SCREENS = (
        ("own_words", "region", "soon", "wished_by_on", "photos", "visibility"),
        ("for_whom", "organisation", "name", "title", "phone", "phone_is_own", "address", "consent"),
    )
    ONE_BY_ONE = (
        *(("own_words",), ("region",), ("soon", "wished_by_on"), ("photos",), ("visibility",)),
        *(("for_whom", "organisation"), ("name", "title"), ("phone", "phone_is_own"), ("address",), ("consent",)),
    )
    PRIVACY = {
        "own_words": "这段原话只有社区能看到。公开的那一份由社区另写，不写姓名、电话和门牌。",
        "photos": "照片不公开，只有社区和来办的人能看。",
        "name": "名字不公开，墙上只显示“张先生”这样的称呼。",
        "phone": CONTACT_PRIVACY,
        "address": "不公开。",
    }

    def __init__(
        self,
        data: Any = None,
        *,
        at: datetime,
        units: Collection[Organisation] = (),
        photos: Iterable[Photo] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.at = at
        self.fields["photos"].widget.kept = photos
        if units:
            mine = Organisation.objects.filter(pk__in=[unit.pk for unit in units], active=True)
            self.fields["organisation"].queryset = mine  # type: ignore[attr-defined]  # a model choice
        else:
            del self.fields["organisation"]
        self.fields["consent"].error_messages["required"] = "请勾选同意，社区才能联系您。"
        for name, words in self.PRIVACY.items():
            self.fields[name].privacy = words  # type: ignore[attr-defined]  # read by includes/field.html

    def keep_to(self, names: Collection[str]) -> None:
        """Ask for these only."""
        self.fields = {name: field for name, field in self.fields.items() if name in names}

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if problem := phone_problem(phone):
            raise forms.ValidationError(problem)
        return normalise_phone(phone)

    def clean_wished_by_on(self) -> Any:
        """The day chosen; this Sunday for 这个星期. A day typed before 不急 was chosen does not count."""
        soon, day, today = self.cleaned_data.get("soon"), self.cleaned_data["wished_by_on"], timezone.localdate(self.at)
        if soon == "week":
            return today + timedelta(days=6 - today.weekday())
        if soon == "no":
            return None
        if soon == "day" and day is None:
            raise forms.ValidationError("请选一个日子，或者选“不急”。")
        if day and day < today:
            raise forms.ValidationError("这个日子已经过了，请往后选。")
        return day


class CodeForm(PlainForm):
    """The six digits of a text message."""

    digits = forms.CharField(
        label="短信里的六位数字",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_digits(self) -> str:
        digits = normalise_phone(self.cleaned_data["digits"])
        if len(digits) != 6:
            raise forms.ValidationError("验证码是六位数字，请看一下短信。")
        return digits


class TrackForm(PlainForm):
    code = forms.CharField(
        label="心愿编号",
        max_length=20,
        help_text="九位数字，如 386 204 517。短信里、回执上都有。",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    tail = forms.CharField(
        label="电话的后四位",
        max_length=8,
        help_text="许愿时留的那个电话",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError("编号是九位数字，请对一下有没有抄错。")
        return code

    def clean_tail(self) -> str:
        tail = normalise_phone(self.cleaned_data["tail"])
        if len(tail) != 4:
            raise forms.ValidationError("请填四位数字。")
        return tail
