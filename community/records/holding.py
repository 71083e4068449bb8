"""What was said to and by a person, in records: messages, notes, and who looked at his contact data."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from community.people.holdings import Holding, moment
from community.people.models import Reveal, User

from .codes import of_phone
from .models import Follow, Note, Notice, NoticePreference, OneTimeCode, Photo
from .photos import erase_photos_of


def show(user: User) -> dict[str, Any]:
    looks = Reveal.objects.filter(viewer=user).order_by("at")
    return {
        "消息": [
            {"时间": moment(n.at), "内容": n.text, "已读": moment(n.read_at)}
            for n in Notice.objects.filter(user=user).order_by("at")
        ],
        "我写的附言": [
            {"时间": moment(n.at), "哪件事": n.subject, "内容": n.text}
            for n in Note.objects.filter(author=user).order_by("at")
        ],
        "我也有这个心愿": [
            {"时间": moment(f.at), "哪件事": f.subject, "不再关注": moment(f.ended_at)}
            for f in user.follows.order_by("at")
        ],
        "我传的照片": [
            {"时间": moment(p.at), "哪件事": p.subject, "说明": p.caption}
            for p in Photo.objects.filter(uploaded_by=user).order_by("at")
        ],
        "我查看过的联系方式": [
            {"时间": moment(r.at), "哪件事": r.subject, "内容": r.field, "理由": r.reason} for r in looks
        ],
    }


def erase(user: User, at: datetime) -> None:
    """Messages lose text and address. Of his notes on the matters of others his own name and phone go, the rest is
    their history."""
    subject = of_phone(user.phone)
    OneTimeCode.objects.filter(subject=subject).delete()
    erase_photos_of(user, at=at)
    NoticePreference.objects.filter(user=user).delete()
    Follow.objects.live().filter(user=user).update(ended_at=at)
    Notice.objects.filter(Q(user=user) | Q(subject=subject)).update(text="", address="")
    for note in Note.objects.filter(author=user):
        redact(note, [user.name, user.phone])


def redact(note: Note, values: list[str]) -> None:
    text = note.text
    for value in filter(None, values):
        text = text.replace(value, "＊＊")
    if text != note.text:
        Note.objects.filter(pk=note.pk).update(text=text)


HOLDING = Holding(show=show, erase=erase)
