"""Which photo is there for whom: role × state, over HTTP."""

from datetime import timedelta

import pytest

from community.people.models import Consent
from community.people.refusal import Refused
from community.records.models import Photo
from community.records.photos import files, path
from community.wishes.links import wisher_link
from community.wishes.models import Wish
from community.wishes.operations.photos import clear, keep_private
from tests.factories import as_, later
from tests.wishes.photos import public, shown, url, wish_of
from tests.workflows import paths

pytestmark = pytest.mark.django_db


# Who may see which photo: by role, the private file before and after the report, and the copy for everyone.
SEES = {
    "resident": "pending private public",
    "wisher": "private public",
    "worker": "private public",
    "second_worker": "private public",
    "grid_worker": "private public",
    "clerk": "private public",
    "coordinator": "private public",
    "reviewer": "private public",
    "district_reviewer": "private public",
    "sister_worker": "public",
    "far_coordinator": "public",
    "far_reviewer": "public",
    "manager": "public",
    "member": "public",
    "far_manager": "public",
    "outsider": "public",
    "superuser": "public",
    "anonymous": "public",
    "witness": "private public",
    "witness of another": "public",
}


@pytest.mark.parametrize("who", SEES)
def test_who_sees_which_photo(client, here, who):
    pending, private, cleared = shown(here), public(here), public(here)
    Photo.objects.filter(pk=pending.pk).update(seq=None)
    former = private.public_name
    keep_private(wish_of(private), private, by=as_(here.worker), at=later(hours=3))
    come_as(client, here, who, pending if who.endswith("another") else private)
    if who == "witness":
        come_as(client, here, who, cleared)

    found = {
        "pending": url(pending),
        "private": url(private),
        "private, large": url(private, size="large"),
        "private of a cleared one": url(cleared),
        "public": url(cleared, cleared.public_name),
        "public, large": url(cleared, cleared.public_name, "large"),
        "no longer public": url(private, former),
    }

    may = [state for state in found if state.split()[0].strip(",") in SEES[who].split()]
    assert [state for state in found if client.get(found[state]).status_code == 200] == may
    assert {client.get(found[state]).status_code for state in found if state not in may} == {404}


def come_as(client, here, who, shot):
    """Log in; a witness has opened the link to the wish of this photo."""
    if who.startswith("witness"):
        link = wisher_link(wish_of(shot))
        client.post(link.split("?")[0], {"t": link.split("t=")[1]})
    elif who != "anonymous":
        client.force_login(getattr(here, who))


def test_a_photo_whose_file_is_lost_is_not_there_and_cannot_be_cleared(as_user, here):
    shot = shown(here)
    files().delete(path(shot.name, "small"))
    assert as_user(here.resident).get(url(shot)).status_code == 404
    with pytest.raises(Refused, match="photos_gone"):
        clear(wish_of(shot), shot, by=as_(here.worker), at=later(hours=2), caption="棉袄")
    assert not Photo.objects.public().exists()


def test_a_private_photo_is_kept_by_no_cache(as_user, here):
    answer = as_user(here.resident).get(url(shown(here)))
    assert answer["Cache-Control"] == "private, no-store" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "image/jpeg" and "attachment" not in answer.get("Content-Disposition", "")


def test_the_copy_for_everyone_is_cached_for_minutes_and_known_again(client, here):
    shot = public(here)
    address = url(shot, shot.public_name)
    answer = client.get(address)
    assert answer["Cache-Control"] == "public, max-age=300"
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304 and not again.content


@pytest.mark.parametrize(
    "now",
    [{"visibility": "street"}, {"visibility": "staff"}, {"status": "withdrawn", "task": None}, {"public_title": ""}],
)
def test_what_leaves_the_wall_takes_its_photos_along(client, here, now):
    shot = public(here)
    if "public_title" in now:
        now |= {"status": "screening"}
    Wish.objects.filter(pk=wish_of(shot).pk).update(**now)
    assert client.get(url(shot, shot.public_name)).status_code == 404


def test_the_copy_is_gone_the_moment_somebody_takes_his_consent_back(client, here, django_capture_on_commit_callbacks):
    shot = public(here, shows="spoken", with_wisher="on")
    assert client.get(url(shot, shot.public_name)).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        consent = Consent.objects.get(purpose="photo")
        consent.withdrawn_at = later(days=1)
        consent.save()
    assert client.get(url(shot, shot.public_name)).status_code == 404
    client.force_login(here.wisher)
    assert client.get(url(shot)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "photos/../../../etc/passwd",
        "photos/..%2f..%2f..%2fetc%2fpasswd-small.jpg",
        "photos/%2e%2e/%2e%2e/manage.py",
        "photos/{name}-huge.jpg",
        "photos/{name}-small.png",
        "photos/{name}/",
        "photos/-small.jpg",
        "photos/",
    ],
)
def test_no_address_leads_out_of_the_photos(as_user, here, path):
    shot = shown(here)
    client = as_user(here.resident)
    assert client.get(f"/wishes/{wish_of(shot).code}/{path.format(name=shot.name)}").status_code == 404


def test_a_photo_of_no_wish_is_not_there(as_user, here):
    shot = shown(here)
    assert as_user(here.resident).get(url(shot).replace(wish_of(shot).code, "999999999")).status_code == 404


def test_the_address_of_a_photo_belongs_to_its_wish(as_user, here):
    shot, other = shown(here), paths.to_act(here)
    address = url(shot).replace(wish_of(shot).code, other.code)
    assert as_user(here.resident).get(address).status_code == 404


def test_nothing_private_lies_below_media(client, here):
    shot = public(here)
    for name in (shot.name, shot.public_name):
        for root in ("media", "media/images", "static", "media/private"):
            assert client.get(f"/{root}/photos/{name[:2]}/{name}-small.jpg").status_code == 404


def test_the_page_shows_everyone_only_what_was_cleared(client, here):
    private, cleared = shown(here, caption="棉袄"), public(here)
    page = client.get(f"/wishes/{wish_of(cleared).code}/").text
    assert (
        f'src="{url(cleared, cleared.public_name)}" alt="补好的三件棉袄" width="64" height="48" loading="lazy"' in page
    )
    assert cleared.name not in page
    assert "/photos/" not in client.get(f"/wishes/{wish_of(private).code}/").text


def test_the_page_shows_the_wisher_his_photos_before_they_are_cleared(as_user, here):
    shot = shown(here)
    assert url(shot) in as_user(here.wisher).get(f"/wishes/{wish_of(shot).code}/").text


def test_the_page_asks_for_all_photos_at_once(as_user, here, django_assert_max_num_queries):
    shot = shown(here)
    client = as_user(here.wisher)
    with django_assert_max_num_queries(40) as few:
        client.get(f"/wishes/{wish_of(shot).code}/")
    for n in range(8):
        Photo.objects.create(
            subject=shot.subject, seq=shot.seq, form_key=shot.form_key, at=shot.at + timedelta(n), width=1, height=1,
            bytes=1, sha256=str(n),
        )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        client.get(f"/wishes/{wish_of(shot).code}/")
