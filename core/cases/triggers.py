"""Triggers that hold the steps of a case; Python repeats the rules only to explain.

Every refusal raises `check_violation` with a constraint name, so that a test can name
what stopped it. See also `core.cases.guards`.
"""

# Locks the case row first: of forty people at one step exactly one event gets its number.
APPLY_EVENT = """
SELECT * INTO c FROM core_case WHERE id = NEW.case_id FOR UPDATE;
steps := c.flow -> 'steps';
SELECT o.n - 1 INTO here
  FROM jsonb_array_elements(steps) WITH ORDINALITY o(s, n)
  WHERE o.s ->> 'key' = c.state;
IF here IS NULL OR NEW.step <> c.state THEN
  RAISE check_violation USING CONSTRAINT = 'case_event_leaves_current_step',
    MESSAGE = 'the case does not stand at this step';
END IF;
IF NEW.seq <> c.version + 1 THEN
  RAISE check_violation USING CONSTRAINT = 'case_event_seq_gapless',
    MESSAGE = 'events are numbered without gap';
END IF;
kind := steps -> here ->> 'kind';
IF NEW.action = 'return' THEN
  SELECT o.n - 1 INTO there
    FROM jsonb_array_elements(steps) WITH ORDINALITY o(s, n)
    WHERE o.s ->> 'key' = NEW.to_step;
END IF;
IF NOT (CASE NEW.action
    WHEN 'forward' THEN NEW.to_step = COALESCE(steps -> (here + 1) ->> 'key', 'approved')
    WHEN 'return' THEN COALESCE(there < here, false)
    WHEN 'reject' THEN kind = 'decision' AND NEW.to_step = 'rejected'
    WHEN 'withdraw' THEN NEW.to_step = 'withdrawn'
    ELSE false END) THEN
  RAISE check_violation USING CONSTRAINT = 'case_event_follows_flow',
    MESSAGE = 'the process has no such way';
END IF;
NEW.is_decision := kind = 'decision' AND NEW.action <> 'withdraw';
IF NEW.is_decision AND NEW.actor_id = c.opened_by_id THEN
  RAISE check_violation USING CONSTRAINT = 'case_decider_is_not_maker',
    MESSAGE = 'the maker does not decide';
END IF;
IF NEW.is_decision AND EXISTS (SELECT 1 FROM core_caseevent e
    WHERE e.case_id = c.id AND e.actor_id = NEW.actor_id
      AND e.is_decision AND e.step <> NEW.step) THEN
  RAISE check_violation USING CONSTRAINT = 'case_person_decides_one_step',
    MESSAGE = 'who decided another step, in whatever round, does not decide this one';
END IF;
IF NEW.is_decision AND EXISTS (
    SELECT 1 FROM core_caseevent e
    JOIN jsonb_array_elements(steps) s ON s ->> 'key' = e.step
    WHERE e.case_id = c.id AND e.actor_id = NEW.actor_id
      AND e.action = 'forward' AND s ->> 'kind' = 'task') THEN
  RAISE check_violation USING CONSTRAINT = 'case_decider_did_no_task',
    MESSAGE = 'who prepared the case does not decide it';
END IF;
IF NEW.is_decision AND NEW.snapshot_sha256 <> c.snapshot_sha256 THEN
  RAISE check_violation USING CONSTRAINT = 'case_decided_as_seen',
    MESSAGE = 'decided on other facts than the frozen ones';
END IF;
IF NEW.action = 'forward' AND EXISTS (
    SELECT 1 FROM core_caseevent e
    JOIN jsonb_array_elements(steps) s ON s ->> 'key' = e.step
    WHERE e.case_id = c.id AND e.actor_id = NEW.actor_id AND e.action = 'forward'
      AND (steps -> here -> 'apart_from' ? e.step
           OR s -> 'apart_from' ? NEW.step)) THEN
  RAISE check_violation USING CONSTRAINT = 'case_second_person',
    MESSAGE = 'one person does not do both of two steps that are kept apart';
END IF;
IF NEW.action = 'forward' AND EXISTS (
    SELECT 1 FROM jsonb_array_elements(steps -> here -> 'evidence') f
    WHERE f ->> 'type' = 'date'
      AND NULLIF(NEW.evidence ->> (f ->> 'key'), '')::date < GREATEST(
        make_date(extract(year FROM c.policy_on)::int
                  - COALESCE((f ->> 'years_back')::int, 0), 1, 1),
        (SELECT max(NULLIF(e.evidence ->> (g ->> 'key'), '')::date)
         FROM jsonb_array_elements(steps) WITH ORDINALITY o(s, n)
         CROSS JOIN jsonb_array_elements(o.s -> 'evidence') g
         JOIN core_caseevent e
           ON e.case_id = c.id AND e.step = o.s ->> 'key' AND e.action = 'forward'
         WHERE o.n - 1 < here AND g ->> 'type' = 'date' AND NOT EXISTS (
           SELECT 1 FROM core_caseevent l WHERE l.case_id = c.id
             AND l.step = e.step AND l.action = 'forward' AND l.seq > e.seq)))) THEN
  RAISE check_violation USING CONSTRAINT = 'case_evidence_days_in_order',
    MESSAGE = 'a day lies before the year of the proposal or the step before';
END IF;
NEW.at := clock_timestamp();
NEW.round := c.round;
NEW.region_code := c.region_code;
UPDATE core_case SET
  state = NEW.to_step, version = NEW.seq, step_since = NEW.at, step_due_on = NULL,
  round = c.round + CASE WHEN NEW.action = 'return' THEN 1 ELSE 0 END,
  closed_at = CASE
    WHEN NEW.to_step IN ('approved', 'rejected', 'withdrawn') THEN NEW.at END
  WHERE id = c.id;
RETURN NEW;
"""

# Otherwise a case could begin approved, and what asks for an approved case would open.
START_CASE = """
IF NEW.state IS DISTINCT FROM NEW.flow -> 'steps' -> 0 ->> 'key'
   OR NEW.version <> 0 OR NEW.round <> 1 THEN
  RAISE check_violation USING CONSTRAINT = 'case_starts_at_first_step',
    MESSAGE = 'a case begins at its first step';
END IF;
RETURN NEW;
"""

GUARD_CASE = """
IF TG_OP = 'DELETE' THEN
  RAISE check_violation USING CONSTRAINT = 'case_never_deleted',
    MESSAGE = 'a case is never deleted';
END IF;
IF (OLD.kind, OLD.number, OLD.subject_id, OLD.policy_name, OLD.policy_digest,
    OLD.policy_on, OLD.flow, OLD.opened_by_id, OLD.opened_at, OLD.region_code)
   IS DISTINCT FROM
   (NEW.kind, NEW.number, NEW.subject_id, NEW.policy_name, NEW.policy_digest,
    NEW.policy_on, NEW.flow, NEW.opened_by_id, NEW.opened_at, NEW.region_code) THEN
  RAISE check_violation USING CONSTRAINT = 'case_identity_fixed',
    MESSAGE = 'what a case is about never changes';
END IF;
IF pg_trigger_depth() < 2
   AND (OLD.state, OLD.version, OLD.round, OLD.closed_at, OLD.step_since)
   IS DISTINCT FROM
   (NEW.state, NEW.version, NEW.round, NEW.closed_at, NEW.step_since) THEN
  RAISE check_violation USING CONSTRAINT = 'case_moves_by_event',
    MESSAGE = 'only an event moves a case';
END IF;
IF (OLD.snapshot, OLD.snapshot_sha256)
   IS DISTINCT FROM (NEW.snapshot, NEW.snapshot_sha256)
   AND OLD.state <> OLD.flow -> 'steps' -> 0 ->> 'key' THEN
  RAISE check_violation USING CONSTRAINT = 'case_snapshot_frozen',
    MESSAGE = 'the facts were frozen when proposed';
END IF;
RETURN NEW;
"""
