from datetime import UTC, datetime

from django.db import migrations, models


def create(apps, schema_editor):
    apps.get_model("points", "Rule").objects.create(
        code="helped", version=1, points=5, valid_from=datetime(2026, 1, 1, tzinfo=UTC)
    )


class Migration(migrations.Migration):
    """Who keeps a part he promised earns for it."""

    dependencies = [("points", "0002_rules")]
    operations = [
        migrations.AlterField(
            model_name="rule",
            name="code",
            field=models.CharField(
                choices=[
                    ("wish_done_goods", "完成物品类心愿"),
                    ("wish_done_service", "完成服务类心愿"),
                    ("urgent", "加急心愿"),
                    ("satisfied", "心愿人满意"),
                    ("helped", "协办心愿"),
                ],
                max_length=24,
                verbose_name="规则",
            ),
        ),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
