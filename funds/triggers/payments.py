"""Triggers of payment batches and of the payments in them."""

from django.utils.translation import gettext_lazy as _

from core.trigger_sql import changed, quoted, refuse
from funds.triggers.purposes import COUNTS_AS, unfit
from households.models import Member

SENTENCES = {
    "batch_allocation_stands": _("The allocation has been reversed; return the batch."),
    "batch_subsidy_of_project": _("A project of this type does not pay this subsidy."),
    "batch_period_of_its_years": _(
        "The period lies outside the years of the document and of the project."
    ),
    "batch_advance_until_accepted": _(
        "The project has not been accepted; it is paid in advance only."
    ),
    "batch_pays_the_living": _(
        "A payee or account holder of the list has died or left; return the batch."
    ),
}

START_BATCH = f"""
IF NEW.state <> 'draft' THEN
  {refuse("batch_starts_as_draft", "a batch starts as a draft")}
END IF;
RETURN NEW;
"""

# What is issued in advance is for the next year. An unbounded period is in no range,
# an empty one in all.
YEARS = """daterange(
       make_date(LEAST(extract(year FROM d.issued_on),
         extract(year FROM p.planned_from))::int, 1, 1),
       make_date(GREATEST(extract(year FROM d.issued_on) + d.is_advance::int,
         extract(year FROM p.planned_to))::int + 1, 1, 1))"""

BATCH_FITS_PROJECT = f"""
IF EXISTS (
     SELECT 1 FROM projects_project p
     WHERE p.id = NEW.project_id AND {unfit("subsidy", "NEW.programme")}) THEN
  {refuse("batch_subsidy_of_project", "a project pays the subsidies of its type")}
END IF;
IF isempty(NEW.covers) OR EXISTS (
     SELECT 1 FROM funds_allocation al
       JOIN funds_funddocument d ON d.id = al.document_id
       JOIN projects_project p ON p.id = al.project_id
     WHERE al.id = NEW.allocation_id AND NOT NEW.covers <@ {YEARS}) THEN
  {refuse("batch_period_of_its_years", "a period of document and project years")}
END IF;
IF NOT NEW.is_advance AND NOT EXISTS (
     SELECT 1 FROM projects_project p
     WHERE p.id = NEW.project_id AND p.state = 'accepted' FOR SHARE) THEN
  {refuse("batch_advance_until_accepted", "before the acceptance only in advance")}
END IF;
RETURN NEW;
"""

GUARD_BATCH = f"""
IF TG_OP = 'DELETE' THEN
  {refuse("batch_never_deleted", "a batch is returned, never deleted")}
END IF;
IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
     ('draft', 'approved'), ('approved', 'released'), ('draft', 'returned'),
     ('approved', 'returned'), ('released', 'returned')) THEN
  {refuse("batch_state_follows_workflow", "a batch has no such step")}
END IF;
RETURN NEW;
"""

# The row stays locked: an allocation is not reversed while a batch is approved or paid.
BATCH_ALLOCATION_STANDS = f"""
IF (TG_OP = 'INSERT' OR (NEW.state <> OLD.state AND NEW.state <> 'returned'))
   AND NOT EXISTS (
     SELECT 1 FROM funds_allocation al
     WHERE al.id = NEW.allocation_id AND al.entry_id IS NOT NULL
       AND al.voided_at IS NULL FOR SHARE) THEN
  {refuse("batch_allocation_stands", "a batch is paid out of a standing allocation")}
END IF;
RETURN NEW;
"""

BATCH_TERMS = (
    "programme",
    "covers",
    "project_id",
    "allocation_id",
    "is_advance",
    "made_by_id",
)
BATCH_FACTS = ("total_fen", "line_count", "approved_by_id")

# The lines of a draft repeat its terms, so the terms do not change under them.
FREEZE_BATCH = f"""
IF {changed(BATCH_TERMS)} THEN
  {refuse("batch_terms_fixed", "another subsidy or period is another batch")}
END IF;
IF OLD.state <> 'draft' AND {changed(BATCH_FACTS)} THEN
  {refuse("batch_frozen_after_approval", "an approved batch does not change")}
END IF;
IF OLD.entry_id IS NOT NULL AND NEW.entry_id IS DISTINCT FROM OLD.entry_id THEN
  {refuse("batch_entry_fixed", "a batch is paid by one entry")}
END IF;
RETURN NEW;
"""

BATCH_TOTAL_IS_SUM = f"""
IF EXISTS (
     SELECT 1 FROM funds_paymentbatch b CROSS JOIN LATERAL (
       SELECT COALESCE(sum(p.amount_fen), 0) total, count(*) lines
       FROM funds_payment p WHERE p.batch_id = b.id) l
     WHERE b.id = NEW.id
       AND (b.total_fen, b.line_count) IS DISTINCT FROM (l.total, l.lines)) THEN
  {refuse("batch_total_is_sum_of_lines", "a total is the sum of its lines")}
END IF;
RETURN NULL;
"""

# The entry could be any of the document's; it must take this total from this project.
BATCH_MATCHES_ENTRY = f"""
IF NEW.entry_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM funds_entry e
       JOIN funds_allocation al ON al.id = NEW.allocation_id
       JOIN funds_posting p ON p.entry_id = e.id AND p.side = 'debit'
       JOIN funds_account a ON a.id = p.account_id AND a.purpose = 'project'
     WHERE e.id = NEW.entry_id AND e.kind = 'release'
       AND a.document_id = al.document_id AND a.project_id = NEW.project_id
       AND p.amount_fen = NEW.total_fen) THEN
  {refuse("batch_matches_entry", "its entry pays the total from the project")}
END IF;
RETURN NULL;
"""

# The last look before the money leaves: `HOLD_PEOPLE` in `funds.services` holds them.
BATCH_PAYS_THE_LIVING = f"""
IF NEW.state = 'released' AND OLD.state <> 'released' AND EXISTS (
     SELECT 1 FROM funds_payment l
       JOIN households_member m ON m.id IN (l.payee_id, l.account_holder_id)
     WHERE l.batch_id = NEW.id AND m.state NOT IN ({quoted(Member.COUNTED)})) THEN
  {refuse("batch_pays_the_living", "neither payee nor account holder is gone")}
END IF;
RETURN NEW;
"""

# Households of a returned batch may be paid again: not before the money is back.
BATCH_RETURNED_WITH_MONEY = f"""
IF NEW.state = 'returned' AND NEW.entry_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM funds_entry e WHERE e.reverses_id = NEW.entry_id) THEN
  {refuse("batch_returned_with_its_money", "reverse the entry of a released batch")}
END IF;
RETURN NULL;
"""

# Frees the household and payee for another batch of the same subsidy and period.
RETURN_LINES = """
UPDATE funds_payment SET is_live = false WHERE batch_id = NEW.id AND is_live;
RETURN NULL;
"""

# The line repeats subsidy and period of its batch, because the exclusion constraints
# against a second payment compare columns of one table.
ADD_PAYMENT = f"""
SELECT b.state, b.programme, b.covers INTO state, NEW.programme, NEW.covers
  FROM funds_paymentbatch b WHERE b.id = NEW.batch_id FOR SHARE;
IF state <> 'draft' THEN
  {refuse("payment_only_into_draft", "lines are added to a draft only")}
END IF;
NEW.counts_as := {COUNTS_AS};
RETURN NEW;
"""

PAYMENT_PAYEE_OF_HOUSEHOLD = f"""
IF NOT EXISTS (
     SELECT 1 FROM households_member m
     WHERE m.id = NEW.payee_id AND m.household_id = NEW.household_id) THEN
  {refuse("payment_payee_of_household", "the payee is a person of the household")}
END IF;
RETURN NEW;
"""

PAYMENT_FACTS = (
    "id",
    "batch_id",
    "household_id",
    "payee_id",
    "payee_name",
    "payee_id_mask",
    "bank_name",
    "account_sealed",
    "account_mask",
    "account_holder_id",
    "amount_fen",
    "region_code",
)

# The note and `is_live` may change; who is paid what, and where to, may not.
GUARD_PAYMENT = f"""
IF TG_OP = 'UPDATE' AND {changed(("programme", "covers", "counts_as"))} THEN
  {refuse("payment_terms_fixed", "a line has the subsidy and period of its batch")}
END IF;
SELECT b.state INTO state
  FROM funds_paymentbatch b WHERE b.id = OLD.batch_id FOR SHARE;
IF state <> 'draft' AND (TG_OP = 'DELETE' OR {changed(PAYMENT_FACTS)}) THEN
  {refuse("payment_frozen_after_approval", "an approved payment does not change")}
END IF;
RETURN COALESCE(NEW, OLD);
"""

PAYMENT_LIVE_UNTIL_RETURNED = f"""
IF NEW.is_live <> OLD.is_live AND (NEW.is_live OR NOT EXISTS (
     SELECT 1 FROM funds_paymentbatch b
     WHERE b.id = NEW.batch_id AND b.state = 'returned')) THEN
  {refuse("payment_live_until_returned", "a line counts until its batch is returned")}
END IF;
RETURN NEW;
"""
