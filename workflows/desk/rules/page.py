"""What the pages about rules share: for whom they are, and the tabs above them."""

from typing import Any

from django.urls import reverse

from community.people.roles import Verb
from community.records.rules import keeps_rules

from ..page import DeskPage
from .waiting import waiting

RULERS = frozenset({Verb.POLICY_EDIT})
TABS = (
    ("规则数字", "desk_rules:index"),
    ("心愿类别", "desk_rules:categories"),
    ("节假日", "desk_rules:days"),
    ("等人批准", "desk_rules:waiting"),
)


class RulesPage(DeskPage):
    verbs = RULERS
    header_icon = "sliders"
    tab = ""

    def allowed(self) -> bool:
        return keeps_rules(self.by, self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = len(waiting())
        tabs = [(label, reverse(name), name == self.tab, number if name == TABS[-1][1] else 0) for label, name in TABS]
        return super().get_context_data(tabs=tabs, **kwargs)


class RulePage(RulesPage):
    """A page below one of the tabs."""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        home, *rest = super().get_breadcrumbs_items()
        label = next(label for label, name in TABS if name == self.tab)
        return [home, {"label": label, "url": reverse(self.tab)}, *rest]
