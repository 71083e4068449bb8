"""What people itself holds about a person: the account, where he lives, his roles, what he agreed to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils import timezone

from . import consents
from .holdings import Duty, Holding, moment
from .models import GONE, Cover, User
from .operations import sync_desk_access
from .roles import Role


def show(user: User) -> dict[str, Any]:
    account = {
        "用户名": user.username, "姓名": user.name, "称呼": user.title, "手机": user.phone,
        "工作邮箱": user.email, "注册时间": moment(user.date_joined), "上次登录": moment(user.last_login),
    }  # fmt: skip
    homes = user.residences.select_related("region")
    roles = user.memberships.select_related("region", "organisation")
    covers = Cover.objects.filter(Q(absent=user) | Q(substitute=user)).select_related("absent", "substitute")
    return {
        "账号": account,
        "住处": [{"社区": str(r.region), "住址": r.address, "核实时间": moment(r.verified_at)} for r in homes],
        "任职": [
            {"角色": m.get_role_display(), "在": str(m.region or m.organisation), "自": m.starts_on, "至": m.ends_on}
            for m in roles
        ],
        "顶岗": [{"谁": str(c), "自": c.starts_on, "至": c.ends_on} for c in covers],
        "同意": [
            {
                "事项": c.get_purpose_display(), "哪件事": c.subject, "告知书版本": c.version,
                "同意时间": moment(c.given_at), "撤回时间": moment(c.withdrawn_at),
            }
            for c in user.consents.order_by("given_at")
        ],
    }  # fmt: skip


def duties(user: User, at: datetime) -> Iterable[Duty]:
    """Whoever works for the community or acts for an organisation hands that over first."""
    held = user.memberships.exclude(role=Role.MEMBER).not_over(timezone.localdate(at))
    for membership in held.select_related("region", "organisation"):
        place = membership.region or membership.organisation
        yield Duty(f"您还是{place}的{membership.get_role_display()}", "请先把工作交给别人，再请管理员结束您的任职。")


def erase(user: User, at: datetime) -> None:
    """The row stays, as the pseudonym the ledger and the histories point to."""
    Authenticator.objects.filter(user=user).delete()
    user.residences.update(address="")
    consents.end(user.consents.all(), at)
    end_memberships(user, at)
    user.username, user.email, user.name, user.title, user.phone = f"gone-{user.pk}", "", "", "", ""
    user.set_unusable_password()
    user.is_active, user.last_login, user.erased_at = False, None, user.erased_at or at
    user.save()
    assert str(user) == GONE


def end_memberships(user: User, at: datetime) -> None:
    today = timezone.localdate(at)
    user.memberships.active(today).update(ends_on=today)
    sync_desk_access(user=user, on=today)
    user.groups.clear()


HOLDING = Holding(show=show, erase=erase, duties=duties)
