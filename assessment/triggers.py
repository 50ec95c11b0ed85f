"""The trigger that lets a household exit only by an approved case, and its sentence."""

from django.utils.translation import gettext_lazy as _

# Constraint name a trigger raises → the sentence for the person (core.constraints).
SENTENCES = {
    "household_exit_needs_approved_case": _(
        "A household leaves the register only by an approved exit case."
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
