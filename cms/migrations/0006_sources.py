"""Sources one may repost from; editors keep them, and what search recommends."""

import django.core.validators
from django.db import migrations, models


def let_editors_keep(apps, schema_editor):
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="宣传编辑")
    for app, model, verbs in (
        ("cms", "newssource", ("add", "change", "delete", "view")),
        ("search", "promotion", ("add", "change", "delete", "view")),
        ("search", "unanswered", ("delete", "view")),
    ):
        content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
        for codename in (f"{verb}_{model}" for verb in verbs):
            permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": codename}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0005_contributions'),
        ('search', '0002_promotions'),
    ]

    operations = [
        migrations.CreateModel(
            name='NewsSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='单位')),
                ('domain', models.CharField(help_text='只写域名，如 people.com.cn，它下面的都算。', max_length=100, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9-]+(\\.[a-z0-9-]+)+$', '只写域名，用小写字母，不带 http 和斜杠。')], verbose_name='网址')),
            ],
            options={
                'verbose_name': '转载稿源',
                'verbose_name_plural': '转载稿源',
                'ordering': ('name',),
            },
        ),
        migrations.AddField(
            model_name='articlepage',
            name='repost_reason',
            field=models.CharField(blank=True, help_text='写在审签单上，读者看不到。', max_length=100, verbose_name='不在稿源名单里，为什么转'),
        ),
        migrations.RunPython(let_editors_keep, migrations.RunPython.noop),
    ]
