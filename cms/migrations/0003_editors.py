"""Editors may write below the home page and keep pictures and files; documents that have no 索引号 get one."""

from django.db import migrations

EDITORS = "宣传编辑"


def let_editors_in(apps, schema_editor):
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=EDITORS)
    Page = apps.get_model("wagtailcore", "Page")
    home = Page.objects.filter(content_type__app_label="home", content_type__model="homepage").first()
    for codename in ("add_page", "change_page"):
        permission = _permission(apps, "wagtailcore", "page", codename)
        apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
            group=group, page=home, permission=permission
        )
    group.permissions.add(_permission(apps, "cms", "sitesettings", "change_sitesettings"))
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for verb in ("add", "choose"):
            permission = _permission(apps, app, model, f"{verb}_{model}")
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=group, collection=root, permission=permission
            )


def _permission(apps, app, model, codename):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": codename}
    )
    return permission


def number_documents(apps, schema_editor):
    Serial = apps.get_model("cms", "IndexSerial")
    for paper in apps.get_model("cms", "PolicyPage").objects.filter(index_no=None).order_by("written_on", "pk"):
        serial, _ = Serial.objects.get_or_create(year=paper.written_on.year)
        serial.last += 1
        serial.save()
        paper.index_no = f"YQ/{serial.year}-{serial.last:05}"
        paper.save(update_fields=["index_no"])


def make_settings(apps, schema_editor):
    apps.get_model("cms", "SiteSettings").objects.get_or_create()


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0002_more_page_types"),
        ("home", "0002_site_tree"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(make_settings, migrations.RunPython.noop),
        migrations.RunPython(let_editors_in, migrations.RunPython.noop),
        migrations.RunPython(number_documents, migrations.RunPython.noop),
    ]
