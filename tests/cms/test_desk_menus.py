import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.admin.menu import admin_menu

from cms.wagtail_hooks import WAGTAIL_MENUS


@pytest.fixture
def worker(django_user_model):
    """May open the desk, publishes nothing."""
    group = Group.objects.create(name="工作台")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    return member_of(group, django_user_model, "worker")


@pytest.fixture
def editor(django_user_model):
    return member_of(Group.objects.get(name="Editors"), django_user_model, "editor")


def member_of(group, model, username):
    user = model.objects.create_user(username=username)
    user.groups.add(group)
    return user


def menus(rf, user):
    request = rf.get("/admin/")
    request.user = user
    return {item.name for item in admin_menu.menu_items_for_request(request)}


@pytest.mark.django_db
def test_who_does_not_publish_sees_none_of_wagtails_menus(rf, worker):
    assert not menus(rf, worker) & WAGTAIL_MENUS


@pytest.mark.django_db
def test_an_editor_keeps_pages_and_pictures(rf, editor):
    assert {"explorer", "images"} <= menus(rf, editor)


@pytest.mark.django_db
def test_the_desk_of_who_does_not_publish_opens_without_wagtails_panels(client, worker):
    client.force_login(worker)

    answer = client.get("/admin/")

    assert answer.status_code == 200
    names = {type(panel).__module__ for panel in answer.context["panels"]}
    assert not {name for name in names if name.startswith("wagtail")}


@pytest.mark.django_db
def test_an_editors_desk_keeps_its_panels(client, editor):
    client.force_login(editor)

    assert client.get("/admin/").context["panels"]
