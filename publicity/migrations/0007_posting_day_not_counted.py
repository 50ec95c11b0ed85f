"""A text counts its days from the day after posting, as the law does."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from publicity import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("publicity", "0006_columns_of_projects"),
    ]

    operations = [
        migrations.RunSQL(triggers.SAYS, migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="notice",
            name="guard_insert",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="guard_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE posted_on date;",
                    func="\nIF NEW.row_count <> (\n     SELECT count(*) FROM publicity_noticerow WHERE notice_id = NEW.id)\n   OR NEW.row_count <> (\n     SELECT count(*) FROM publicity_publicrow WHERE notice_id = NEW.id) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_rows_complete',\n    MESSAGE = 'a row was lost on the way to the board';\nEND IF;\nIF EXISTS (\n    SELECT 1 FROM publicity_noticerow b\n    LEFT JOIN publicity_publicrow p\n      ON p.notice_id = b.notice_id AND p.position = b.position\n    WHERE b.notice_id = NEW.id AND p.cells IS DISTINCT FROM\n      CASE WHEN b.cells ? 'head_name' THEN b.cells || jsonb_build_object(\n        'head_name', publicity_masked(b.cells ->> 'head_name')) ELSE b.cells END) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_public_row_masked',\n    MESSAGE = 'the web shows the row with its name masked';\nEND IF;\n\nIF NEW.starts_at > clock_timestamp()\n   OR NEW.starts_at < clock_timestamp() - interval '10 minutes' THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_starts_now',\n    MESSAGE = 'a period starts when the notice is posted';\nEND IF;\nposted_on := (NEW.starts_at AT TIME ZONE 'Asia/Shanghai')::date;\nIF NEW.ends_at IS NOT NULL AND NEW.ends_at < (\n     (publicity_last_day(posted_on, NEW.days, NEW.is_working) + 1)::timestamp\n     AT TIME ZONE 'Asia/Shanghai') THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_period_whole',\n    MESSAGE = 'the period is shorter than its days';\nEND IF;\n\nPERFORM 1 FROM core_case\n  WHERE id IN (SELECT case_id FROM publicity_noticerow WHERE notice_id = NEW.id)\n  ORDER BY id FOR NO KEY UPDATE;\nIF NEW.kind <> 'announcement' AND EXISTS (\n    SELECT 1 FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id\n    WHERE r.notice_id = NEW.id AND c.state <> NEW.step) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_step_of_case',\n    MESSAGE = 'a case does not stand at this step';\nEND IF;\nIF EXISTS (\n    SELECT 1 FROM publicity_noticerow r\n    JOIN publicity_noticerow o\n      ON o.case_id = r.case_id AND o.round = r.round AND o.notice_id <> NEW.id\n    JOIN publicity_notice n\n      ON n.id = o.notice_id AND n.step = NEW.step AND n.withdrawn_at IS NULL\n    WHERE r.notice_id = NEW.id) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_one_live_per_case',\n    MESSAGE = 'the case is on the board already';\nEND IF;\n\nIF NEW.ends_at IS NOT NULL AND NEW.days < COALESCE((\n    SELECT max(publicity_days_of(c.flow, NEW.step, c.region_code, posted_on))\n    FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id\n    WHERE r.notice_id = NEW.id), 0) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_days_by_policy',\n    MESSAGE = 'the policy asks for more days';\nEND IF;\nIF NOT publicity_says(\n    NEW.text, posted_on + 1,\n    ((NEW.ends_at - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date,\n    NEW.days, NEW.is_working) THEN\n  RAISE check_violation USING CONSTRAINT = 'notice_text_says_its_period',\n    MESSAGE = 'the text names other days than it hangs';\nEND IF;\n\nRETURN NEW;\n",
                    hash="1bee39ba02a2594e4cbd225e0a9edac3e802ea39",
                    operation="INSERT",
                    pgid="pgtrigger_guard_insert_0f1a6",
                    table="publicity_notice",
                    when="BEFORE",
                ),
            ),
        ),
    ]
