"""Photos as facts: who may clear them, what the database refuses, and that no file outlives its row."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from community.people.consents import withdraw
from community.people.models import Consent
from community.people.refusal import Refused
from community.records import photos
from community.records.models import Discard, Notice, Photo
from community.records.photos import FormKey, sweep, take
from community.wishes.models import Wish
from community.wishes.operations.photos import clear, keep_private, reject
from tests.community.photos import done, on_disk, wish_of
from tests.factories import District, as_, day, later, photo, public_version, step
from tests.pictures import telling, upload
from tests.workflows import paths
from workflows.door import Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("disk")]
OnCommit = Callable[[], Any]


def cleared(here: District, **said: Any) -> Photo:
    shot = done(here, **said)
    return clear(wish_of(shot), shot, by=as_(here.worker), at=later(hours=2), caption="补好的三件棉袄")


def test_a_photo_stands_beside_its_event(here: District, disk: Path) -> None:
    shot = done(here, shows="spoken", with_wisher="on")
    wish = wish_of(shot)

    line = wish.events.get(seq=shot.seq or 0)
    assert (line.outcome, shot.caption, shot.shows) == ("done", "三件棉袄补好了", Photo.Shows.ADULTS)
    consent = shot.consent
    assert consent is not None
    assert (consent.user, consent.purpose, consent.form) == (here.wisher, Consent.Purpose.PHOTO, "spoken")
    assert on_disk(disk) == {shot.name} and not Discard.objects.exists()


def test_what_is_kept_tells_nothing_of_the_phone(here: District, disk: Path) -> None:
    take(upload(telling()), form=FormKey(uuid4().hex, "wish:1", here.resident), at=later())
    assert not any(b"SECRET" in file.read_bytes() for file in disk.rglob("*.jpg"))


def test_a_photo_that_was_cleared_away_meanwhile_is_asked_for_again(here: District) -> None:
    wish = paths.to_act(here)
    photo(wish, here.resident)
    shown = Photo.objects.get()
    assert photos.remove(Photo.objects.all(), at=later()) == 1
    with pytest.raises(Refused, match="photos_gone") as refused:
        photos.attach(photos.Shown((shown,)), subject=wish.subject, seq=9, at=later())
    assert refused.value.field == "photos"


def test_a_step_that_fails_leaves_its_photos_waiting(here: District) -> None:
    wish = paths.to_act(here)
    sent = photo(wish, here.resident)
    Wish.objects.filter(pk=wish.pk).update(actor=here.member)
    with pytest.raises(Refused):
        step(wish, "done", here.resident, report="好了", **sent)
    assert Photo.objects.get().seq is None


@pytest.mark.parametrize(
    "slug,says", [("service-sale", "这一类要附一张照片，不用拍到人脸。"), ("goods-daily", "签收单或票据")]
)
def test_some_wishes_are_done_only_with_a_photo(here: District, slug: str, says: str) -> None:
    wish = step(paths.to_screen(here), "publish", here.worker, **public_version(slug))
    wish = step(wish, "claim", here.resident, plan="周六", promised_on=day())
    with pytest.raises(Invalid, match="photos") as refused:
        step(wish, "done", here.resident, report="好了")
    assert says in str(refused.value.form.errors["photos"])

    assert step(wish, "done", here.resident, report="好了", **photo(wish, here.resident)).status == "confirming"


def test_a_childs_wish_takes_no_photo_and_needs_none(here: District) -> None:
    wish = step(paths.to_screen(here), "publish", here.worker, **public_version("service-sale"))
    wish = step(wish, "claim", here.resident, plan="周六", promised_on=day())
    Wish.objects.filter(pk=wish.pk).update(minor=True, visibility="street")
    sent = photo(wish, here.resident)

    assert step(wish, "done", here.resident, report="好了", **sent).status == "confirming"
    assert Photo.objects.get().seq is None


def test_photos_ask_who_is_on_them(here: District) -> None:
    wish = paths.to_act(here)
    with pytest.raises(Invalid, match="shows"):
        step(wish, "done", here.resident, report="好了", **photo(wish, here.resident, shows=""))


def test_the_words_of_a_photo_name_nobody(here: District) -> None:
    wish = paths.to_act(here)
    with pytest.raises(Invalid, match="caption"):
        step(wish, "done", here.resident, report="好了", **photo(wish, here.resident, caption="张桂英的棉袄"))


def test_the_photos_of_another_form_or_person_are_not_taken(here: District) -> None:
    wish = paths.to_act(here)
    sent = photo(wish, here.member)
    step(wish, "done", here.resident, report="好了", **sent)
    assert Photo.objects.get().seq is None


def test_a_cleared_photo_has_a_copy_under_another_name(here: District, disk: Path) -> None:
    shot = cleared(here)
    assert shot.public_name and shot.public_name != shot.name
    assert on_disk(disk) == {shot.name, shot.public_name}
    assert (shot.reviewed_by, shot.verdict) == (here.worker, Photo.Verdict.PUBLIC)
    assert not Discard.objects.exists()


@pytest.mark.parametrize(
    "said,code",
    [
        ({"shows": "unasked"}, "no_consent"),
        ({"shows": "children"}, "children"),
        ({"shows": "spoken"}, ""),
        ({"shows": "written", "with_wisher": "on"}, ""),
        ({"shows": "nobody"}, ""),
    ],
)
def test_nobody_is_shown_who_did_not_agree(here: District, disk: Path, said: dict[str, str], code: str) -> None:
    shot = done(here, **said)
    with pytest.raises(Refused) if code else nullcontext() as refused:
        clear(wish_of(shot), shot, by=as_(here.worker), at=later(), caption="棉袄")
    assert len(on_disk(disk)) == (1 if code else 2)
    assert not refused or refused.value.code == code


@pytest.mark.parametrize(
    "who", ["sister_worker", "grid_worker", "clerk", "coordinator", "reviewer", "manager", "wisher", "superuser"]
)
def test_only_a_worker_of_the_place_decides(here: District, who: str) -> None:
    shot, by = done(here), as_(getattr(here, who))
    for decide in (
        lambda: clear(wish_of(shot), shot, by=by, at=later(), caption="棉袄"),
        lambda: keep_private(wish_of(shot), shot, by=by, at=later()),
        lambda: reject(wish_of(shot), shot, by=by, at=later(), reason="看不清"),
    ):
        with pytest.raises(Refused) as refused:
            decide()
        assert refused.value.code == "not_yours"


def test_nobody_decides_about_his_own_photo(here: District) -> None:
    shot = done(here)
    Photo.objects.update(uploaded_by=here.worker)
    for decide in (
        lambda: clear(wish_of(shot), shot, by=as_(here.worker), at=later(), caption="棉袄"),
        lambda: keep_private(wish_of(shot), shot, by=as_(here.worker), at=later()),
        lambda: reject(wish_of(shot), shot, by=as_(here.worker), at=later(), reason="看不清"),
    ):
        with pytest.raises(Refused) as refused:
            decide()
        assert refused.value.code == "own_photo"


@pytest.mark.parametrize(
    "now", [{"visibility": "street"}, {"visibility": "staff"}, {"minor": True, "visibility": "staff"}]
)
def test_of_a_wish_that_is_not_public_no_photo_is(here: District, now: dict[str, Any]) -> None:
    shot = done(here)
    Wish.objects.update(**now)
    with pytest.raises(Refused) as refused:
        clear(wish_of(shot), shot, by=as_(here.worker), at=later(), caption="棉袄")
    assert refused.value.code == "not_public"


def test_a_public_photo_says_what_is_on_it(here: District) -> None:
    shot = done(here, caption="")
    with pytest.raises(Refused) as refused:
        clear(wish_of(shot), shot, by=as_(here.worker), at=later(), caption="")
    assert (refused.value.code, refused.value.field) == ("no_caption", "caption")


def test_a_photo_is_decided_once(here: District, disk: Path) -> None:
    shot = cleared(here)
    with pytest.raises(Refused) as refused:
        clear(wish_of(shot), shot, by=as_(here.second_worker), at=later(), caption="棉袄")
    assert refused.value.code == "decided" and on_disk(disk) == {shot.name, shot.public_name}


def test_taking_it_back_takes_the_copy_down_at_once(here: District, disk: Path, committed: OnCommit) -> None:
    shot = cleared(here, shows="spoken", with_wisher="on")
    assert shot.consent is not None
    shot.consent.withdrawn_at = later(days=1)
    with committed():
        shot.consent.save()

    assert on_disk(disk) == {shot.name}
    shot.refresh_from_db()
    assert (shot.public_name, shot.verdict) == ("", Photo.Verdict.PRIVATE)
    with pytest.raises(Refused):
        clear(wish_of(shot), shot, by=as_(here.worker), at=later(), caption="棉袄")


def test_a_consent_taken_back_past_every_signal_is_seen_by_the_clock(
    here: District, disk: Path, committed: OnCommit
) -> None:
    shot = cleared(here, shows="spoken")
    Consent.objects.update(withdrawn_at=later(days=1))
    assert not Photo.objects.public().exists()
    with committed():
        sweep(at=later(days=1))
    assert on_disk(disk) == {shot.name}


def test_another_persons_consent_touches_nothing(here: District, disk: Path, committed: OnCommit) -> None:
    shot = cleared(here, shows="spoken")
    with committed():
        Consent.objects.create(
            user=here.wisher, purpose=Consent.Purpose.PHOTO, version="1", given_at=later(), withdrawn_at=later()
        )
    assert on_disk(disk) == {shot.name, shot.public_name}


def test_what_was_public_can_be_kept_private_again(here: District, disk: Path, committed: OnCommit) -> None:
    shot = cleared(here)
    with committed():
        keep_private(wish_of(shot), shot, by=as_(here.second_worker), at=later())
    assert on_disk(disk) == {shot.name}


def test_a_photo_of_no_use_goes_and_its_sender_hears_why(here: District, disk: Path, committed: OnCommit) -> None:
    shot = cleared(here)
    with committed():
        reject(wish_of(shot), shot, by=as_(here.worker), at=later(), reason="拍到了门牌")
    assert on_disk(disk) == set() and not Photo.objects.of(shot.subject).exists()
    told = Notice.objects.get(kind="photo.rejected")
    assert told.user == here.resident and "拍到了门牌" in told.text


def test_erasing_a_person_erases_what_he_sent_and_what_he_is_on(
    here: District, disk: Path, committed: OnCommit
) -> None:
    sent, shown = cleared(here), cleared(here, shows="spoken", with_wisher="on")
    with committed():
        assert photos.erase_photos_of(here.wisher, at=later()) == 1
    assert on_disk(disk) == {sent.name, sent.public_name}
    with committed():
        assert photos.erase_photos_of(here.resident, at=later()) == 1
    assert on_disk(disk) == set() and not Photo.objects.exists() and not Discard.objects.exists()
    assert shown.consent is not None


def test_who_takes_back_his_word_on_photos_takes_it_back_for_every_wish(
    here: District, disk: Path, committed: OnCommit
) -> None:
    shot = cleared(here, shows="spoken", with_wisher="on")
    with committed():
        withdraw(user=here.wisher, purpose=Consent.Purpose.PHOTO, at=later(days=1))
    assert on_disk(disk) == {shot.name} and not Photo.objects.public().exists()
