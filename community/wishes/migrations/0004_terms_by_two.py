import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F

USER = settings.AUTH_USER_MODEL


def person(label):
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=USER, verbose_name=label
    )


def date_first_versions(apps, schema_editor):
    """What came with the program was in force from its day on, by nobody's decision."""
    terms = apps.get_model("wishes", "Terms").objects
    terms.update(set_at=F("valid_from"), approved_at=F("valid_from"), reason="随系统带来")
    terms.filter(category__active=False).update(in_use=False)


class Migration(migrations.Migration):
    """The terms of a category, and whether it is in use, are versions that a second person has approved."""

    dependencies = [("wishes", "0003_wisher_codes_are_codes"), migrations.swappable_dependency(USER)]
    operations = [
        migrations.AddField("terms", "set_by", person("提出人")),
        migrations.AddField("terms", "set_at", models.DateTimeField(null=True, verbose_name="提出时间")),
        migrations.AddField(
            "terms", "reason", models.CharField(default="", max_length=200, verbose_name="理由"), preserve_default=False
        ),
        migrations.AddField("terms", "approved_by", person("批准人")),
        migrations.AddField("terms", "approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
        migrations.AddField("terms", "closed_by", person("退回人")),
        migrations.AddField("terms", "closed_at", models.DateTimeField(blank=True, null=True, verbose_name="退回时间")),
        migrations.AddField(
            "terms", "closing", models.CharField(blank=True, default="", max_length=200, verbose_name="退回的理由"),
            preserve_default=False,
        ),
        migrations.AddField("terms", "in_use", models.BooleanField(default=True, verbose_name="在用")),
        migrations.RunPython(date_first_versions, migrations.RunPython.noop),
        migrations.AlterField("terms", "set_at", models.DateTimeField(verbose_name="提出时间")),
        migrations.RemoveField("category", "active"),
        migrations.AlterField(
            model_name='terms',
            name='version',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='版本'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(fields=('nature', 'name'), name='one_category_of_a_name'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('set_by')), _negated=True), _connector='OR'), name='terms_approved_by_another'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), models.Q(('approved_at__isnull', False), ('set_by', None)), _connector='OR'), name='terms_approval_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('closing', '')), models.Q(('approved_at', None), ('closed_at__isnull', False), ('closed_by__isnull', False), models.Q(('closing', ''), _negated=True)), _connector='OR'), name='terms_closing_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='terms_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_at__gte', models.F('set_at')), _connector='OR'), models.Q(('closed_at', None), ('closed_at__gte', models.F('set_at')), _connector='OR')), name='terms_decided_after_proposal'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at__isnull', False), ('valid_until', None)), fields=('category',), name='one_terms_without_end'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at', None), ('closed_at', None)), fields=('category',), name='one_waiting_terms'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('valid_until', None), ('version', None)), models.Q(('approved_at__isnull', False), ('version__isnull', False)), _connector='OR'), name='terms_are_numbered_when_approved'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__gte', models.F('set_at')), models.Q(('approved_at', None), ('valid_from__gte', models.F('approved_at')), _connector='OR'), models.Q(('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR')), name='terms_never_rewrite_the_past'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(('act_days__range', (1, 365))), name='terms_leave_time_to_act'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handling__in', ['claim', 'claim_in_street']), _negated=True), models.Q(('widest', 'staff'), _negated=True), _connector='OR'), name='what_is_claimed_can_be_seen'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(('set_by__isnull', False), ('version', 1), _connector='OR'), name='only_first_terms_came_with_the_program'),
        ),
    ]
