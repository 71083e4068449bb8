"""帮助 leads to the handbook; a role that ends soon is told before it does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.people.models import Membership
from community.people.roles import Role

pytestmark = pytest.mark.django_db


def test_every_chapter_of_the_handbook_opens_with_its_pictures_for_who_works_here_alone(client, here):
    client.force_login(here.worker)
    page = client.get("/admin/help/").text
    chapter = client.get("/admin/help/handbook/reviewer.md")
    assert "/admin/help/handbook/reviewer.md" in page and "<table>" in chapter.text
    picture = client.get("/admin/help/screenshots/verify.webp")
    assert picture["Content-Type"] == "image/webp" and len(picture.content) > 1000
    assert client.get("/admin/help/handbook/settings.md").status_code == 404
    client.force_login(here.member)
    assert client.get("/admin/help/handbook/reviewer.md").status_code != 200


def test_a_role_that_ends_within_a_month_is_told_to_him_and_to_who_finds_somebody(client, here):
    held = Membership.objects.filter(user=here.worker, role=Role.COMMUNITY_WORKER)
    today = timezone.localdate()
    for days, told in [(29, True), (31, False)]:
        held.update(ends_on=today + timedelta(days=days))
        client.force_login(here.worker)
        assert ("岗位到" in client.get("/admin/").text) is told
        client.force_login(here.coordinator)
        assert ("三十天内到期的岗位" in client.get("/admin/").text) is told
