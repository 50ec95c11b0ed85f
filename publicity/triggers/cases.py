"""SQL functions and triggers on the events of cases that are on a notice.

They hang on a table of core, so they are created by hand in a migration. See also
`publicity.workflow`, which gives the same refusals with their details.
"""

from django.utils.translation import gettext_lazy as _

from core.trigger_sql import refuse

LAST_DAY = """
CREATE FUNCTION publicity_last_day(start date, days integer, working boolean)
RETURNS date LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN NOT working THEN start + days ELSE (
    SELECT start + n FROM generate_series(1, days * 3 + 30) n
    LEFT JOIN core_holiday h ON h.day = start + n
    WHERE COALESCE(h.is_workday, extract(isodow FROM start + n) < 6)
    ORDER BY n OFFSET greatest(days - 1, 0) LIMIT 1) END
$$;
"""

DAYS_OF = """
-- Days the nearest jurisdiction sets for a step on that day; nothing when its figure
-- is elsewhere.
CREATE FUNCTION publicity_days_of(
  flow jsonb, step text, region text, posted_on date)
RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN jsonb_typeof(p.value) = 'number'
    THEN (p.value #>> '{}')::numeric::integer END
  FROM jsonb_array_elements(flow -> 'steps') s
  JOIN core_policyparameter p
    ON p.key = s -> 'notice' ->> 'days' AND p.period @> posted_on
    AND p.region_code IN (
      region, rpad(left(region, 9), 12, '0'), rpad(left(region, 6), 12, '0'),
      rpad(left(region, 4), 12, '0'), rpad(left(region, 2), 12, '0'))
  WHERE s ->> 'key' = step
  ORDER BY p.region_code DESC LIMIT 1
$$;
"""

# Takes the lock that `apply_event` takes: of an objection and a step in the same second,
# one comes first.
GATE = f"""
CREATE OR REPLACE FUNCTION publicity_gate() RETURNS trigger LANGUAGE plpgsql AS $$
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
  SELECT o.* INTO n
    FROM publicity_noticerow r JOIN publicity_notice o ON o.id = r.notice_id
    WHERE r.case_id = c.id AND r.round = c.round
      AND o.step = c.state AND o.kind <> 'announcement'
      AND o.withdrawn_at IS NULL AND o.starts_at >= c.step_since
    ORDER BY o.starts_at DESC LIMIT 1;
  IF n.id IS NULL OR clock_timestamp() < n.ends_at THEN
    {refuse("notice_period_over", "the notice has not ended")}
  END IF;
  IF EXISTS (
      SELECT 1 FROM publicity_objection b
      WHERE b.state = 'open' AND (b.case_id = c.id
        OR (b.row_id IS NULL AND EXISTS (
          SELECT 1 FROM publicity_noticerow r
          WHERE r.notice_id = b.notice_id AND r.case_id = c.id)))) THEN
    {refuse("notice_without_open_objection", "an objection is open")}
  END IF;
  RETURN NEW;
END $$;
"""

# Triggers fire in the order of their names: `a_` comes before `apply_event`.
GATE_TRIGGER = """
CREATE TRIGGER a_notice_gate BEFORE INSERT ON core_caseevent
  FOR EACH ROW EXECUTE FUNCTION publicity_gate();
"""

# At commit, so that the verb's own refusal, which has a sentence, comes first.
ANSWERER_DECIDES_NOT = f"""
CREATE FUNCTION publicity_answerer_decides_not()
RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.is_decision AND NEW.action = 'forward' AND EXISTS (
      SELECT 1 FROM publicity_objection b
      JOIN publicity_noticerow r ON r.notice_id = b.notice_id
      WHERE r.case_id = NEW.case_id AND (b.row_id IS NULL OR b.row_id = r.id)
        AND b.answered_by_id = NEW.actor_id) THEN
    {refuse("objection_answerer_unrelated", "who answered does not approve the case")}
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER z_answerer_decides_not AFTER INSERT ON core_caseevent
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION publicity_answerer_decides_not();
"""

# A notice hangs only while something it names is still proposed. At commit: the case
# moves first, then its notice comes down. The lock makes two cases of one notice that
# end in the same second look one after the other.
HANGS_FOR_LIVE_CASES = f"""
CREATE FUNCTION publicity_hangs_for_live_cases()
RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.action = 'forward' THEN
    RETURN NULL;
  END IF;
  PERFORM 1 FROM publicity_notice n WHERE n.withdrawn_at IS NULL AND EXISTS (
      SELECT 1 FROM publicity_noticerow r
      WHERE r.notice_id = n.id AND r.case_id = NEW.case_id AND r.round = NEW.round)
    ORDER BY n.id FOR NO KEY UPDATE;
  IF EXISTS (
      SELECT 1 FROM publicity_noticerow r
      JOIN publicity_notice n ON n.id = r.notice_id
      WHERE r.case_id = NEW.case_id AND r.round = NEW.round
        AND n.withdrawn_at IS NULL
        AND (n.ends_at IS NULL OR n.ends_at > clock_timestamp())
        AND NOT EXISTS (
          SELECT 1 FROM publicity_noticerow o
          WHERE o.notice_id = n.id AND (o.case_id IS NULL OR NOT EXISTS (
            SELECT 1 FROM core_caseevent e
            WHERE e.case_id = o.case_id AND e.round = o.round
              AND e.action <> 'forward')))) THEN
    {refuse("notice_of_live_cases", "nothing on the notice is proposed any more")}
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER z_notice_of_live_cases AFTER INSERT ON core_caseevent
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION publicity_hangs_for_live_cases();
"""

HANGS_FOR_LIVE_CASES_REVERSE = """
DROP TRIGGER z_notice_of_live_cases ON core_caseevent;
DROP FUNCTION publicity_hangs_for_live_cases();
"""

FUNCTIONS = LAST_DAY + DAYS_OF + GATE + GATE_TRIGGER + ANSWERER_DECIDES_NOT

FUNCTIONS_REVERSE = """
DROP TRIGGER z_answerer_decides_not ON core_caseevent;
DROP TRIGGER a_notice_gate ON core_caseevent;
DROP FUNCTION publicity_answerer_decides_not();
DROP FUNCTION publicity_gate();
DROP FUNCTION publicity_days_of(jsonb, text, text, date);
DROP FUNCTION publicity_last_day(date, integer, boolean);
"""

SENTENCES = {
    "notice_period_over": _(
        "The notice has not hung for its whole period; the case can go on after that."
    ),
    "notice_without_open_objection": _(
        "An objection is not answered yet; answer it first."
    ),
    "notice_of_live_cases": _(
        "Every case on the notice has gone back or ended; take it down with it."
    ),
}
