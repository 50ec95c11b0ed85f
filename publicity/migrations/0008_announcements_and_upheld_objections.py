"""Announcements take no objections; an upheld one sends back; notices fall with cases."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from publicity.triggers import cases


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_pending_files"),
        ("publicity", "0007_posting_day_not_counted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(cases.GATE, migrations.RunSQL.noop),
        migrations.RunSQL(
            cases.HANGS_FOR_LIVE_CASES, cases.HANGS_FOR_LIVE_CASES_REVERSE
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="objection",
            name="guard_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="objection",
            name="guard_change",
        ),
        migrations.AddField(
            model_name="objection",
            name="sent_index",
            field=models.BinaryField(
                help_text="Keyed hash of what was sent by whom: sent twice, it is one.",
                max_length=16,
                null=True,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="guard_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE n publicity_notice%ROWTYPE;",
                    func="\nIF NEW.row_id IS NOT NULL THEN\n  SELECT r.case_id INTO NEW.case_id FROM publicity_noticerow r\n    WHERE r.id = NEW.row_id AND r.notice_id = NEW.notice_id;\n  IF NOT FOUND THEN\n    RAISE check_violation USING CONSTRAINT = 'objection_row_of_notice',\n    MESSAGE = 'the row is not on this notice';\n  END IF;\nEND IF;\nPERFORM 1 FROM core_case WHERE id IN (\n    SELECT r.case_id FROM publicity_noticerow r\n    WHERE r.notice_id = NEW.notice_id AND (NEW.row_id IS NULL OR r.id = NEW.row_id))\n  ORDER BY id FOR KEY SHARE;\nSELECT * INTO n FROM publicity_notice WHERE id = NEW.notice_id;\nIF n.kind = 'announcement' THEN\n  RAISE check_violation USING CONSTRAINT = 'objection_to_a_notice',\n    MESSAGE = 'an announcement takes no objections';\nEND IF;\nNEW.received_at := clock_timestamp();\nNEW.region_code := n.region_code;\nNEW.is_late := n.ends_at IS NOT NULL AND NEW.received_at >= n.ends_at;\nIF NEW.state <> 'open' THEN\n  RAISE check_violation USING CONSTRAINT = 'objection_starts_open',\n    MESSAGE = 'an objection is answered later';\nEND IF;\nRETURN NEW;\n",
                    hash="873047b1d116ab1ecbf398f1f628e2acd45e1aec",
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
                    func="\nIF TG_OP = 'DELETE' THEN\n  RAISE check_violation USING CONSTRAINT = 'objection_never_lost',\n    MESSAGE = 'an objection is never deleted';\nEND IF;\nIF OLD.state <> 'open' THEN\n  RAISE check_violation USING CONSTRAINT = 'objection_answer_final',\n    MESSAGE = 'the objection was answered';\nEND IF;\nIF to_jsonb(OLD) - ARRAY['state', 'answer', 'answered_by_id', 'answered_at'] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['state', 'answer', 'answered_by_id', 'answered_at'] THEN\n  RAISE check_violation USING CONSTRAINT = 'objection_text_fixed',\n    MESSAGE = 'what the objector said never changes';\nEND IF;\nIF NEW.state <> 'open' THEN\n  NEW.answered_at := clock_timestamp();\n  IF EXISTS (\n      SELECT 1 FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id\n      WHERE r.notice_id = NEW.notice_id AND (NEW.row_id IS NULL OR r.id = NEW.row_id)\n        AND (c.opened_by_id = NEW.answered_by_id OR EXISTS (\n          SELECT 1 FROM core_caseevent e\n          WHERE e.case_id = c.id AND e.actor_id = NEW.answered_by_id\n            AND (e.is_decision OR e.action = 'forward')))) THEN\n    RAISE check_violation USING CONSTRAINT = 'objection_answerer_unrelated',\n    MESSAGE = 'who had a part in it does not answer';\n  END IF;\nEND IF;\nRETURN NEW;\n",
                    hash="e711eab5fc9ae38404fb0486d4075d41f7626f2d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_guard_change_21bdd",
                    table="publicity_objection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="upheld_sends_back",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\nIF OLD.state = 'open' AND NEW.state = 'accepted' AND EXISTS (\n    SELECT 1 FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id\n    WHERE r.notice_id = NEW.notice_id AND (NEW.row_id IS NULL OR r.id = NEW.row_id)\n      AND c.closed_at IS NULL AND c.round = r.round) THEN\n  RAISE check_violation USING CONSTRAINT = 'objection_upheld_sends_back',\n    MESSAGE = 'the case must go back with the answer';\nEND IF;\nRETURN NULL;\n",
                    hash="ba8e6b8857c40dcfd3b2f6f7c063501229f0781a",
                    operation="UPDATE",
                    pgid="pgtrigger_upheld_sends_back_0d058",
                    table="publicity_objection",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                fields=("sent_index",),
                name="objection_sent_once",
                violation_error_message="This objection was sent before.",
            ),
        ),
    ]
