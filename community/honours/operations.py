"""Fixing a board's figures with their evidence, and taking a board or one line of it back."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from community.people.actor import Actor
from community.people.models import Region, User
from community.people.privacy import find_private
from community.people.refusal import Refused, said
from community.people.roles import Verb
from community.wishes.models import Wish

from .measures import MEASURES, Kind, Scope
from .models import Evidence, Line, Roll, Withdrawal

COLUMN = {Kind.PEOPLE: "user_id", Kind.ORGANISATIONS: "organisation_id", Kind.COMMUNITIES: "region_id"}


def may_keep(by: Actor, region: Region | None, at: datetime) -> bool:
    """Whether he keeps the boards there; ``None`` is the district."""
    held = by.areas(Verb.BOARD_KEEP, at)
    return any(region.path.startswith(path) if region else len(path) == Region.steplen for path in held)


def _keeper(by: Actor, region: Region | None, at: datetime) -> User:
    if by.user is None or not may_keep(by, region, at):
        raise Refused("not_yours", "这个榜归当地的宣传编辑办，您的岗位不能定榜、撤榜。")
    return by.user


@transaction.atomic
def fix(*, measure: str, scope: Scope, most: int, by: Actor, at: datetime) -> Roll:
    """定榜: who stands where on that day, with the wishes that counted. Only of a time that is over."""
    keeper, counted = _keeper(by, scope.region, at), MEASURES[measure]
    if scope.kind not in counted.kinds:
        raise Refused("kind", f"“{counted.label}”不给{scope.kind.label}排榜，请另选一项。", field="measure")
    if at < scope.period.end:
        raise Refused("not_over", f"{scope.period.label}还没过完，过完以后再定榜。", field="period")
    found = counted.rows(scope, at, most)
    if not found:
        raise Refused("nobody", "这个范围里还没有数得上的，不能定榜。放宽一点再试。", field="period")
    roll = Roll.objects.create(
        measure=measure, kind=scope.kind, period=str(scope.period), region=scope.region, nature=scope.nature, most=most,
        at=at, by=keeper, took_part=counted.totals(scope, at).count(),
    )  # fmt: skip
    column = COLUMN[scope.kind]
    lines = Line.objects.bulk_create(Line(roll=roll, figure=figure, **{column: who}) for who, figure in found)
    _keep_evidence({line.who: line for line in lines}, roll)
    return roll


def _keep_evidence(lines: dict[int, Line], roll: Roll) -> None:
    deeds = roll.counted_by.deeds(roll.scope, roll.at).filter(who__in=lines)
    rows: list[dict[str, Any]] = list(deeds.values("who", "code_of", "counts"))
    wishes = dict(Wish.objects.filter(code__in={row["code_of"] for row in rows}).values_list("code", "pk"))
    Evidence.objects.bulk_create(
        (Evidence(line=lines[row["who"]], wish_id=wishes[row["code_of"]], counts=row["counts"]) for row in rows),
        batch_size=500,
    )


@transaction.atomic
def withdraw(*, roll: Roll, reason: str, by: Actor, at: datetime, line: Line | None = None) -> Withdrawal:
    """Take back the roll, or one line of it. The reason stands where it stood, so it names nobody."""
    keeper, reason = _keeper(by, roll.region, at), said(reason, most=120, field="reason")
    if not reason:
        raise Refused("no_reason", "请写一句原因，会显示在榜上。", field="reason")
    if found := find_private(reason):
        raise Refused("private", f"原因会公开，请去掉{found[0][0]}“{found[0][1]}”。", field="reason")
    if line is not None and line.roll_id != roll.pk:
        raise Refused("not_on_it", "这一行不在这个榜上。")
    try:
        with transaction.atomic():
            return Withdrawal.objects.create(roll=roll, line=line, reason=reason, by=keeper, at=at)
    except IntegrityError as error:
        raise Refused("withdrawn", "已经撤过了。") from error
