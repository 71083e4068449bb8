"""What the pages hold about a person: what he contributed, and answers to surveys that carry his phone."""

from datetime import datetime, timedelta
from typing import Any

from community.people.holdings import Holding, moment
from community.people.models import User
from community.records.policies import policy

from .models import Contribution, Reply


def replies_of(user: User) -> list[Reply]:
    """The answers are sealed: none can be asked for by what it says."""
    return [one for one in Reply.objects.iterator() if user.phone and user.phone in str(one.form_data)]


def show(user: User) -> dict[str, Any]:
    return {
        "投稿": [
            {"时间": moment(one.at), "标题": one.title, "内容": one.text, "结果": one.get_state_display()}
            for one in Contribution.objects.filter(author=user).order_by("at")
        ],
        "填过的问卷": [{"时间": moment(one.submit_time), "内容": one.form_data} for one in replies_of(user)],
    }


def erase(user: User, at: datetime) -> None:
    """What became an article stays as the article says it; pictures nobody took up go."""
    for one in Contribution.objects.filter(author=user):
        if one.page_id is None:
            for picture in one.pictures.all():
                picture.delete()
        one.pictures.clear()
        one.title, one.text = "（投稿人已注销）", ""
        one.save(update_fields=["title", "text"])
    for reply in replies_of(user):
        reply.delete()


def forget_replies(at: datetime) -> None:
    """Answers of a survey are kept as long as the rule says, whoever gave them."""
    Reply.objects.filter(submit_time__lt=at - timedelta(days=policy("survey.keep.days", at))).delete()


HOLDING = Holding(show=show, erase=erase)
