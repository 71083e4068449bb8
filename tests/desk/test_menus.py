"""Role × page: what a role may use stands in its menu, and what is not in the menu does not exist for it."""

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.admin.menu import admin_menu

from community.people.models import User
from community.people.roles import STAFF, Role
from tests.desk.pages import text
from tests.factories import District, holder

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]

PAGES = {
    "待我处理": "/admin/inbox/",
    "代填": "/admin/proxy/",
    "我代填的": "/admin/proxy/mine/",
    "核实居住": "/admin/residence/",
    "回访": "/admin/calls/",
    "照片待审": "/admin/photos/",
    "心愿": "/admin/wishes/",
    "请假顶岗": "/admin/cover/",
    "交接": "/admin/handover/",
    "没有人能办的": "/admin/gaps/",
    "监督": "/admin/voices/",
    "规则": "/admin/rules/",
    "帮助": "/admin/help/",
}
PROXY = {"代填", "我代填的"}
ALL = {"请假顶岗", "帮助"}
MAY = {
    "worker": {"待我处理", *PROXY, "核实居住", "回访", "照片待审", "心愿", *ALL},
    "grid_worker": {"待我处理", *PROXY, "回访", *ALL},
    "clerk": {"待我处理", *PROXY, *ALL},
    "coordinator": {"待我处理", "回访", "心愿", "交接", "没有人能办的", *ALL},
    "reviewer": {"待我处理", "回访", "心愿", *ALL},
    "district_reviewer": {"待我处理", "回访", "心愿", *ALL},
    "admin": {"没有人能办的", "规则", *ALL},
    "superuser": set(),
}
CELLS = [(who, page) for who in MAY for page in PAGES]


@pytest.mark.parametrize("who,page", CELLS)
def test_a_page_exists_for_those_who_use_it(here: District, sign_in: SignIn, who: str, page: str) -> None:
    answer = sign_in(getattr(here, who)).get(PAGES[page])

    assert answer.status_code == (200 if page in MAY[who] else 404)


@pytest.mark.parametrize("who", MAY)
def test_the_menu_offers_what_may_be_used_and_nothing_else(here: District, rf: RequestFactory, who: str) -> None:
    request = rf.get(reverse("wagtailadmin_home"))  # loads the addresses, and with them the menu
    request.user = User.objects.get(username=getattr(here, who).username)

    urls = {item.url for item in admin_menu.menu_items_for_request(request)} & set(PAGES.values())

    assert urls == {url for name, url in PAGES.items() if name in MAY[who] and name != "我代填的"}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER_1, Role.SUPERVISOR, Role.SECURITY_ADMIN])
def test_other_roles_of_the_desk_see_no_wishes(here: District, sign_in: SignIn, role: Role) -> None:
    client = sign_in(holder("someone", role, here.district))

    own = {"请假顶岗", "帮助"}
    own |= {"监督"} if role == Role.SUPERVISOR else set()

    assert {client.get(url).status_code for name, url in PAGES.items() if name not in own} == {404}
    assert client.get(PAGES["请假顶岗"]).status_code == (200 if role in STAFF else 404)


@pytest.mark.parametrize("who", ["resident", "manager", "outsider"])
def test_who_does_not_work_at_the_desk_is_refused(here: District, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(here, who))

    assert {client.get(url, follow=True).status_code for url in PAGES.values()} == {403}


def test_nobody_gets_in_without_logging_in(client: Client, db: None) -> None:
    for url in PAGES.values():
        assert client.get(url, follow=True).request["PATH_INFO"] == "/accounts/login/"


@pytest.mark.parametrize(
    "who,label", [("worker", "本社区心愿"), ("coordinator", "本街道心愿"), ("district_reviewer", "全区心愿")]
)
def test_the_list_of_wishes_is_called_by_its_area(here: District, sign_in: SignIn, who: str, label: str) -> None:
    client = sign_in(getattr(here, who))

    assert label in text(client.get("/admin/wishes/"))
    assert label in text(client.get("/admin/"))


@pytest.mark.parametrize("who", [who for who in MAY if MAY[who]])
def test_help_tells_each_role_only_its_own_work(here: District, sign_in: SignIn, who: str) -> None:
    words = text(sign_in(getattr(here, who)).get("/admin/help/"))

    assert ("<h3>验收</h3>" in words) == (who in {"reviewer", "district_reviewer"})
    assert ("<h3>审核</h3>" in words) == (who == "worker")
    assert ("<h2>代填</h2>" in words) == ("代填" in MAY[who])
