import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F

USER = settings.AUTH_USER_MODEL


def person(label, *, null=True):
    return models.ForeignKey(
        blank=null, null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=USER, verbose_name=label
    )


def date_old_numbers(apps, schema_editor):
    """What was approved before there was a moment for it, was so when it came into force."""
    policies = apps.get_model("records", "Policy").objects
    policies.update(set_at=F("valid_from"))
    policies.exclude(approved_by=None).update(approved_at=F("valid_from"))


class Migration(migrations.Migration):
    """Numbers and holidays have no effect before a second person has approved them."""

    dependencies = [("records", "0003_one_time_codes"), migrations.swappable_dependency(USER)]
    operations = [
        migrations.RemoveConstraint("policy", "one_policy_value_at_a_time"),
        migrations.AddField("policy", "set_at", models.DateTimeField(null=True, verbose_name="提出时间")),
        migrations.AddField("policy", "approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
        migrations.AddField("policy", "closed_by", person("退回人")),
        migrations.AddField("policy", "closed_at", models.DateTimeField(blank=True, null=True, verbose_name="退回时间")),
        migrations.AddField(
            "policy", "closing", models.CharField(blank=True, default="", max_length=200, verbose_name="退回的理由"),
            preserve_default=False,
        ),
        migrations.RunPython(date_old_numbers, migrations.RunPython.noop),
        migrations.AlterField("policy", "set_at", models.DateTimeField(verbose_name="提出时间")),
        migrations.AlterField("policy", "set_by", person("提出人", null=False)),
        # No page ever filled the old table.
        migrations.DeleteModel("Holiday"),
        migrations.CreateModel(
            name='Arrangement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('set_at', models.DateTimeField(verbose_name='提出时间')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='批准时间')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='退回时间')),
                ('closing', models.CharField(blank=True, max_length=200, verbose_name='退回的理由')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
            ],
            options={
                'verbose_name': '节假日安排',
                'verbose_name_plural': '节假日安排',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='日期')),
                ('kind', models.CharField(choices=[('rest', '放假'), ('work', '上班'), ('library', '按原来的日历')], max_length=8, verbose_name='放假还是上班')),
                ('name', models.CharField(blank=True, max_length=20, verbose_name='名称')),
            ],
            options={
                'verbose_name': '节假日',
                'verbose_name_plural': '节假日',
            },
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), models.Q(('approved_at__isnull', False), ('set_by', None)), _connector='OR'), name='policy_approval_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('closing', '')), models.Q(('approved_at', None), ('closed_at__isnull', False), ('closed_by__isnull', False), models.Q(('closing', ''), _negated=True)), _connector='OR'), name='policy_closing_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='policy_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_at__gte', models.F('set_at')), _connector='OR'), models.Q(('closed_at', None), ('closed_at__gte', models.F('set_at')), _connector='OR')), name='policy_decided_after_proposal'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at__isnull', False)), fields=('key', 'valid_from'), name='one_policy_value_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at', None), ('closed_at', None)), fields=('key',), name='one_waiting_change_per_number'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__gte', models.F('set_at')), models.Q(('approved_at', None), ('valid_from__gte', models.F('approved_at')), _connector='OR')), name='policy_never_rewrites_the_past'),
        ),
        migrations.AddField(
            model_name='arrangement',
            name='approved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批准人'),
        ),
        migrations.AddField(
            model_name='arrangement',
            name='closed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='退回人'),
        ),
        migrations.AddField(
            model_name='arrangement',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人'),
        ),
        migrations.AddField(
            model_name='holiday',
            name='arrangement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='records.arrangement'),
        ),
        migrations.AddConstraint(
            model_name='arrangement',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('set_by')), _negated=True), _connector='OR'), name='arrangement_approved_by_another'),
        ),
        migrations.AddConstraint(
            model_name='arrangement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), models.Q(('approved_at__isnull', False), ('set_by', None)), _connector='OR'), name='arrangement_approval_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='arrangement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('closing', '')), models.Q(('approved_at', None), ('closed_at__isnull', False), ('closed_by__isnull', False), models.Q(('closing', ''), _negated=True)), _connector='OR'), name='arrangement_closing_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='arrangement',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='arrangement_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='arrangement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_at__gte', models.F('set_at')), _connector='OR'), models.Q(('closed_at', None), ('closed_at__gte', models.F('set_at')), _connector='OR')), name='arrangement_decided_after_proposal'),
        ),
        migrations.AddConstraint(
            model_name='holiday',
            constraint=models.UniqueConstraint(fields=('arrangement', 'day'), name='a_day_once_in_an_arrangement'),
        ),
    ]
