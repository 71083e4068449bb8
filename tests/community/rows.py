"""One row of each kind, good as it is."""

from datetime import date, timedelta
from typing import Any

from wagtail.models import Page

from cms.models import ColumnPage, Contribution, DeadLink, NewsSource, PolicyPage
from cms.review.models import Aftercheck, Release, Signature
from community.people.models import Cover, User
from community.points.models import Account, Entry
from community.records.models import (
    Arrangement,
    Delivery,
    Holiday,
    Notice,
    Photo,
    Policy,
)
from community.wishes.models import (
    CallBack,
    CallRequest,
    Category,
    Joining,
    Terms,
    Wish,
)
from community.wishes.operations.call_me import ask_for_call
from community.wording.models import Term
from tests.factories import SINCE, District, later, step
from tests.workflows import paths
from workflows.models import Export, ImportBatch, ImportRow


def fulfilled(here: District) -> Wish:
    return step(paths.to_verify(here), "approve", here.reviewer)


def call(wish: Wish) -> CallBack:
    return CallBack(wish=wish, purpose=CallBack.Purpose.RATING, due_at=later(), created_at=later())


def proposed(model: Any, here: District, **extra: Any) -> Any:
    """A change that waits; ``extra`` is what is wrong with it."""
    own: dict[type, dict[str, Any]] = {
        Policy: {"key": "wish.pool.red", "value": 5, "valid_from": later(days=1)},
        Arrangement: {"name": "春节"},
        Terms: {"handling": "claim", "valid_from": later(days=1)},
    }
    if model is Terms:
        extra.setdefault("category", Category.objects.get_or_create(nature="goods", name="新的", slug="new")[0])
    return model(**{"set_by": here.admin, "set_at": later(), "reason": "试行"} | own[model] | extra)


def approved(model: Any, here: District, **extra: Any) -> Any:
    return proposed(model, here, **{"approved_by": here.second_admin, "approved_at": later(hours=1)} | extra)


def notice() -> Notice:
    return Notice.objects.create(dedupe="one", subject="wish:1", kind="test", text="您好", at=later())


def paper(slug: str) -> PolicyPage:
    facts = {"doc_no": "云〔2026〕1 号", "issuer": "区", "written_on": SINCE, "abstract": "概述", "body": "正文"}
    return ColumnPage.objects.get(slug="policies").add_child(instance=PolicyPage(title=slug, slug=slug, **facts))


def contribution(here: District) -> Contribution:
    facts = {"author": here.grid_worker, "region": here.community, "title": "缝补", "text": "周六。"}
    return Contribution.objects.create(key="k", at=later(), **facts)


def dead_link() -> DeadLink:
    return DeadLink.objects.create(
        page=Page.objects.get(depth=2), url="http://x.cn/", why="没有回应", since=later(), tried=later()
    )


def holiday(here: District) -> Holiday:
    arrangement = proposed(Arrangement, here)
    arrangement.save()
    return Holiday.objects.create(arrangement=arrangement, day=date(2026, 11, 12), name="停电")


def delivery() -> Delivery:
    return Delivery.objects.create(notice=notice(), carrier=Delivery.Carrier.SMS)


def photo(here: District, **extra: Any) -> Photo:
    return Photo.objects.create(
        **{"subject": "wish:1", "seq": 1, "form_key": "f", "uploaded_by": here.member, "at": later(), "width": 1,
           "height": 1, "bytes": 1, "sha256": "0"} | extra
    )  # fmt: skip


def public_photo(here: District) -> Photo:
    return photo(
        here, public_name="p", verdict="public", caption="三件棉袄", reviewed_by=here.worker, reviewed_at=later()
    )


def batch(here: District) -> ImportBatch:
    return ImportBatch.objects.create(owner=here.worker, created_at=later())


def row(here: District) -> ImportRow:
    return ImportRow.objects.create(batch=batch(here), number=1, content="{}")


def export(here: District, **extra: Any) -> Export:
    return Export(owner=here.worker, what="wishes", rows=1, state=Export.State.TAKEN, asked_at=later(), **extra)


def joining(here: District, **extra: Any) -> Joining:
    wish = Wish.objects.first() or paths.to_pool(here)
    return Joining(**{"wish": wish, "into": wish, "user": here.member, "asked_at": later()} | extra)


def account(here: District, **extra: Any) -> Account:
    return Account.objects.create(**extra or {"user": here.member})


def reversal(here: District) -> Entry:
    fulfilled(here)
    wrong = Entry.objects.first()
    assert wrong is not None
    wrong.pk, wrong.reversal_of_id = None, wrong.pk
    wrong.save(force_insert=True)
    return wrong


def cover(here: District, substitute: User, days: int) -> Cover:
    return Cover(absent=here.worker, substitute=substitute, starts_on=SINCE, ends_on=SINCE + timedelta(days=days))


def asked_for_call(here: District) -> CallRequest:
    return ask_for_call(phone="13800001234", region=here.community, at=later())


def source() -> NewsSource:
    return NewsSource.objects.create(name="某报", domain="some.cn")


def signature(user: User, stage: int) -> Signature:
    return Signature(page_id=1, round_id=1, revision_id=1, stage=stage, user=user, at=later())


def release(**extra: Any) -> Release:
    return Release(**{"page_id": 1, "kind": "reviewed", "title": "长凳", "at": later()} | extra)


def aftercheck(user: User) -> Aftercheck:
    return Aftercheck(release_id=1, user=user, at=later(), keep=True)


def term(text: str) -> Term:
    return Term(text=text, changed_at=later())
