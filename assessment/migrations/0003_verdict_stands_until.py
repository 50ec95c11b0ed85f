import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import core.scope

# A verdict stood a row a run; now it stands from the run that first says it until one that says otherwise.
SET_ASIDE = """
ALTER TABLE assessment_verdict RENAME TO assessment_verdict_a_run;
ALTER TABLE assessment_verdict_a_run RENAME CONSTRAINT assessment_verdict_pkey TO assessment_verdict_a_run_pkey;
DROP INDEX verdict_place;
"""
TAKE_OVER = """
INSERT INTO assessment_verdict (run_id, household_id, region_code, outcome, unmet, unknown, is_change, since, until)
SELECT run_id, household_id, region_code, outcome, unmet, unknown, was IS NOT NULL AND was <> (unmet, unknown), closed_at,
  lead(closed_at) OVER said
FROM (SELECT v.*, r.closed_at, lag((v.outcome, v.region_code)) OVER each AS stood, lag((v.unmet, v.unknown)) OVER each AS was
  FROM assessment_verdict_a_run v JOIN assessment_recheckrun r ON r.id = v.run_id
  WHERE r.closed_at IS NOT NULL WINDOW each AS (PARTITION BY v.household_id ORDER BY r.closed_at)) every
WHERE was IS NULL OR was <> (unmet, unknown) OR stood <> (outcome::varchar, region_code)
WINDOW said AS (PARTITION BY household_id ORDER BY closed_at);
DROP TABLE assessment_verdict_a_run;
"""
# Ranges are how a run was cut up; what a sweep or a move added stands in the verdicts.
STRAIGHTEN = """
DELETE FROM assessment_recheckshard WHERE is_sweep;
UPDATE assessment_recheckshard SET in_scope = checked WHERE moved > 0;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0002_exit_needs_case"),
        ("households", "0002_listing"),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SET_ASIDE)],
            state_operations=[migrations.DeleteModel("Verdict")],
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "region_code",
                    core.scope.RegionCodeField(
                        db_collation="C", max_length=12, verbose_name="region code"
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("met", "met"),
                            ("unmet", "not met"),
                            ("unknown", "not known"),
                        ],
                        max_length=7,
                        verbose_name="verdict",
                    ),
                ),
                ("unmet", models.IntegerField(default=0)),
                ("unknown", models.IntegerField(default=0)),
                (
                    "is_change",
                    models.BooleanField(
                        default=False,
                        help_text="Something else was said of the household before.",
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.household",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="assessment.recheckrun",
                    ),
                ),
            ],
            options={"verbose_name": "verdict"},
        ),
        migrations.AddIndex(
            "verdict",
            models.Index(fields=["region_code", "household"], name="verdict_place"),
        ),
        migrations.AddConstraint(
            "verdict",
            models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("household",),
                name="verdict_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            "verdict",
            models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="verdict_forward",
            ),
        ),
        migrations.RunSQL(TAKE_OVER),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="656f144bac5e5d63f13c1605059b1a4126dd99c3",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_1fb29",
                    table="assessment_verdict",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="said_is_said",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.until IS NOT NULL OR (OLD.id, OLD.run_id, OLD.household_id, OLD.region_code, OLD.outcome, OLD.unmet, OLD.unknown, OLD.is_change, OLD.since) IS DISTINCT FROM (NEW.id, NEW.run_id, NEW.household_id, NEW.region_code, NEW.outcome, NEW.unmet, NEW.unknown, NEW.is_change, NEW.since))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9a4e0567beb34f83990ff35b238d0d9e9dc4b1e5",
                    operation="UPDATE",
                    pgid="pgtrigger_said_is_said_a56dd",
                    table="assessment_verdict",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AlterModelOptions(
            "recheckshard", options={"ordering": ("run", "lo")}
        ),
        migrations.RemoveConstraint("recheckshard", "shard_once"),
        migrations.RemoveConstraint("recheckshard", "shard_every_household_once"),
        migrations.RunSQL(STRAIGHTEN),
        migrations.RemoveField("recheckshard", "is_sweep"),
        migrations.RemoveField("recheckshard", "moved"),
        migrations.AddConstraint(
            "recheckshard",
            models.UniqueConstraint(fields=("run", "lo"), name="shard_once"),
        ),
        migrations.AddConstraint(
            "recheckshard",
            models.CheckConstraint(
                condition=models.Q(("in_scope", models.F("checked"))),
                name="shard_every_household_once",
            ),
        ),
        migrations.RemoveField("recheckrun", "previous"),
    ]
