from datetime import UTC, datetime

from django.db import migrations

RULES = {"wish_done_goods": 10, "wish_done_service": 15, "urgent": 5, "satisfied": 2}


def create(apps, schema_editor):
    rule = apps.get_model("points", "Rule")
    rule.objects.bulk_create(
        rule(code=code, version=1, points=points, valid_from=datetime(2026, 1, 1, tzinfo=UTC))
        for code, points in RULES.items()
    )


class Migration(migrations.Migration):
    """The first published version of the point rules (domain.md §4.2)."""

    dependencies = [("points", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
