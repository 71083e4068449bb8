"""The sentences people meet, each with real values on the real page where it has to stand, by its number in the table.

22 (the network goes) is shown by a script: `tests/journeys/test_wishing.py` sees it appear.
"""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from community.people.models import Region
from community.people.operations import grant
from community.people.roles import Role
from community.wishes.models import Wish
from tests.factories import SINCE, day, later, public_version, step
from tests.workflows import paths

pytestmark = pytest.mark.django_db

ROWS: dict[int, tuple[str, Callable]] = {}
TYPED = {
    "own_words": "想借一把轮椅。", "region": "maitianli", "name": "王秀英", "title": "女士", "phone": "13800001234",
    "phone_is_own": "on", "visibility": "wall", "consent": "on", "key": "0f8fad5bd9cb469fa16570867728950e",
}  # fmt: skip


def says(row, sentence):
    """The page this walk comes to says the sentence, a pattern."""

    def kept(walk):
        ROWS[row] = sentence, walk
        return walk

    return kept


def read(answer):
    """What a person reads in the middle of a page, or of a part of one."""
    middle = answer.text.partition("<main")[2] or answer.text
    return " ".join(re.sub(r"<[^>]+>", "", middle).split())


def page_of(client, wish, who):
    client.force_login(who)
    return client.get(wish.get_absolute_url())


def form_of(client, wish, outcome, who):
    """A step's page as opened, and what it sends along unseen."""
    client.force_login(who)
    opened = client.get(f"{wish.get_absolute_url()}{outcome}/")
    return opened, dict(re.findall(r'<input type="hidden" name="(pin|key|photos_key)" value="([^"]+)"', opened.text))


def sent(client, wish, outcome, who, **typed):
    _, unseen = form_of(client, wish, outcome, who)
    return client.post(f"{wish.get_absolute_url()}{outcome}/", unseen | typed, follow=True)


@says(1, "我要许愿")
def on_the_wall(here, client):
    return client.get("/wishes/")


@says(2, "我来认领$")
def before_an_open_wish(here, client):
    answer = page_of(client, paths.to_pool(here), here.resident)
    return in_bar(answer)


@says(3, "我也有这个心愿")
def before_a_wish_of_others(here, client):
    return page_of(client, paths.to_pool(here), here.outsider)


@says(4, "我也出一份")
def before_a_wish_that_is_counted(here, client):
    return page_of(client, paths.by_weight(here), here.member)


@says(5, "记一笔进展")
def before_a_wish_in_hand(here, client):
    return page_of(client, paths.contacted(here), here.resident)


@says(6, "办好了，请心愿人看看$")
def before_a_wish_nearly_done(here, client):
    return in_bar(page_of(client, paths.contacted(here), here.resident))


@says(7, "还没有人联系我")
def told_of_a_contact(here, client):
    return page_of(client, paths.contacted(here), here.wisher)


@says(8, "满意 ?基本满意 ?不满意 ?还没办")
def asked_how_it_was(here, client):
    return page_of(client, paths.to_confirm(here), here.wisher)


@says(9, "不会填，请社区打电话给我")
def before_the_form(here, client):
    return client.get("/wishes/new/")


@says(10, r"收到了 编号 \d{3} \d{3} \d{3} 麦田里社区会在 11月11日（周三）下班前回复您。")
def after_a_wish(here, client):
    return client.post("/wishes/new/", TYPED, follow=True)


@says(11, "谢谢您。请在11月17日前联系张女士，联系后回到这里点“已联系心愿人”。联系不上，打社区电话 025-1000001。")
def after_a_claim(here, client):
    return sent(client, paths.to_pool(here), "claim", here.resident, plan="周六上门", promised_on=day())


@says(12, "刚刚被麦田里党支部认领了。.*麦田里社区还有 1 个心愿在等，看看？")
def after_a_lost_race(here, client):
    wish, _ = paths.to_pool(here), paths.to_pool(here)
    _, unseen = form_of(client, wish, "claim", here.resident)
    step(wish, "claim", here.manager, plan="周六去", promised_on=day(), organisation=here.branch.pk)
    return client.post(f"{wish.get_absolute_url()}claim/", unseen | {"plan": "我有空", "promised_on": day()})


@says(13, "这件事李同志已在 10:42 办过了，您这次没有重复提交。现在的情况见下面。")
def with_a_form_too_late(here, client):
    wish = paths.to_pool(here)
    _, unseen = form_of(client, wish, "take_down", here.second_worker)
    step(wish, "take_down", here.worker, at=later(hours=1, minutes=42), reason="重复")
    return client.post(f"{wish.get_absolute_url()}take_down/", unseen | {"reason": "重复"})


@says(14, "交回这个心愿？交回后别人可以接着办，张女士会收到一条说明。请写一句原因。")
def before_handing_back(here, client):
    return form_of(client, paths.to_act(here), "hand_back", here.resident)[0]


@says(15, "不办了吗？撤回后不再公开，以后可以再提。已经出力的街坊会收到您的谢意。")
def before_withdrawing(here, client):
    return form_of(client, paths.to_act(here), "withdraw", here.wisher)[0]


@says(16, "这里暂时没有等人认领的心愿。看看隔壁社区，或者说说您能帮什么")
def on_an_empty_wall(here, client):
    return client.get("/wishes/", {"community": "maitianli"})


@says(17, "您还没有许过愿。大事小事都可以说，社区都会回复。")
def at_home_without_a_wish(here, client):
    client.force_login(here.outsider)
    return client.get("/me/")


@says(18, "都办完了。下一件到期的在周四。")
def before_an_empty_inbox(here, client):
    Wish.objects.filter(pk=paths.to_accept(here).pk).update(due_at=later(days=2))
    client.force_login(here.worker)
    return client.get("/admin/inbox/")


@says(19, "没有找到“电梯补帖”。您是不是想找“电梯补贴”？也可以打 025-1000009 问一问。")
def after_a_search_with_a_slip(here, client):
    Region.objects.filter(pk=here.street.pk).update(phone="025-1000009")
    step(paths.to_screen(here), "publish", here.worker, **public_version(public_title="电梯补贴怎么申请"))
    return client.get("/search/", {"q": "电梯补帖"})


@says(20, "手机号应是 11 位数字，您填了 10 位。没有手机，可以填家里的座机，或请社区登门。")
def after_a_short_number(here, client):
    return client.post("/wishes/new/", TYPED | {"phone": "1380000123"})


@says(21, "“large.jpg”太大（最大 10 MB），没有传上去，其他内容都还在。可以换一张，或不传这一张直接提交。")
def after_a_large_photo(here, client):
    photo = SimpleUploadedFile("large.jpg", b"\xff\xd8" + b"0" * (10 * 1024 * 1024))
    return sent(client, paths.to_act(here), "done", here.resident, report="好了", shows="nobody", photos=photo)


@says(23, "您参与过这件事（审核），要请另一位同志验收。 已在这几位的“待我处理”里：.*李同志.*。")
def before_what_he_may_not_judge(here, client):
    wish = paths.to_verify(here)
    grant(user=here.worker, role=Role.STREET_REVIEWER, region=here.street, starts_on=SINCE)
    client.force_login(here.worker)
    return client.get(f"/admin/inbox/{wish.task_id}/")


@says(24, "写到了“糖尿病”，可能暴露家人隐私。公开页会隐去，社区能看到。要改一改吗？")
def with_words_that_tell_too_much(here, client):
    return client.post("/wishes/similar/", {"own_words": "老伴有糖尿病，想借一把轮椅"})


@says(25, "这件事这里办不了 原因：属于劳动报酬争议。 可以找：打 12345 觉得不对，11月25日前可以申请复核，请街道再看一次")
def after_a_refusal(here, client):
    wish = step(paths.to_screen(here), "decline", here.worker, reason="属于劳动报酬争议。", where="打 12345")
    return page_of(client, wish, here.wisher)


@says(26, "很抱歉，这个心愿没有办成 原因：楼顶承重不够。 以后条件有变化，我们会先告诉您。")
def after_a_failure(here, client):
    wish = step(paths.to_coordinate(here), "close", here.coordinator, reason="楼顶承重不够。", told="on")
    return page_of(client, wish, here.wisher)


@says(
    27, "这个链接过期了 点下面的按钮，我们发一个验证码到您手机上，一样能看、能评价；也可以打 025-1000001，说一声就行。"
)
def with_an_old_link(here, client):
    return client.get(f"{paths.to_confirm(here).get_absolute_url()}enter/", {"t": "old"})


@says(28, "电话和住址只有社区和认领的人能看，每次查看都会留下记录。")
def before_leaving_a_number(here, client):
    return client.post(
        "/wishes/new/", {"own_words": "想借一把轮椅。", "region": "maitianli", "visibility": "wall", "go": "on"}
    )


@says(29, "现在人多，或者我们这边一时没连上，页面没打开.*刚才填的没有丢.*着急请打 12345")
def when_the_database_is_away(here, client):
    def away(*args, **kwargs):
        raise OperationalError

    wish = paths.to_pool(here)
    _, unseen = form_of(client, wish, "claim", here.resident)
    client.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workflows.wishes.step.opened", away)
        return client.post(f"{wish.get_absolute_url()}claim/", unseen | {"plan": "周六上门"})


def in_bar(answer):
    """Only what lies under the thumb."""
    answer.content = b"<main>" + answer.content.partition(b'class="sticky"')[2].partition(b"</section>")[0]
    return answer


@pytest.mark.parametrize("row", ROWS)
def test_the_sentence_stands_where_it_should(here, client, clock, row):
    cache.clear()
    sentence, walk = ROWS[row]
    page = read(walk(here, client))
    assert re.search(sentence, page), page
