"""Triggers of fund documents and of their allocations."""

from django.utils.translation import gettext_lazy as _

from core.trigger_sql import changed, quoted, refuse
from funds.triggers.purposes import BUDGET_OF_KIND, unfit
from projects.workflow import LIBRARY

# Finished projects are in the library too: what is left of a budget is allocated after
# the acceptance, and most payments follow it.
PROJECT_IN_LIBRARY = f"""EXISTS (
     SELECT 1 FROM projects_project p
     WHERE p.id = NEW.project_id AND p.state IN ({quoted(LIBRARY)}) FOR SHARE)"""

DOCUMENT_FACTS = (
    "id",
    "number",
    "title",
    "issued_on",
    "issuer",
    "level",
    "kind",
    "budget_line",
    "amount_fen",
    "is_advance",
    "region_code",
    "registered_by_id",
)

# What the second person compared with the paper is what stands for ever.
GUARD_DOCUMENT = f"""
IF TG_OP = 'DELETE' OR {changed(DOCUMENT_FACTS)}
   OR (OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at, NEW.confirmed_by_id)
       IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by_id))
   OR (OLD.voided_at IS NOT NULL
       AND NEW.voided_at IS DISTINCT FROM OLD.voided_at) THEN
  {refuse("document_fixed", "a document does not change; void it, register it anew")}
END IF;
RETURN NEW;
"""

SENTENCES = {
    "allocation_project_in_library": _(
        "The project is not in the library; no fund may be allocated to it."
    ),
    "allocation_within_budget": _(
        "With this the project would receive more of this kind of money "
        "than its budget has."
    ),
    "allocation_for_its_purpose": _(
        "The budget line of the document does not pay for this type of project."
    ),
    "allocation_within_document": _(
        "With this more would be allocated than the document holds."
    ),
}

ALLOCATION_IN_LIBRARY = f"""
IF NOT {PROJECT_IN_LIBRARY} THEN
  {refuse("allocation_project_in_library", "money goes to library projects only")}
END IF;
RETURN NEW;
"""

# Two proposals at once wait for each other here, and each then sees the other: the
# sums are read by statements of their own, after the locks. Project before document,
# as the verbs do.
ALLOCATION_WITHIN = f"""
PERFORM 1 FROM projects_project WHERE id = NEW.project_id FOR NO KEY UPDATE;
PERFORM 1 FROM funds_funddocument WHERE id = NEW.document_id FOR NO KEY UPDATE;
IF TG_OP = 'INSERT' THEN
  SELECT {BUDGET_OF_KIND} INTO NEW.source
    FROM funds_funddocument d WHERE d.id = NEW.document_id;
END IF;
SELECT COALESCE(sum(a.amount_fen), 0) + NEW.amount_fen INTO planned
  FROM funds_allocation a
  WHERE a.project_id = NEW.project_id AND a.source = NEW.source
    AND a.voided_at IS NULL AND a.id <> NEW.id;
SELECT CASE NEW.source
    WHEN 'special' THEN p.budget_special_fen WHEN 'fiscal' THEN p.budget_fiscal_fen
    WHEN 'bond' THEN p.budget_bond_fen ELSE p.budget_other_fen END INTO ceiling
  FROM projects_project p WHERE p.id = NEW.project_id;
IF planned > ceiling THEN
  {refuse("allocation_within_budget", "no more of a kind of money than budgeted")}
END IF;
IF EXISTS (
     SELECT 1 FROM funds_funddocument d, projects_project p
     WHERE d.id = NEW.document_id AND p.id = NEW.project_id AND d.budget_line <> ''
       AND {unfit("budget_line", "d.budget_line")}) THEN
  {refuse("allocation_for_its_purpose", "a budget line pays for its own projects")}
END IF;
SELECT COALESCE(sum(a.amount_fen), 0) + NEW.amount_fen INTO planned
  FROM funds_allocation a
  WHERE a.document_id = NEW.document_id AND a.voided_at IS NULL AND a.id <> NEW.id;
SELECT d.amount_fen INTO ceiling
  FROM funds_funddocument d WHERE d.id = NEW.document_id;
IF planned > ceiling THEN
  {refuse("allocation_within_document", "no more is allocated than was issued")}
END IF;
RETURN NEW;
"""

ALLOCATION_FACTS = (
    "id",
    "document_id",
    "project_id",
    "source",
    "amount_fen",
    "proposed_by_id",
    "region_code",
)

GUARD_ALLOCATION = f"""
IF TG_OP = 'DELETE' OR {changed(ALLOCATION_FACTS)}
   OR (OLD.entry_id IS NOT NULL AND NEW.entry_id IS DISTINCT FROM OLD.entry_id)
   OR (OLD.voided_at IS NOT NULL
       AND NEW.voided_at IS DISTINCT FROM OLD.voided_at) THEN
  {refuse("allocation_fixed", "an allocation does not change; reverse it")}
END IF;
RETURN NEW;
"""

# A confirmed allocation without its money would show a project as funded.
ALLOCATION_MATCHES_ENTRY = f"""
IF NEW.entry_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM funds_posting p
       JOIN funds_entry e ON e.id = p.entry_id
       JOIN funds_account a ON a.id = p.account_id
     WHERE e.id = NEW.entry_id AND e.kind = 'allocate'
       AND e.document_id = NEW.document_id AND p.side = 'credit'
       AND a.purpose = 'project' AND a.project_id = NEW.project_id
       AND p.amount_fen = NEW.amount_fen) THEN
  {refuse("allocation_matches_entry", "its entry moves the amount to the project")}
END IF;
RETURN NULL;
"""
