"""代填: a wish in somebody's own words, written down for him, and that he agreed to it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from community.people.actor import Actor, Channel
from community.people.models import Level, Region, Title
from community.people.privacy import normalise_phone, phone_problem
from community.records.models import Photo
from community.wishes.models import Visibility
from community.wishes.operations.submit import Wishing
from workflows.forms.photos import first_photos

from .filters import communities
from .person import PROXIES, areas
from .words import CONSENTS

REASONS = ("不会用手机", "没有手机", "眼睛看不清", "行动不便", "当面或电话里托我办", "其他")
CHANNELS = ((Channel.VISIT, "上门"), (Channel.PHONE, "电话"), (Channel.STATION, "驿站"), (Channel.DESK, "社区窗口"))
WHO_SEES = ((Visibility.WALL, "可以放到心愿墙上，隐去姓名电话"), (Visibility.STREET, "不上墙，只让社区看"))
OWN_PHONE = (("1", "是他本人的"), ("", "不是，是家人或邻居的"))


def places(by: Actor, at: datetime) -> Any:
    """The communities he writes wishes down for; for a grid, the community it lies in."""
    paths = areas(by, PROXIES, at)
    grids = Region.objects.filter(path__in=paths, level=Level.GRID)
    return communities([*paths, *(path[: -Region.steplen] for path in grids.values_list("path", flat=True))])


def own_grid(by: Actor, region: Region) -> Region | None:
    """The grid of that community in which a grid worker wrote it down: later steps there stay his."""
    grids = [m.region for m in by.memberships() if m.region and m.region.level == Level.GRID]
    return next((grid for grid in grids if region.covers(grid.path)), None)


class ProxyForm(forms.Form):
    own_words = forms.CharField(
        label="想办的事",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="照他的原话写，像他自己在说。公开前会另写一份。",
    )
    name = forms.CharField(label="姓名", max_length=20, help_text="墙上只显示姓，如张女士")
    title = forms.ChoiceField(label="怎么称呼", choices=Title, required=False, widget=forms.RadioSelect)
    phone = forms.CharField(
        label="电话",
        max_length=20,
        required=False,
        help_text="没有就空着，写清住址，社区上门",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    phone_is_own = forms.TypedChoiceField(
        label="这个电话是不是他本人的",
        choices=OWN_PHONE,
        coerce=bool,
        initial="1",
        required=False,
        widget=forms.RadioSelect,
        help_text="只有本人的手机才会收到短信",
    )
    address = forms.CharField(label="住址", max_length=100, required=False, help_text="到楼栋门牌，不公开")
    photos = first_photos()
    region = forms.ModelChoiceField(Region.objects.none(), label="社区", empty_label="请选择")
    reason = forms.ChoiceField(label="为什么代填", choices=[(r, r) for r in REASONS], initial="当面或电话里托我办")
    consent = forms.ChoiceField(
        label="他怎么同意的", choices=list(CONSENTS.items()), widget=forms.RadioSelect, help_text="口头同意就算数"
    )
    channel = forms.ChoiceField(label="在哪里记的", choices=CHANNELS, initial=Channel.VISIT, widget=forms.RadioSelect)
    visibility = forms.ChoiceField(label="给谁看", choices=WHO_SEES, widget=forms.RadioSelect)
    urgent = forms.BooleanField(
        label="加急", required=False, help_text="停水停电停气、走失、残疾人急事。人身危险先打 110、119、120"
    )
    outside_number = forms.CharField(label="别处的编号", max_length=40, required=False, help_text="如 12345 工单号")
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, by: Actor, at: datetime, photos: Iterable[Photo] = (), **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.by = by
        self.fields["photos"].widget.kept = photos
        self.fields["region"].queryset = places(by, at)  # type: ignore[attr-defined]  # a model choice
        if len(found := list(places(by, at)[:2])) == 1:
            self.fields["region"].initial = found[0].pk
        for field in self.fields.values():
            ask = "请选择" if isinstance(field, forms.ChoiceField) else "请填写"
            field.error_messages |= {
                "required": f"{ask}“{field.label}”。",
                "invalid_choice": f"“{field.label}”没有这个选项，请重新选择。",
                "max_length": f"“{field.label}”最多 %(limit_value)d 个字，现在有 %(show_value)d 个字。",
            }

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and (problem := phone_problem(phone)):
            raise forms.ValidationError(problem)
        return normalise_phone(phone)

    def clean(self) -> dict[str, Any]:
        super().clean()
        known = self.cleaned_data
        phone, mine = known.get("phone"), self.by.user.phone if self.by.user else ""
        if phone and phone == mine and known.get("phone_is_own"):
            self.add_error("phone_is_own", "这是您自己的手机号，请选“不是”，或填他的号码。")
        if "phone" in known and not phone and not known.get("address"):
            self.add_error("phone", "电话和住址至少写一样，不然找不到他。")
        return known

    def wishing(self) -> Wishing:
        known = self.cleaned_data
        region: Region = known["region"]
        assert region.street is not None  # communities lie in streets
        same = ("own_words", "name", "title", "phone", "address", "region", "visibility", "urgent", "outside_number")
        return Wishing(
            **{name: known[name] for name in same},
            grid=own_grid(self.by, region),
            phone_is_own=bool(known["phone"] and known["phone_is_own"]),
            street=region.street,
            proxy_reason=known["reason"],
            proxy_consent=known["consent"],
            photos=tuple(known["photos"]),
        )
