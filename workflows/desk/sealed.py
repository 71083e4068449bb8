"""Phone, address and name stay shut until somebody says why he needs them; each look is written down first."""

from datetime import datetime

from community.people.actor import Actor
from community.people.refusal import Refused
from community.people.roles import Verb
from community.wishes.models import Wish
from community.wishes.operations.look import look as note_the_look

from .calls import may_call
from .person import is_proxy

FIELDS = {"wisher_name": "姓名", "phone": "电话", "address": "住址"}
CALL = "回访"
REASONS = ("联系心愿人", "上门前核对", "核对是不是同一件事", CALL)


def may_open(wish: Wish, by: Actor, at: datetime) -> bool:
    """Whoever holds the verb in the area, the proxy who wrote it down, and for an open call whoever makes it."""
    if by.may(Verb.PEOPLE_REVEAL, area=wish.area_path, at=at) or is_proxy(wish, by, at):
        return True
    return may_call(wish, by, at) and wish.call_backs.filter(recorded_at=None).exists()


def look(wish: Wish, *, field: str, reason: str, by: Actor, at: datetime) -> dict[str, str]:
    """{field: value} after the look has been written down. Refuses who may not and who does not say why."""
    if field not in FIELDS or not may_open(wish, by, at):
        raise Refused("not_yours", "您的岗位不能查看联系方式，请找本社区的社区工作者。")
    if reason not in REASONS:
        raise Refused("no_reason", "请先选查看的理由，再点查看。", field="reveal")
    note_the_look(wish, fields=[field], reason=reason, by=by, at=at)
    return {field: getattr(wish, field) or "没有留"}
