"""Triggers of notices and of their rows.

The rows of a notice are written before the notice itself: the moment it exists, its
rows are fixed.
"""

from django.utils.translation import gettext_lazy as _

from core.trigger_sql import refuse

ROWS_COMPLETE = f"""
IF NEW.row_count <> (
     SELECT count(*) FROM publicity_noticerow WHERE notice_id = NEW.id)
   OR NEW.row_count <> (
     SELECT count(*) FROM publicity_publicrow WHERE notice_id = NEW.id) THEN
  {refuse("notice_rows_complete", "a row was lost on the way to the board")}
END IF;
IF EXISTS (
    SELECT 1 FROM publicity_noticerow b
    LEFT JOIN publicity_publicrow p
      ON p.notice_id = b.notice_id AND p.position = b.position
    WHERE b.notice_id = NEW.id AND p.cells IS DISTINCT FROM
      CASE WHEN b.cells ? 'head_name' THEN b.cells || jsonb_build_object(
        'head_name', publicity_masked(b.cells ->> 'head_name')) ELSE b.cells END) THEN
  {refuse("notice_public_row_masked", "the web shows the row with its name masked")}
END IF;
"""

# Counts the period again by the holiday calendar, independent of what Python counted.
PERIOD_WHOLE = f"""
IF NEW.starts_at > clock_timestamp()
   OR NEW.starts_at < clock_timestamp() - interval '10 minutes' THEN
  {refuse("notice_starts_now", "a period starts when the notice is posted")}
END IF;
posted_on := (NEW.starts_at AT TIME ZONE 'Asia/Shanghai')::date;
IF NEW.ends_at IS NOT NULL AND NEW.ends_at < (
     (publicity_last_day(posted_on, NEW.days, NEW.is_working) + 1)::timestamp
     AT TIME ZONE 'Asia/Shanghai') THEN
  {refuse("notice_period_whole", "the period is shorter than its days")}
END IF;
"""

# The lock meets the lock of an event: a case cannot leave the step while it is posted.
STEP_OF_CASES = f"""
PERFORM 1 FROM core_case
  WHERE id IN (SELECT case_id FROM publicity_noticerow WHERE notice_id = NEW.id)
  ORDER BY id FOR NO KEY UPDATE;
IF NEW.kind <> 'announcement' AND EXISTS (
    SELECT 1 FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id
    WHERE r.notice_id = NEW.id AND c.state <> NEW.step) THEN
  {refuse("notice_step_of_case", "a case does not stand at this step")}
END IF;
IF EXISTS (
    SELECT 1 FROM publicity_noticerow r
    JOIN publicity_noticerow o
      ON o.case_id = r.case_id AND o.round = r.round AND o.notice_id <> NEW.id
    JOIN publicity_notice n
      ON n.id = o.notice_id AND n.step = NEW.step AND n.withdrawn_at IS NULL
    WHERE r.notice_id = NEW.id) THEN
  {refuse("notice_one_live_per_case", "the case is on the board already")}
END IF;
"""

DAYS_AND_TEXT = f"""
IF NEW.ends_at IS NOT NULL AND NEW.days < COALESCE((
    SELECT max(publicity_days_of(c.flow, NEW.step, c.region_code, posted_on))
    FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id
    WHERE r.notice_id = NEW.id), 0) THEN
  {refuse("notice_days_by_policy", "the policy asks for more days")}
END IF;
IF NOT publicity_says(
    NEW.text, posted_on + 1,
    ((NEW.ends_at - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date,
    NEW.days, NEW.is_working) THEN
  {refuse("notice_text_says_its_period", "the text names other days than it hangs")}
END IF;
"""

NOTICE_INSERT = f"""{ROWS_COMPLETE}{PERIOD_WHOLE}{STEP_OF_CASES}{DAYS_AND_TEXT}
RETURN NEW;
"""

WITHDRAWAL_AND_END = (
    "ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason', 'closed_at']"
)

NOTICE_CHANGE = f"""
IF TG_OP = 'DELETE' THEN
  {refuse("notice_never_deleted", "a notice is withdrawn, never deleted")}
END IF;
IF to_jsonb(OLD) - {WITHDRAWAL_AND_END}
   IS DISTINCT FROM to_jsonb(NEW) - {WITHDRAWAL_AND_END} THEN
  {refuse("notice_rows_frozen", "what was posted never changes")}
END IF;
IF OLD.withdrawn_at IS NOT NULL
   AND (OLD.withdrawn_at, OLD.withdrawn_by_id, OLD.withdrawn_reason)
   IS DISTINCT FROM (NEW.withdrawn_at, NEW.withdrawn_by_id, NEW.withdrawn_reason) THEN
  {refuse("notice_withdrawal_final", "a withdrawal is not undone")}
END IF;
IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL THEN
  NEW.withdrawn_at := clock_timestamp();
END IF;
RETURN NEW;
"""

ROW_INSERT = f"""
IF EXISTS (SELECT 1 FROM publicity_notice WHERE id = NEW.notice_id) THEN
  {refuse("notice_rows_frozen", "no row is added after posting")}
END IF;
RETURN NEW;
"""

BOARD_ROW_INSERT = f"""
IF NEW.case_id IS NOT NULL THEN
  SELECT round INTO NEW.round FROM core_case WHERE id = NEW.case_id;
END IF;
{ROW_INSERT}
"""

ROW_CHANGE = f"""
{refuse("notice_rows_frozen", "a posted row never changes")}
"""

# A text that says nothing of the period says nothing false. `first_day` is the first one
# that counts, the day after posting.
# See also `publicity.wording.other_period`.
SAYS = """
CREATE OR REPLACE FUNCTION publicity_says(
  said text, first_day date, last_day date, days integer, working boolean)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT last_day IS NULL OR NOT EXISTS (
    SELECT 1 FROM regexp_matches(said,
      '(?:公示|公告)[^。；0-9]{0,10}((?:\\d{4}年)?\\d{1,2}月\\d{1,2}日)'
      '起?至((?:\\d{4}年)?\\d{1,2}月\\d{1,2}日)', 'g') m
    WHERE m[1] <> to_char(first_day, 'FMYYYY"年"FMMM"月"FMDD"日"')
       OR NOT (m[2] = to_char(last_day, 'FMYYYY"年"FMMM"月"FMDD"日"')
               OR m[2] = to_char(last_day, 'FMMM"月"FMDD"日"')
                  AND date_part('year', first_day) = date_part('year', last_day)))
  AND NOT EXISTS (
    SELECT 1 FROM regexp_matches(said,
      '\\d{1,2}月\\d{1,2}日止[（(](\\d+)个(自然日|工作日)(?:[，,][^）)]{0,20})?[）)]', 'g') m
    WHERE m <> ARRAY[
      days::text, CASE WHEN working THEN '工作日' ELSE '自然日' END])
$$;
"""

SAYS_REVERSE = "DROP FUNCTION publicity_says(text, date, date, integer, boolean);"

# See also `core.masks.mask_name`.
MASKED = """
CREATE FUNCTION publicity_masked(name text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN position('·' IN name) > 0 THEN split_part(name, '·', 1) || '·*'
    WHEN length(name) <= 1 THEN '*'
    WHEN length(name) = 2 THEN left(name, 1) || '*'
    WHEN length(name) <= 4 THEN left(name, length(name) - 2) || '*' || right(name, 1)
    ELSE left(name, 1) || repeat('*', length(name) - 2) || right(name, 1) END
$$;
"""

MASKED_REVERSE = "DROP FUNCTION publicity_masked(text);"

SENTENCES = {
    "notice_rows_complete": _("A row of the list was lost; post the notice again."),
    "notice_public_row_masked": _(
        "The public list is not the list of the board; post the notice again."
    ),
    "notice_starts_now": _("A period begins when the notice is posted; post it again."),
    "notice_period_whole": _(
        "The period is shorter than its days; the last day counts in full."
    ),
    "notice_step_of_case": _(
        "A chosen case has left this step; open the list again and choose anew."
    ),
    "notice_one_live_per_case": _(
        "A chosen case is on a notice already; open the list again and choose anew."
    ),
    "notice_days_by_policy": _(
        "The jurisdiction asks for more days than this notice hangs."
    ),
    "notice_text_says_its_period": _(
        "The text names other days than those on which the notice hangs."
    ),
    "notice_never_deleted": _("A notice is withdrawn, never deleted."),
    "notice_rows_frozen": _(
        "What was posted never changes; withdraw the notice and post a corrected one."
    ),
    "notice_withdrawal_final": _("The notice has already been withdrawn."),
}
