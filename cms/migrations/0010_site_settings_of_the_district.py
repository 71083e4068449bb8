"""Banner, footer and menus stand on every page: only who writes for the whole district sets them."""

from django.db import migrations

EDITORS, SITE = "宣传编辑", "网站设置"


def move(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    site, _ = Group.objects.get_or_create(name=SITE)
    permissions = apps.get_model("auth", "Permission").objects.filter(codename="change_sitesettings")
    for permission in permissions:
        Group.objects.get(name=EDITORS).permissions.remove(permission)
        site.permissions.add(permission)
    held = apps.get_model("people", "Membership").objects.filter(role="editor", region__level="district", ends_on=None)
    site.user_set.add(*held.values_list("user", flat=True))


class Migration(migrations.Migration):
    dependencies = [("cms", "0009_dead_links"), ("people", "0005_rows_per_page")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
