from django.db import migrations, models

SQLITE = [
    """CREATE VIRTUAL TABLE search_words USING fts5(title_grams, text_grams, content='search_entry', content_rowid='id')""",
    """CREATE TRIGGER search_entry_new AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_words(rowid, title_grams, text_grams) VALUES (new.id, new.title_grams, new.text_grams); END""",
    """CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_words(search_words, rowid, title_grams, text_grams)
        VALUES ('delete', old.id, old.title_grams, old.text_grams); END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF title_grams, text_grams ON search_entry BEGIN
        INSERT INTO search_words(search_words, rowid, title_grams, text_grams)
        VALUES ('delete', old.id, old.title_grams, old.text_grams);
        INSERT INTO search_words(rowid, title_grams, text_grams) VALUES (new.id, new.title_grams, new.text_grams); END""",
]
POSTGRESQL = [
    """ALTER TABLE search_entry ADD COLUMN title_words tsvector
        GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, title_grams)) STORED""",
    """ALTER TABLE search_entry ADD COLUMN words tsvector
        GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, title_grams || ' ' || text_grams)) STORED""",
    # Without a list of changes that wait: a search would read all of it.
    "CREATE INDEX search_entry_title_words ON search_entry USING gin (title_words) WITH (fastupdate = off)",
    "CREATE INDEX search_entry_words ON search_entry USING gin (words) WITH (fastupdate = off)",
]


def install(apps, schema_editor):
    """The index of words, in the database's own way; it follows the table by itself.

    Whoever remakes the table on SQLite has to install the triggers again.
    """
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(max_length=40, verbose_name="类型")),
                ("title", models.CharField(max_length=255, verbose_name="标题")),
                ("text", models.TextField(blank=True, verbose_name="内容")),
                ("day", models.DateField(verbose_name="日期")),
                ("issuer", models.CharField(blank=True, max_length=100, verbose_name="发布机构")),
                ("area", models.CharField(blank=True, max_length=32, verbose_name="区域")),
                ("title_grams", models.TextField(editable=False)),
                ("text_grams", models.TextField(editable=False)),
            ],
            options={"verbose_name": "可搜到的内容", "verbose_name_plural": "可搜到的内容"},
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
