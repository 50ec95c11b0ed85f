"""The triggers on exits with their sentences: an approved case, a signer of the house."""

from django.utils.translation import gettext_lazy as _

from core.trigger_sql import quoted, refuse
from households.identity import ADULT_AGE
from households.models import Member

# Constraint name a trigger raises → the sentence for the person (core.constraints).
SENTENCES = {
    "household_exit_needs_approved_case": _(
        "A household leaves the register only by an approved exit case."
    ),
    "exit_signer_of_household": _(
        "Choose an adult of the household who signed, or name the agent and the reason."
    ),
}

# The case must be closed in the very transaction that changes the household: an approval
# of earlier allows nothing.
EXIT_NEEDS_CASE = """
CREATE FUNCTION assessment_exit_needs_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM core_case c WHERE c.subject_id = NEW.id AND c.kind = 'household_exit'
                 AND c.state = 'approved' AND c.closed_at >= transaction_timestamp()) THEN
    RAISE check_violation USING CONSTRAINT = 'household_exit_needs_approved_case',
      MESSAGE = 'a household exits only by an approved case';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER exit_needs_case BEFORE UPDATE OF state ON households_household
  FOR EACH ROW WHEN (NEW.state IN ('exited_with_policy', 'exited_no_policy')
                     AND OLD.state NOT IN ('exited_with_policy', 'exited_no_policy'))
  EXECUTE FUNCTION assessment_exit_needs_case();
"""

EXIT_NEEDS_CASE_REVERSE = """
DROP TRIGGER exit_needs_case ON households_household;
DROP FUNCTION assessment_exit_needs_case();
"""

# Who signs is of the household and of age, or an agent with name and reason. See also
# `core.cases.signing`, which says it with the names.
SIGNER_OF_HOUSEHOLD = f"""
CREATE FUNCTION assessment_signer_of_household()
RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.action = 'forward' AND EXISTS (
      SELECT 1 FROM core_case c
      CROSS JOIN jsonb_array_elements(c.flow -> 'steps') s
      CROSS JOIN jsonb_array_elements(s -> 'evidence') f
      CROSS JOIN LATERAL (SELECT
        COALESCE(NEW.evidence ->> (f ->> 'key'), '') AS signer,
        COALESCE(NEW.evidence ->> ((f ->> 'key') || '_name'), '') AS name,
        COALESCE(NEW.evidence ->> ((f ->> 'key') || '_reason'), '') AS reason) e
      WHERE c.id = NEW.case_id AND c.kind = 'household_exit'
        AND s ->> 'key' = NEW.step AND f ->> 'type' = 'signer'
        AND (e.signer <> '' OR COALESCE((f ->> 'required')::boolean, true))
        AND NOT CASE WHEN e.signer = 'agent'
          THEN btrim(e.name) <> '' AND btrim(e.reason) <> ''
          ELSE EXISTS (
            SELECT 1 FROM households_member m
            WHERE m.household_id = c.subject_id AND m.id::text = e.signer
              AND m.state IN ({quoted(Member.COUNTED)})
              AND extract(year FROM age(current_date, m.born_on)) >= {ADULT_AGE}) END
      ) THEN
    {refuse("exit_signer_of_household", "the signer is no adult of the household")}
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER b_signer_of_household BEFORE INSERT ON core_caseevent
  FOR EACH ROW EXECUTE FUNCTION assessment_signer_of_household();
"""

SIGNER_OF_HOUSEHOLD_REVERSE = """
DROP TRIGGER b_signer_of_household ON core_caseevent;
DROP FUNCTION assessment_signer_of_household();
"""
