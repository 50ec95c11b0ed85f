"""Triggers that hold a county's own figures; Python repeats the rules to explain."""

# What held on a day that has passed was judged by; a period that never ended may end, once.
PERIOD_ONLY_ENDS = """
IF NOT upper_inf(OLD.period) OR upper_inf(NEW.period) OR isempty(NEW.period)
   OR lower(NEW.period) IS DISTINCT FROM lower(OLD.period) THEN
  RAISE check_violation USING CONSTRAINT = 'parameter_period_only_ends',
    MESSAGE = 'a figure keeps its period; one without an end may be given one';
END IF;
RETURN NEW;
"""

# A confirmed proposal and the figure in force say the same, by the same two people.
PROPOSAL_IS_CARRIED_OUT = """
IF TG_OP = 'INSERT' AND NEW.decided_at IS NOT NULL THEN
  RAISE check_violation USING CONSTRAINT = 'proposal_starts_undecided',
    MESSAGE = 'a proposal begins undecided';
END IF;
IF NEW.result_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM core_policyparameter p WHERE p.id = NEW.result_id
      AND (p.region_code, p.key, p.value, p.period, p.document,
           p.set_by_id, p.approved_by_id)
        = (NEW.region_code, NEW.key, NEW.value, NEW.period, NEW.document,
           NEW.proposed_by_id, NEW.decided_by_id)) THEN
  RAISE check_violation USING CONSTRAINT = 'proposal_sets_what_it_says',
    MESSAGE = 'the figure in force is not the one proposed';
END IF;
RETURN NEW;
"""
