"""Making a board without knowing how it is kept: who, by what, when, where."""

from datetime import datetime
from typing import Any

from django import forms

from cms.rights import regions_of
from community.honours.measures import MEASURES, Kind, Scope
from community.honours.operations import may_keep
from community.honours.periods import Period, at_hand
from community.honours.queries import Board, board
from community.people.actor import Actor
from community.people.models import Level, Region

from .models import NATURES


class BoardForm(forms.Form):
    error_css_class = "error"
    kind = forms.ChoiceField(label="谁上榜", choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.PEOPLE)
    measure = forms.ChoiceField(label="比什么", choices=[(m.code, f"{m.label}（{m.unit}）") for m in MEASURES.values()])
    period = forms.ChoiceField(label="哪段时间")
    region = forms.ModelChoiceField(Region.objects.none(), label="哪里", required=False, empty_label="全区")
    nature = forms.ChoiceField(label="哪类心愿", required=False, choices=[("", "各类都算"), *NATURES])
    most = forms.IntegerField(label="上榜多少名", min_value=1, max_value=100, initial=10, help_text="并列的一起上榜。")
    title = forms.CharField(
        label="榜名", max_length=40, required=False, help_text="不填就用“2026年第三季度办成的心愿 · 街坊”。"
    )

    def __init__(self, data: Any = None, *, by: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.by, self.at = by, at
        periods = at_hand(at)
        self.fields["period"].choices = [(str(p), p.label) for p in periods]  # type: ignore[attr-defined]  # a choice field
        self.fields["period"].initial = str(periods[1])
        mine = regions_of(by.user).filter(level__in=[Level.STREET, Level.COMMUNITY]).order_by("path")
        self.fields["region"].queryset = mine  # type: ignore[attr-defined]  # a model choice
        self.fields["most"].error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), "请填 1 到 100。")
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写“{field.label}”。"
            field.error_messages["invalid_choice"] = f"“{field.label}”没有这个选项，请重新选择。"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        measure = MEASURES.get(given.get("measure", ""))
        if measure and given.get("kind") and given["kind"] not in measure.kinds:
            words = "、".join(kind.label for kind in Kind if kind in measure.kinds)
            self.add_error("measure", f"“{measure.label}”只给{words}排榜，请另选一项。")
        if "region" in given and not may_keep(self.by, given["region"], self.at):
            self.add_error("region", "全区的榜归区里的编辑办，请选您那里。")
        return given

    @property
    def board(self) -> Board:
        """What it would show now; only of a valid form."""
        given = self.cleaned_data
        scope = Scope(Kind(given["kind"]), Period.read(given["period"]), given["region"], given["nature"])
        measure = MEASURES[given["measure"]]
        return board(measure=measure, scope=scope, most=given["most"], at=self.at, seal="")

    @property
    def name(self) -> str:
        made = self.board
        return self.cleaned_data["title"] or f"{made.scope.period.label}{made.measure.label} · {made.scope.kind.label}"
