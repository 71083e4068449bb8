from django.db import migrations

from home.setup import create_stars_page


def forwards(apps, schema_editor):
    create_stars_page(apps)


class Migration(migrations.Migration):
    dependencies = [("home", "0002_site_tree"), ("cms", "0004_boards")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
