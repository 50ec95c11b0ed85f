"""What the database holds about projects; each refusal names its constraint."""

from projects.workflow import EDITABLE, LIBRARY, edges


def _words(values: object) -> str:
    return ", ".join(f"'{value}'" for value in values)


def refuse(constraint: str, message: str) -> str:
    """The PL/pgSQL line that refuses under a name a test can look for."""
    return f"RAISE check_violation USING CONSTRAINT = '{constraint}', MESSAGE = '{message}';"


EDGES = ", ".join(f"('{source}', '{target}')" for source, target in sorted(edges()))

START_PROJECT = f"""
IF NEW.state <> 'draft' THEN
  {refuse("project_starts_as_draft", "a project is born as a draft")}
END IF;
RETURN NEW;
"""

GUARD_PROJECT = f"""
IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({EDGES}) THEN
  {refuse("project_state_follows_workflow", "the workflow has no such way")}
END IF;
IF NEW.state = 'declared' AND OLD.state <> 'declared'
   AND NOT EXISTS (SELECT 1 FROM projects_projectbeneficiary b WHERE b.project_id = NEW.id) THEN
  {refuse("project_names_beneficiaries", "a project without a household it benefits is not declared")}
END IF;
IF NEW.state = 'in_library' AND OLD.state = 'declared' AND NOT EXISTS (
     SELECT 1 FROM core_case c
     WHERE c.subject_id = NEW.id AND c.kind = 'project_entry' AND c.state = 'approved') THEN
  {refuse("project_enters_by_case", "only a decided case brings a project into the library")}
END IF;
IF NEW.state = 'accepted' AND OLD.state <> 'accepted' AND NOT EXISTS (
     SELECT 1 FROM projects_acceptance a WHERE a.project_id = NEW.id AND a.passed) THEN
  {refuse("project_accepted_by_record", "only a passed acceptance completes a project")}
END IF;
RETURN NEW;
"""

# While a case is back at its first step the declarer puts things right; otherwise what the deciders see stands still.
OPEN_AT_FIRST_STEP = """EXISTS (
     SELECT 1 FROM core_case c WHERE c.subject_id = %s AND c.kind = 'project_entry' AND c.closed_at IS NULL
       AND c.state = c.flow -> 'steps' -> 0 ->> 'key')"""

FREEZE_PROJECT = f"""
IF (OLD.state IN ({_words(LIBRARY)}) OR (OLD.state = 'declared' AND NOT {OPEN_AT_FIRST_STEP % "OLD.id"})) AND
   (NEW.number, NEW.region_code, NEW.name, NEW.category_1, NEW.category_2, NEW.category_3, NEW.content, NEW.site,
    NEW.responsible_unit, NEW.responsible_person, NEW.benefit_linkage, NEW.declared_by_id, NEW.budget_special_fen,
    NEW.budget_fiscal_fen, NEW.budget_bond_fen, NEW.budget_other_fen)
   IS DISTINCT FROM
   (OLD.number, OLD.region_code, OLD.name, OLD.category_1, OLD.category_2, OLD.category_3, OLD.content, OLD.site,
    OLD.responsible_unit, OLD.responsible_person, OLD.benefit_linkage, OLD.declared_by_id, OLD.budget_special_fen,
    OLD.budget_fiscal_fen, OLD.budget_bond_fen, OLD.budget_other_fen) THEN
  {refuse("project_frozen_when_declared", "what the deciders see of a project does not change")}
END IF;
RETURN NEW;
"""

FREEZE_BENEFICIARIES = f"""
SELECT p.state INTO state FROM projects_project p WHERE p.id = COALESCE(NEW.project_id, OLD.project_id) FOR SHARE;
IF state NOT IN ({_words(EDITABLE)})
   AND NOT (state = 'declared' AND {OPEN_AT_FIRST_STEP % "COALESCE(NEW.project_id, OLD.project_id)"}) THEN
  {refuse("beneficiaries_frozen_when_declared", "the households of a declared project do not change")}
END IF;
RETURN COALESCE(NEW, OLD);
"""

ACCEPTANCE_NOT_BY_DECLARER = f"""
IF NEW.recorded_by_id = (SELECT p.declared_by_id FROM projects_project p WHERE p.id = NEW.project_id) THEN
  {refuse("acceptance_not_by_declarer", "who declared a project does not accept it")}
END IF;
RETURN NEW;
"""

GUARD_MEASURE = f"""
IF TG_OP = 'DELETE' OR (NEW.household_id, NEW.project_id, NEW.kind, NEW.happened_on, NEW.content, NEW.amount_fen,
     NEW.quantity, NEW.unit) IS DISTINCT FROM (OLD.household_id, OLD.project_id, OLD.kind, OLD.happened_on, OLD.content,
     OLD.amount_fen, OLD.quantity, OLD.unit)
   OR (OLD.confirmed_on IS NOT NULL AND NEW.confirmed_on IS DISTINCT FROM OLD.confirmed_on) THEN
  {refuse("measure_fixed", "a recorded measure only gains the confirmation of the household")}
END IF;
RETURN NEW;
"""
