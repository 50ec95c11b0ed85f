"""The rules about projects that the database enforces; each names its constraint.

`tests/mutation/project_attacks.py` attacks each of them by that name. Python repeats
them only to explain: see `projects.rules`.
"""

from django.utils.translation import gettext_lazy as _

from core.trigger_sql import changed, quoted, refuse
from projects.workflow import EDITABLE, LIBRARY, edges

EDGES = ", ".join(f"('{source}', '{target}')" for source, target in sorted(edges()))

# What a trigger refuses, in words; see also `violation_error_message` in the models.
SENTENCES = {
    "project_names_beneficiaries": _(
        "Name at least one registered household that benefits, and how."
    ),
    "project_frozen_when_declared": _(
        "The project has been declared; ask the deciding office to return it first."
    ),
    "beneficiaries_frozen_when_declared": _(
        "The project has been declared; ask the deciding office to return it first."
    ),
    "project_accepted_by_record": _(
        "The acceptance has to be recorded before the project is accepted."
    ),
    "acceptance_not_by_declarer": _(
        "You declared this project; other people must accept it."
    ),
    "measure_fixed": _("The household has already confirmed this measure."),
}

START_PROJECT = f"""
IF NEW.state <> 'draft' THEN
  {refuse("project_starts_as_draft", "a project starts as a draft")}
END IF;
RETURN NEW;
"""

GUARD_PROJECT = f"""
IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({EDGES}) THEN
  {refuse("project_state_follows_workflow", "the workflow has no such step")}
END IF;
IF NEW.state = 'declared' AND OLD.state <> 'declared' AND NOT EXISTS (
     SELECT 1 FROM projects_projectbeneficiary b WHERE b.project_id = NEW.id) THEN
  {refuse("project_names_beneficiaries", "a declared project names a household")}
END IF;
IF NEW.state = 'in_library' AND OLD.state = 'declared' AND NOT EXISTS (
     SELECT 1 FROM core_case c
     WHERE c.subject_id = NEW.id AND c.kind = 'project_entry'
       AND c.state = 'approved') THEN
  {refuse("project_enters_by_case", "a project enters the library by an approved case")}
END IF;
IF NEW.state = 'accepted' AND OLD.state <> 'accepted' AND NOT EXISTS (
     SELECT 1 FROM projects_acceptance a
     WHERE a.project_id = NEW.id AND a.passed) THEN
  {refuse("project_accepted_by_record", "a project is accepted by a passed acceptance")}
END IF;
RETURN NEW;
"""

# While a case is back at its first step the declarer corrects the project. Otherwise
# the deciders would sign for facts that change under their hands.
OPEN_AT_FIRST_STEP = """EXISTS (
     SELECT 1 FROM core_case c
     WHERE c.subject_id = %s AND c.kind = 'project_entry' AND c.closed_at IS NULL
       AND c.state = c.flow -> 'steps' -> 0 ->> 'key')"""

FROZEN = (
    "number",
    "region_code",
    "name",
    "category_1",
    "category_2",
    "category_3",
    "content",
    "site",
    "plan_year",
    "standard_fen",
    "standard_unit",
    "responsible_unit",
    "responsible_person",
    "benefit_linkage",
    "declared_by_id",
    "budget_special_fen",
    "budget_fiscal_fen",
    "budget_bond_fen",
    "budget_other_fen",
)


FREEZE_PROJECT = f"""
IF (OLD.state IN ({quoted(LIBRARY)})
    OR (OLD.state = 'declared' AND NOT {OPEN_AT_FIRST_STEP % "OLD.id"}))
   AND {changed(FROZEN)} THEN
  {refuse("project_frozen_when_declared", "a declared project does not change")}
END IF;
RETURN NEW;
"""

# No stage without the one who answers for it, by whatever way it was reached.
STAGE_ANSWERED_FOR = f"""
IF NEW.state <> OLD.state AND NOT EXISTS (
     SELECT 1 FROM projects_projectstage s
     WHERE s.project_id = NEW.id AND s.version = NEW.version
       AND s.state = NEW.state) THEN
  {refuse("project_stage_answered_for", "a stage names who answers for it")}
END IF;
RETURN NULL;
"""

# FOR SHARE: a project is not declared while somebody still changes its households.
FREEZE_BENEFICIARIES = f"""
SELECT p.state INTO state FROM projects_project p
  WHERE p.id = COALESCE(NEW.project_id, OLD.project_id) FOR SHARE;
IF state NOT IN ({quoted(EDITABLE)}) AND NOT (state = 'declared'
   AND {OPEN_AT_FIRST_STEP % "COALESCE(NEW.project_id, OLD.project_id)"}) THEN
  {
    refuse(
        "beneficiaries_frozen_when_declared",
        "the households of a declared project do not change",
    )
}
END IF;
RETURN COALESCE(NEW, OLD);
"""

# The named people of the group are text; who records it is known for certain.
ACCEPTANCE_NOT_BY_DECLARER = f"""
IF NEW.recorded_by_id = (
     SELECT p.declared_by_id FROM projects_project p WHERE p.id = NEW.project_id) THEN
  {refuse("acceptance_not_by_declarer", "a declarer does not accept the own project")}
END IF;
RETURN NEW;
"""

MEASURE_FACTS = (
    "household_id",
    "project_id",
    "kind",
    "happened_on",
    "content",
    "amount_fen",
    "quantity",
    "unit",
)

# The household confirms what it was shown, so that does not change afterwards.
GUARD_MEASURE = f"""
IF TG_OP = 'DELETE' OR {changed(MEASURE_FACTS)}
   OR (OLD.confirmed_on IS NOT NULL
       AND NEW.confirmed_on IS DISTINCT FROM OLD.confirmed_on) THEN
  {refuse("measure_fixed", "a recorded measure only gains its confirmation")}
END IF;
RETURN NEW;
"""
