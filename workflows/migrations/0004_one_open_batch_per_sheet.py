from django.db import migrations, models


class Migration(migrations.Migration):
    """The same sheet sent twice in the same moment is one batch."""

    dependencies = [("workflows", "0003_exports")]
    operations = [
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["done", "dropped"]), _negated=True),
                fields=("owner", "kind", "file_lookup"),
                name="one_open_batch_per_sheet",
            ),
        ),
    ]
