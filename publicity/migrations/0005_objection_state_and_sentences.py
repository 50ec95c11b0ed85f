"""Objection.status becomes state; sentences beside constraints; triggers wrapped."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from publicity import triggers

GATE_BEFORE = triggers.cases.GATE.replace("b.state =", "b.status =")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_wrap_triggers"),
        ("publicity", "0004_public_row_masked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="notice",
            name="guard_change",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="notice",
            name="guard_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="noticerow",
            name="guard_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="noticerow",
            name="frozen",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="objection",
            name="guard_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="objection",
            name="guard_change",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="publicrow",
            name="guard_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="publicrow",
            name="frozen",
        ),
        migrations.RemoveConstraint(
            model_name="objection",
            name="objection_answer_complete",
        ),
        migrations.RemoveIndex(
            model_name="objection",
            name="objection_place",
        ),
        migrations.RemoveIndex(
            model_name="objection",
            name="objection_open_case",
        ),
        migrations.RenameField(
            model_name="objection", old_name="status", new_name="state"
        ),
        migrations.AlterField(
            model_name="objection",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "to be answered"),
                    ("accepted", "upheld"),
                    ("dismissed", "not upheld"),
                ],
                default="open",
                max_length=9,
                verbose_name="state",
            ),
        ),
        # The gate reads the column by its name; it is a function of ours, not of pgtrigger.
        migrations.RunSQL(triggers.cases.GATE, GATE_BEFORE),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(fields=["region_code", "state"], name="objection_place"),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["case"],
                name="objection_open_case",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="guard_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE posted_on date;",
                    func="\nIF NEW.row_count <> (\n     SELECT count(*) FROM publicity_noticerow WHERE notice_id = NEW.id)\n   OR NEW.row_count <> (\n     SELECT count(*) FROM publicity_publicrow WHERE notice_id = NEW.id) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_rows_complete',\n    MESSAGE = 'a row was lost on the way to the board';\nEND IF;\nIF EXISTS (\n    SELECT 1 FROM publicity_noticerow b\n    LEFT JOIN publicity_publicrow p\n      ON p.notice_id = b.notice_id AND p.position = b.position\n    WHERE b.notice_id = NEW.id AND p.cells IS DISTINCT FROM\n      CASE WHEN b.cells ? 'head_name' THEN b.cells || jsonb_build_object(\n        'head_name', publicity_masked(b.cells ->> 'head_name')) ELSE b.cells END) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_public_row_masked',\n    MESSAGE = 'the web shows the row with its name masked';\nEND IF;\n\nIF NEW.starts_at > clock_timestamp()\n   OR NEW.starts_at < clock_timestamp() - interval '10 minutes' THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_starts_now',\n    MESSAGE = 'a period starts when the notice is posted';\nEND IF;\nposted_on := (NEW.starts_at AT TIME ZONE 'Asia/Shanghai')::date;\nIF NEW.ends_at IS NOT NULL AND NEW.ends_at < (\n     (publicity_last_day(posted_on, NEW.days, NEW.is_working) + 1)::timestamp\n     AT TIME ZONE 'Asia/Shanghai') THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_period_whole',\n    MESSAGE = 'the period is shorter than its days';\nEND IF;\n\nPERFORM 1 FROM core_case\n  WHERE id IN (SELECT case_id FROM publicity_noticerow WHERE notice_id = NEW.id)\n  ORDER BY id FOR NO KEY UPDATE;\nIF NEW.kind <> 'announcement' AND EXISTS (\n    SELECT 1 FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id\n    WHERE r.notice_id = NEW.id AND c.state <> NEW.step) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_step_of_case',\n    MESSAGE = 'a case does not stand at this step';\nEND IF;\nIF EXISTS (\n    SELECT 1 FROM publicity_noticerow r\n    JOIN publicity_noticerow o\n      ON o.case_id = r.case_id AND o.round = r.round AND o.notice_id <> NEW.id\n    JOIN publicity_notice n\n      ON n.id = o.notice_id AND n.step = NEW.step AND n.withdrawn_at IS NULL\n    WHERE r.notice_id = NEW.id) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_one_live_per_case',\n    MESSAGE = 'the case is on the board already';\nEND IF;\n\nIF NEW.ends_at IS NOT NULL AND NEW.days < COALESCE((\n    SELECT max(publicity_days_of(c.flow, NEW.step, c.region_code, posted_on))\n    FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id\n    WHERE r.notice_id = NEW.id), 0) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_days_by_policy',\n    MESSAGE = 'the policy asks for more days';\nEND IF;\nIF NOT publicity_says(\n    NEW.text, posted_on,\n    ((NEW.ends_at - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date,\n    NEW.days, NEW.is_working) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_text_says_its_period',\n    MESSAGE = 'the text names other days than it hangs';\nEND IF;\n\nRETURN NEW;\n",
                    hash="9d65a96dad540a89b726c7738d879c412d538c8e",
                    operation="INSERT",
                    pgid="pgtrigger_guard_insert_0f1a6",
                    table="publicity_notice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="guard_change",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF TG_OP = 'DELETE' THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_never_deleted',\n    MESSAGE = 'a notice is withdrawn, never deleted';\nEND IF;\nIF to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason', 'closed_at']\n   IS DISTINCT FROM to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason', 'closed_at'] THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_rows_frozen',\n    MESSAGE = 'what was posted never changes';\nEND IF;\nIF OLD.withdrawn_at IS NOT NULL\n   AND (OLD.withdrawn_at, OLD.withdrawn_by_id, OLD.withdrawn_reason)\n   IS DISTINCT FROM (NEW.withdrawn_at, NEW.withdrawn_by_id, NEW.withdrawn_reason) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_withdrawal_final',\n    MESSAGE = 'a withdrawal is not undone';\nEND IF;\nIF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL THEN\n  NEW.withdrawn_at := clock_timestamp();\nEND IF;\nRETURN NEW;\n",
                    hash="0309bc92eee7e7a4c569e9849368ec9903918b00",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_guard_change_ab614",
                    table="publicity_notice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticerow",
            trigger=pgtrigger.compiler.Trigger(
                name="guard_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF NEW.case_id IS NOT NULL THEN\n  SELECT round INTO NEW.round FROM core_case WHERE id = NEW.case_id;\nEND IF;\n\nIF EXISTS (SELECT 1 FROM publicity_notice WHERE id = NEW.notice_id) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_rows_frozen',\n    MESSAGE = 'no row is added after posting';\nEND IF;\nRETURN NEW;\n\n",
                    hash="437470ffd19a23e648f017dbc51d4fc6606cab48",
                    operation="INSERT",
                    pgid="pgtrigger_guard_insert_179f3",
                    table="publicity_noticerow",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticerow",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nRAISE check_violation USING CONSTRAINT = 'notice_rows_frozen',\n    MESSAGE = 'a posted row never changes';\n",
                    hash="aeda9f4043c96f98c10e929b9366555d2e00c753",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_frozen_399eb",
                    table="publicity_noticerow",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="guard_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE n publicity_notice%ROWTYPE;",
                    func="\nIF NEW.row_id IS NOT NULL THEN\n  SELECT r.case_id INTO NEW.case_id FROM publicity_noticerow r\n    WHERE r.id = NEW.row_id AND r.notice_id = NEW.notice_id;\n  IF NOT FOUND THEN\n    RAISE check_violation USING CONSTRAINT = 'objection_row_of_notice',\n    MESSAGE = 'the row is not on this notice';\n  END IF;\nEND IF;\nPERFORM 1 FROM core_case WHERE id IN (\n    SELECT r.case_id FROM publicity_noticerow r\n    WHERE r.notice_id = NEW.notice_id AND (NEW.row_id IS NULL OR r.id = NEW.row_id))\n  ORDER BY id FOR KEY SHARE;\nSELECT * INTO n FROM publicity_notice WHERE id = NEW.notice_id;\nNEW.received_at := clock_timestamp();\nNEW.region_code := n.region_code;\nNEW.is_late := n.ends_at IS NOT NULL AND NEW.received_at >= n.ends_at;\nIF NEW.state <> 'open' THEN\n  RAISE check_violation USING CONSTRAINT = 'objection_starts_open',\n    MESSAGE = 'an objection is answered later';\nEND IF;\nRETURN NEW;\n",
                    hash="e500fc2c2f9240531c44c2efca095643c0f84e81",
                    operation="INSERT",
                    pgid="pgtrigger_guard_insert_f7119",
                    table="publicity_objection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="guard_change",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF TG_OP = 'DELETE' THEN\n  RAISE check_violation USING CONSTRAINT = 'objection_never_lost',\n    MESSAGE = 'an objection is never deleted';\nEND IF;\nIF OLD.state <> 'open' THEN\n  RAISE check_violation USING CONSTRAINT = 'objection_answer_final',\n    MESSAGE = 'the objection was answered';\nEND IF;\nIF to_jsonb(OLD) - ARRAY['state', 'answer', 'answered_by_id', 'answered_at'] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['state', 'answer', 'answered_by_id', 'answered_at'] THEN\n  RAISE check_violation USING CONSTRAINT = 'objection_text_fixed',\n    MESSAGE = 'what the objector said never changes';\nEND IF;\nIF NEW.state <> 'open' THEN\n  NEW.answered_at := clock_timestamp();\n  IF EXISTS (\n      SELECT 1 FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id\n      WHERE r.notice_id = NEW.notice_id AND (NEW.row_id IS NULL OR r.id = NEW.row_id)\n        AND (c.opened_by_id = NEW.answered_by_id OR EXISTS (\n          SELECT 1 FROM core_caseevent e\n          WHERE e.case_id = c.id AND e.is_decision\n            AND e.actor_id = NEW.answered_by_id))) THEN\n    RAISE check_violation USING CONSTRAINT = 'objection_answerer_unrelated',\n    MESSAGE = 'who decided the case does not answer';\n  END IF;\nEND IF;\nRETURN NEW;\n",
                    hash="18543d2acd084520ab0586655256771411fb0c35",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_guard_change_21bdd",
                    table="publicity_objection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publicrow",
            trigger=pgtrigger.compiler.Trigger(
                name="guard_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (SELECT 1 FROM publicity_notice WHERE id = NEW.notice_id) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_rows_frozen',\n    MESSAGE = 'no row is added after posting';\nEND IF;\nRETURN NEW;\n",
                    hash="157e1a62ba1b7d17d706e3e6113695b8fcd9ed30",
                    operation="INSERT",
                    pgid="pgtrigger_guard_insert_b687c",
                    table="publicity_publicrow",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publicrow",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nRAISE check_violation USING CONSTRAINT = 'notice_rows_frozen',\n    MESSAGE = 'a posted row never changes';\n",
                    hash="7d15ef88f7976531089037010726a179435db656",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_frozen_04f49",
                    table="publicity_publicrow",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("answered_at", None),
                        ("answered_by", None),
                        ("state", "open"),
                    ),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        ("state__in", ["accepted", "dismissed"]),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="objection_answer_complete",
                violation_error_message="Write what you found out; the objector reads it.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="notice",
            name="notice_columns_known",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "columns__contained_by",
                        [
                            "village",
                            "group",
                            "head_name",
                            "member_count",
                            "measure",
                            "quantity",
                            "standard",
                            "amount",
                            "project_name",
                            "site",
                            "content",
                            "fund_source",
                            "document",
                            "duration",
                            "unit",
                            "effect",
                            "result",
                            "population",
                            "remaining",
                            "incidence",
                        ],
                    )
                ),
                name="notice_columns_known",
                violation_error_message="A notice has only the agreed columns.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="notice",
            name="notice_has_end_unless_standing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_at", None), ("kind", "standing")),
                    models.Q(
                        models.Q(("kind", "standing"), _negated=True),
                        ("days__gt", 0),
                        ("ends_at__gt", models.F("starts_at")),
                        ("ends_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="notice_has_end_unless_standing",
                violation_error_message="A notice hangs for at least one day; a standing one has no end.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="notice",
            name="notice_withdrawal_complete",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("withdrawn_at", None),
                        ("withdrawn_by", None),
                        ("withdrawn_reason", ""),
                    ),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawn_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="notice_withdrawal_complete",
                violation_error_message="Give the reason, so that the others know what to do.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="notice",
            name="notice_text_without_numbers",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "title__regex",
                            "(?<!\\d)(\\d{15,20}|\\d{17}[Xx]|1[3-9]\\d{9})(?!\\d)",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "text__regex",
                            "(?<!\\d)(\\d{15,20}|\\d{17}[Xx]|1[3-9]\\d{9})(?!\\d)",
                        ),
                        _negated=True,
                    ),
                ),
                name="notice_text_without_numbers",
                violation_error_message="The notice contains a personal number; take it out.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="noticerow",
            name="notice_row_case_once",
            constraint=models.UniqueConstraint(
                fields=("notice", "case"),
                name="notice_row_case_once",
                violation_error_message="A case stands on a notice only once.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="objection",
            name="objection_says_something",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="objection_says_something",
                violation_error_message="Write what is wrong.",
            ),
        ),
    ]
