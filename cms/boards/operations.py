"""What editors do with board pages. Publishing is none of it: that is for the three reviews."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from community.honours import operations as honours
from community.honours.measures import Kind, Scope
from community.honours.models import Roll
from community.people.actor import Actor
from community.people.refusal import Refused

from .models import BoardIndexPage, HonourBoardPage


@transaction.atomic
def draft(*, title: str, by: Actor, at: datetime, **facts: Any) -> HonourBoardPage:
    """A board that nobody sees yet."""
    if not honours.may_keep(by, facts["region"], at):
        raise Refused("not_yours", "这个榜归当地的宣传编辑办。", field="region")
    below = BoardIndexPage.objects.first()
    if below is None:
        raise Refused("no_place", "网站上还没有“微星光”这一页，请系统管理员先建好。")
    slug = f"{facts['period'].lower()}-{facts['kind']}-{uuid4().hex[:6]}"
    page = HonourBoardPage(title=title, slug=slug, live=False, owner=by.user, **facts)
    below.add_child(instance=page)
    page.save_revision(user=by.user)
    return page


@transaction.atomic
def fix(*, page: HonourBoardPage, by: Actor, at: datetime) -> Roll:
    """定榜: the newest draft gets figures that no longer move."""
    latest = page.get_latest_revision_as_object()
    if latest.curated:
        raise Refused("curated", "手选的榜没有要定的数，写好直接送审。")
    scope = Scope(Kind(latest.kind), latest.time, latest.region, latest.nature)
    roll = honours.fix(measure=latest.measure, scope=scope, most=latest.most, by=by, at=at)
    latest.roll = roll
    latest.save_revision(user=by.user)
    return roll
