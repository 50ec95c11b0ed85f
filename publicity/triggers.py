"""What must hold for notices and objections, held by the database; Python repeats it only to explain.

Every refusal raises `check_violation` with a constraint name, so that a test can name what stopped it.
The rows of a notice are written before the notice itself: the moment it exists, its rows are fixed.
"""

# Counts the period again by the holiday calendar, independent of what Python counted.
NOTICE_INSERT = """
IF NEW.row_count <> (SELECT count(*) FROM publicity_noticerow WHERE notice_id = NEW.id)
   OR NEW.row_count <> (SELECT count(*) FROM publicity_publicrow WHERE notice_id = NEW.id) THEN
  RAISE check_violation USING CONSTRAINT = 'notice_rows_complete', MESSAGE = 'a row was lost on the way to the board';
END IF;
IF EXISTS (
    SELECT 1 FROM publicity_noticerow b
    LEFT JOIN publicity_publicrow p ON p.notice_id = b.notice_id AND p.position = b.position
    WHERE b.notice_id = NEW.id AND p.cells IS DISTINCT FROM CASE WHEN b.cells ? 'head_name'
      THEN b.cells || jsonb_build_object('head_name', publicity_masked(b.cells ->> 'head_name')) ELSE b.cells END) THEN
  RAISE check_violation USING CONSTRAINT = 'notice_public_row_masked',
    MESSAGE = 'the web shows the row of the board with its name masked, and nothing else';
END IF;
IF NEW.starts_at > clock_timestamp() OR NEW.starts_at < clock_timestamp() - interval '10 minutes' THEN
  RAISE check_violation USING CONSTRAINT = 'notice_starts_now', MESSAGE = 'a period starts when the notice is posted';
END IF;
posted_on := (NEW.starts_at AT TIME ZONE 'Asia/Shanghai')::date;
IF NEW.ends_at IS NOT NULL AND NEW.ends_at <
   ((publicity_last_day(posted_on, NEW.days, NEW.is_working) + 1)::timestamp AT TIME ZONE 'Asia/Shanghai') THEN
  RAISE check_violation USING CONSTRAINT = 'notice_period_whole', MESSAGE = 'the period is shorter than its days';
END IF;
PERFORM 1 FROM core_case WHERE id IN (SELECT case_id FROM publicity_noticerow WHERE notice_id = NEW.id)
  ORDER BY id FOR NO KEY UPDATE;
IF NEW.kind <> 'announcement' AND EXISTS (
    SELECT 1 FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id
    WHERE r.notice_id = NEW.id AND c.state <> NEW.step) THEN
  RAISE check_violation USING CONSTRAINT = 'notice_step_of_case', MESSAGE = 'a case does not stand at this step';
END IF;
IF EXISTS (
    SELECT 1 FROM publicity_noticerow r
    JOIN publicity_noticerow o ON o.case_id = r.case_id AND o.round = r.round AND o.notice_id <> NEW.id
    JOIN publicity_notice n ON n.id = o.notice_id AND n.step = NEW.step AND n.withdrawn_at IS NULL
    WHERE r.notice_id = NEW.id) THEN
  RAISE check_violation USING CONSTRAINT = 'notice_one_live_per_case', MESSAGE = 'the case is on the board already';
END IF;
IF NEW.ends_at IS NOT NULL AND NEW.days < COALESCE((
    SELECT max(publicity_days_of(c.flow, NEW.step, c.region_code, posted_on))
    FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id WHERE r.notice_id = NEW.id), 0) THEN
  RAISE check_violation USING CONSTRAINT = 'notice_days_by_policy', MESSAGE = 'the policy asks for more days';
END IF;
IF NOT publicity_says(NEW.text, posted_on,
    ((NEW.ends_at - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date, NEW.days, NEW.is_working) THEN
  RAISE check_violation USING CONSTRAINT = 'notice_text_says_its_period',
    MESSAGE = 'the text names other days than those on which it hangs';
END IF;
RETURN NEW;
"""

NOTICE_CHANGE = """
IF TG_OP = 'DELETE' THEN
  RAISE check_violation USING CONSTRAINT = 'notice_never_deleted', MESSAGE = 'a notice is withdrawn, never deleted';
END IF;
IF to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason', 'closed_at'] IS DISTINCT FROM
   to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason', 'closed_at'] THEN
  RAISE check_violation USING CONSTRAINT = 'notice_rows_frozen', MESSAGE = 'what was posted never changes';
END IF;
IF OLD.withdrawn_at IS NOT NULL AND (OLD.withdrawn_at, OLD.withdrawn_by_id, OLD.withdrawn_reason)
   IS DISTINCT FROM (NEW.withdrawn_at, NEW.withdrawn_by_id, NEW.withdrawn_reason) THEN
  RAISE check_violation USING CONSTRAINT = 'notice_withdrawal_final', MESSAGE = 'a withdrawal is not taken back';
END IF;
IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL THEN
  NEW.withdrawn_at := clock_timestamp();
END IF;
RETURN NEW;
"""

ROW_INSERT = """
IF EXISTS (SELECT 1 FROM publicity_notice WHERE id = NEW.notice_id) THEN
  RAISE check_violation USING CONSTRAINT = 'notice_rows_frozen', MESSAGE = 'no row is added after posting';
END IF;
RETURN NEW;
"""

BOARD_ROW_INSERT = (
    """
IF NEW.case_id IS NOT NULL THEN
  SELECT round INTO NEW.round FROM core_case WHERE id = NEW.case_id;
END IF;
"""
    + ROW_INSERT
)

ROW_CHANGE = """
RAISE check_violation USING CONSTRAINT = 'notice_rows_frozen', MESSAGE = 'a posted row never changes';
"""

# The share lock meets the lock of an event: of an objection and a decision in the same second, one comes first.
OBJECTION_INSERT = """
IF NEW.row_id IS NOT NULL THEN
  SELECT r.case_id INTO NEW.case_id FROM publicity_noticerow r
    WHERE r.id = NEW.row_id AND r.notice_id = NEW.notice_id;
  IF NOT FOUND THEN
    RAISE check_violation USING CONSTRAINT = 'objection_row_of_notice', MESSAGE = 'the row is not on this notice';
  END IF;
END IF;
PERFORM 1 FROM core_case WHERE id IN (
    SELECT r.case_id FROM publicity_noticerow r
    WHERE r.notice_id = NEW.notice_id AND (NEW.row_id IS NULL OR r.id = NEW.row_id))
  ORDER BY id FOR KEY SHARE;
SELECT * INTO n FROM publicity_notice WHERE id = NEW.notice_id;
NEW.received_at := clock_timestamp();
NEW.region_code := n.region_code;
NEW.is_late := n.ends_at IS NOT NULL AND NEW.received_at >= n.ends_at;
IF NEW.status <> 'open' THEN
  RAISE check_violation USING CONSTRAINT = 'objection_starts_open', MESSAGE = 'an objection is answered later';
END IF;
RETURN NEW;
"""

OBJECTION_CHANGE = """
IF TG_OP = 'DELETE' THEN
  RAISE check_violation USING CONSTRAINT = 'objection_never_lost', MESSAGE = 'an objection is never deleted';
END IF;
IF OLD.status <> 'open' THEN
  RAISE check_violation USING CONSTRAINT = 'objection_answer_final', MESSAGE = 'the objection was answered';
END IF;
IF to_jsonb(OLD) - ARRAY['status', 'answer', 'answered_by_id', 'answered_at'] IS DISTINCT FROM
   to_jsonb(NEW) - ARRAY['status', 'answer', 'answered_by_id', 'answered_at'] THEN
  RAISE check_violation USING CONSTRAINT = 'objection_text_fixed', MESSAGE = 'what the objector said never changes';
END IF;
IF NEW.status <> 'open' THEN
  NEW.answered_at := clock_timestamp();
  IF EXISTS (
      SELECT 1 FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id
      WHERE r.notice_id = NEW.notice_id AND (NEW.row_id IS NULL OR r.id = NEW.row_id)
        AND (c.opened_by_id = NEW.answered_by_id OR EXISTS (
          SELECT 1 FROM core_caseevent e
          WHERE e.case_id = c.id AND e.is_decision AND e.actor_id = NEW.answered_by_id))) THEN
    RAISE check_violation USING CONSTRAINT = 'objection_answerer_unrelated',
      MESSAGE = 'who proposed or decided the case does not answer objections to it';
  END IF;
END IF;
RETURN NEW;
"""

FUNCTIONS = """
CREATE FUNCTION publicity_last_day(start date, days integer, working boolean) RETURNS date
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN NOT working THEN start + days ELSE (
    SELECT start + n FROM generate_series(1, days * 3 + 30) n
    LEFT JOIN core_holiday h ON h.day = start + n
    WHERE COALESCE(h.is_workday, extract(isodow FROM start + n) < 6)
    ORDER BY n OFFSET greatest(days - 1, 0) LIMIT 1) END
$$;

-- Days the nearest jurisdiction sets for a step on that day; nothing when its figure is elsewhere.
CREATE FUNCTION publicity_days_of(flow jsonb, step text, region text, posted_on date) RETURNS integer
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN jsonb_typeof(p.value) = 'number' THEN (p.value #>> '{}')::numeric::integer END
  FROM jsonb_array_elements(flow -> 'steps') s
  JOIN core_policyparameter p ON p.key = s -> 'notice' ->> 'days' AND p.period @> posted_on
    AND p.region_code IN (region, rpad(left(region, 9), 12, '0'), rpad(left(region, 6), 12, '0'),
                          rpad(left(region, 4), 12, '0'), rpad(left(region, 2), 12, '0'))
  WHERE s ->> 'key' = step
  ORDER BY p.region_code DESC LIMIT 1
$$;

-- Runs before `apply_event` (triggers fire in the order of their names) and takes the same lock.
CREATE FUNCTION publicity_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  c core_case%ROWTYPE;
  n publicity_notice%ROWTYPE;
BEGIN
  IF NEW.action <> 'forward' THEN
    RETURN NEW;
  END IF;
  SELECT * INTO c FROM core_case WHERE id = NEW.case_id FOR UPDATE;
  IF NOT EXISTS (SELECT 1 FROM jsonb_array_elements(c.flow -> 'steps') s
                 WHERE s ->> 'key' = c.state AND s ->> 'kind' = 'notice') THEN
    RETURN NEW;
  END IF;
  SELECT o.* INTO n FROM publicity_noticerow r JOIN publicity_notice o ON o.id = r.notice_id
    WHERE r.case_id = c.id AND r.round = c.round AND o.step = c.state AND o.kind <> 'announcement'
      AND o.withdrawn_at IS NULL AND o.starts_at >= c.step_since
    ORDER BY o.starts_at DESC LIMIT 1;
  IF n.id IS NULL OR clock_timestamp() < n.ends_at THEN
    RAISE check_violation USING CONSTRAINT = 'notice_period_over', MESSAGE = 'the notice has not ended';
  END IF;
  IF EXISTS (
      SELECT 1 FROM publicity_objection b
      WHERE b.status = 'open' AND (b.case_id = c.id OR (b.row_id IS NULL AND EXISTS (
        SELECT 1 FROM publicity_noticerow r WHERE r.notice_id = b.notice_id AND r.case_id = c.id)))) THEN
    RAISE check_violation USING CONSTRAINT = 'notice_without_open_objection', MESSAGE = 'an objection is open';
  END IF;
  IF EXISTS (
      SELECT 1 FROM publicity_objection b JOIN publicity_noticerow r ON r.notice_id = b.notice_id
      WHERE b.status = 'accepted' AND r.case_id = c.id AND r.round = c.round
        AND (b.row_id IS NULL OR b.row_id = r.id)) THEN
    RAISE check_violation USING CONSTRAINT = 'notice_without_upheld_objection', MESSAGE = 'an objection was upheld';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER a_notice_gate BEFORE INSERT ON core_caseevent
  FOR EACH ROW EXECUTE FUNCTION publicity_gate();

-- At commit, so that the verb's own refusal, which has a sentence, comes first.
CREATE FUNCTION publicity_answerer_decides_not() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.is_decision AND NEW.action = 'forward' AND EXISTS (
      SELECT 1 FROM publicity_objection b JOIN publicity_noticerow r ON r.notice_id = b.notice_id
      WHERE r.case_id = NEW.case_id AND (b.row_id IS NULL OR b.row_id = r.id)
        AND b.answered_by_id = NEW.actor_id) THEN
    RAISE check_violation USING CONSTRAINT = 'objection_answerer_unrelated',
      MESSAGE = 'who answered an objection does not approve the case';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER z_answerer_decides_not AFTER INSERT ON core_caseevent
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION publicity_answerer_decides_not();
"""

FUNCTIONS_REVERSE = """
DROP TRIGGER z_answerer_decides_not ON core_caseevent;
DROP TRIGGER a_notice_gate ON core_caseevent;
DROP FUNCTION publicity_answerer_decides_not();
DROP FUNCTION publicity_gate();
DROP FUNCTION publicity_days_of(jsonb, text, text, date);
DROP FUNCTION publicity_last_day(date, integer, boolean);
"""

# As `publicity.texts.other_period` looks; a text that says nothing of the period says nothing false.
SAYS = """
CREATE FUNCTION publicity_says(said text, first_day date, last_day date, days integer, working boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT last_day IS NULL OR NOT EXISTS (
    SELECT 1 FROM regexp_matches(said,
      '(?:公示|公告)[^。；0-9]{0,10}((?:\\d{4}年)?\\d{1,2}月\\d{1,2}日)起?至((?:\\d{4}年)?\\d{1,2}月\\d{1,2}日)', 'g') m
    WHERE m[1] <> to_char(first_day, 'FMYYYY"年"FMMM"月"FMDD"日"')
       OR NOT (m[2] = to_char(last_day, 'FMYYYY"年"FMMM"月"FMDD"日"')
               OR m[2] = to_char(last_day, 'FMMM"月"FMDD"日"')
                  AND date_part('year', first_day) = date_part('year', last_day)))
  AND NOT EXISTS (
    SELECT 1 FROM regexp_matches(said,
      '\\d{1,2}月\\d{1,2}日止[（(](\\d+)个(自然日|工作日)[）)]', 'g') m
    WHERE m <> ARRAY[days::text, CASE WHEN working THEN '工作日' ELSE '自然日' END])
$$;
"""

SAYS_REVERSE = "DROP FUNCTION publicity_says(text, date, date, integer, boolean);"

# As `core.masks.mask_name`.
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
