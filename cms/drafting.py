"""Verbs of writing: a draft from a template, a paste, a fulfilled wish, or what a correspondent sent."""

import io
from secrets import token_hex

from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.html import escape
from django.utils.timezone import localdate, localtime
from wagtail.images import get_image_model
from wagtail.log_actions import log

from cms.live import story_of
from cms.models import (
    ArticlePage,
    BulletinPage,
    Contribution,
    GalleryPage,
    InterpretationPage,
    NoticePage,
    PolicyPage,
    ServicePage,
)
from cms.paste import tidy
from community.people.refusal import Refused, said
from community.records.operations import Message, notify
from community.records.pictures import Unreadable, redraw
from community.wishes.models import Claim, Story

LISTED = "max-240x180"  # a picture in the editors' list, made as it comes and not when somebody looks
MOST_PICTURES = 9
MOST_WORDS = 200
HEADINGS = {
    "event": ("时间地点和谁来了", "做了什么", "街坊怎么说"),
    "person": ("他是谁", "做了哪几件事", "他自己怎么说"),
    "notice": (),
}
KINDS = {
    "event": ("活动报道", ArticlePage),
    "person": ("人物", ArticlePage),
    "notice": ("通知", ArticlePage),
    "bulletin": ("社区通知", BulletinPage),
    "publicity": ("公示", NoticePage),
    "gallery": ("图集", GalleryPage),
    "policy": ("政策文件", PolicyPage),
    "reading": ("政策解读", InterpretationPage),
    "service": ("惠民服务", ServicePage),
}


@transaction.atomic
def begin(*, column, kind, title, source, pasted, region, by, at):
    """A draft in a column: (page, how many pictures and tables could not be taken along)."""
    _, model = KINDS[kind]
    page = model(title=title, slug=_slug(at), owner=by, region=region, live=False)
    if hasattr(page, "source"):
        page.source = source
    _fill_dates(page, source, at)
    lost = _lay_out(page, tidy(pasted), by) if pasted.strip() else 0
    if kind in HEADINGS and not page.body:
        page.body = "".join(f"<h2>{heading}</h2><p></p>" for heading in HEADINGS[kind])
    return _keep(page, column, by), lost


def _slug(at):
    return f"{localtime(at):%m%d}-{token_hex(3)}"


def _fill_dates(page, source, at):
    if isinstance(page, NoticePage):
        page.starts_on, page.issuer = localdate(at), source
    if isinstance(page, BulletinPage):
        page.ends_at = at
    if isinstance(page, PolicyPage):
        page.written_on, page.issuer = localdate(at), source


def _keep(page, column, by, words_of=None):
    """``words_of``: whose words they are, when not those of who makes the draft; neither may review them."""
    column.add_child(instance=page)
    revision = page.save_revision(user=words_of or by, clean=False)
    log(instance=page, action="wagtail.create", user=by, revision=revision, content_changed=True)
    return page


def _lay_out(page, parts, by):
    """The first text is the body, what follows stands behind it in its order."""
    if not hasattr(page, "more"):
        return _in_one_text(page, parts)
    if hasattr(page, "body") and parts and parts[0].kind == "text":
        page.body, parts = parts[0].text, parts[1:]
    lost, more = 0, []
    for part in parts:
        if part.kind == "text":
            more.append(("text", part.text))
        elif part.kind == "table":
            more.append(("table", {"caption": "", "cells": part.text}))
        elif image := picture(io.BytesIO(part.picture), page.title, by):
            more.append(("pictures", {"pictures": [image], "description": ""}))
        else:
            lost += 1
    page.more = more
    return lost


def _in_one_text(page, parts):
    words = "".join(part.text for part in parts if part.kind == "text")
    if isinstance(page, PolicyPage):
        page.body = words
    elif isinstance(page, ServicePage):
        page.what = _plain(words)
    else:
        page.text = _plain(words)
    return sum(part.kind != "text" for part in parts)


def _paragraphs(text):
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _plain(html):
    return BeautifulSoup(html, "html.parser").get_text("\n", strip=True)


def picture(file, title, by):
    """Drawn anew, without where and when it was taken; none when it cannot be read."""
    try:
        drawn = redraw(file)
    except Unreadable:
        return None
    name = f"{token_hex(8)}.jpg"
    return get_image_model().objects.create(
        title=title[:80], file=ImageFile(io.BytesIO(drawn.large), name), uploaded_by_user=by
    )


@transaction.atomic
def tell(*, story: Story, column, by, at):
    """写成故事: the masked tale of a wish with its moments and a way back to it; never more than the wall shows."""
    if not Story.objects.public().filter(pk=story.pk).exists():
        raise Refused("not_public", "这个心愿不在墙上了，不能写成故事。")
    page = ArticlePage(
        title=story.title, slug=_slug(at), owner=by, region=story.wish.region, live=False, original=True,
        lead=story.text.split("。")[0][:190] + "。", source=story.wish.region.name,
    )  # fmt: skip
    helpers = f"<p>出力的人：{escape(story.helpers)}。</p>" if story.helpers else ""
    page.body = _paragraphs(story.text) + helpers
    page.more = [("timeline", _moments(story.wish)), ("story", {"code": story.wish.code})]
    return _keep(page, column, by)


def _moments(wish):
    """Three days: wished, taken on, come true."""
    told = [(wish.submitted_at, "许下心愿"), (wish.story.at, "街道核实，心愿实现")]
    if claim := wish.claims.filter(ending=Claim.Ending.DONE).first():
        told.insert(1, (claim.claimed_at, "有人认领"))
    return [{"day": localdate(moment), "text": words} for moment, words in told]


@transaction.atomic
def take_up(*, contribution, column, by, at):
    """采用: a draft of the contribution, with its pictures; its sender is told."""
    found = _waiting(contribution)
    if column is None:
        raise Refused("no_column", "请选一个栏目。", field="column")
    page = ArticlePage(
        title=found.title, slug=_slug(at), owner=by, region=found.region, live=False, original=True,
        source=found.region.name, correspondents=found.author.name_mask, body=_paragraphs(found.text),
        lead=found.text.partition("\n")[0][:190],
    )  # fmt: skip
    if pictures := list(found.pictures.all()):
        page.gallery = [("pictures", {"pictures": pictures, "description": ""})]
    if found.wish and story_of(found.wish.code):
        page.more = [("story", {"code": found.wish.code})]
    found.page = _keep(page, column, by, words_of=found.author)
    _answer(found, Contribution.State.ADOPTED, f"您投的稿《{found.title}》采用了，审完就发布。", "", by, at)
    return page


@transaction.atomic
def ask_for_more(*, contribution, words, by, at):
    found = _waiting(contribution)
    _answer(found, Contribution.State.ASKED, f"您投的稿《{found.title}》请再补充：{words}", words, by, at)


@transaction.atomic
def send_back(*, contribution, words, by, at):
    found = _waiting(contribution)
    _answer(found, Contribution.State.RETURNED, f"您投的稿《{found.title}》这次没有采用：{words}", words, by, at)


def _waiting(contribution):
    found = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    if found.state in {Contribution.State.ADOPTED, Contribution.State.RETURNED}:
        raise Refused("stale", "这篇来稿刚才已经有人处理过了。")
    return found


def _answer(found, state, told, words, by, at):
    words = said(words, most=MOST_WORDS, field="words")
    if state != Contribution.State.ADOPTED and not words:
        raise Refused("no_words", "请写一句话，投稿的人会看到。", field="words")
    found.state, found.answer, found.answered_by, found.answered_at = state, words, by, at
    found.save()
    subject = f"contribution:{found.pk}"
    notify(
        [Message(f"{subject}:{at.timestamp():.0f}", subject, f"contribution.{state}", told, user=found.author)], at=at
    )


@transaction.atomic
def contribute(*, key, region, title, text, wish, files, by, at):
    """投稿; the same form sent twice is one contribution."""
    facts = {"region": region, "title": title, "text": text, "wish": wish, "at": at}
    made, created = Contribution.objects.get_or_create(key=key, author=by, defaults=facts)
    if created:
        _add_pictures(made, files, by)
    return made


@transaction.atomic
def amend(*, contribution, text, files, by, at):
    """补充: its sender answers what he was asked. What stood there stays, and who asked is told."""
    found = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    if found.author_id != by.pk or found.state != Contribution.State.ASKED:
        raise Refused("not_asked", "这篇来稿现在不用补充。刚才已经交过的，编辑收到了。")
    if len(files) > (room := MOST_PICTURES - found.pictures.count()):
        raise Refused("many_pictures", f"照片一共最多 {MOST_PICTURES} 张，还能加 {room} 张。", field="photos")
    found.text += f"\n（{localdate(at):%-m月%-d日}补充）{text}"
    found.state = Contribution.State.NEW
    found.save(update_fields=["text", "state"])
    _add_pictures(found, files, by)
    subject, told = f"contribution:{found.pk}", f"您请补充的来稿《{found.title}》补充好了，请再看看。"
    notify(
        [Message(f"{subject}:{at.timestamp():.0f}:amended", subject, "contribution.amended", told, found.answered_by)],
        at=at,
    )
    return found


def _add_pictures(contribution, files, by):
    contribution.pictures.add(*filter(None, (picture(file, contribution.title, by) for file in files)))
    for one in contribution.pictures.all():
        one.get_rendition(LISTED)
