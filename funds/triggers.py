"""The laws of the ledger and of payments, held by the database; each refusal names its constraint.

Python repeats them only to explain. What is deferred is looked at when the transaction ends.
"""

from projects.triggers import refuse
from projects.workflow import LIBRARY

# Finished projects too: what is left is allocated after the acceptance, and most payments follow it.
LIBRARY_WORDS = ", ".join(f"'{state}'" for state in LIBRARY)

# --- documents -------------------------------------------------------------------------------

GUARD_DOCUMENT = f"""
IF TG_OP = 'DELETE' OR (NEW.id, NEW.number, NEW.title, NEW.issued_on, NEW.issuer, NEW.level, NEW.kind, NEW.budget_line,
     NEW.amount_fen, NEW.is_advance, NEW.region_code, NEW.registered_by_id)
   IS DISTINCT FROM (OLD.id, OLD.number, OLD.title, OLD.issued_on, OLD.issuer, OLD.level, OLD.kind, OLD.budget_line,
     OLD.amount_fen, OLD.is_advance, OLD.region_code, OLD.registered_by_id)
   OR (OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at, NEW.confirmed_by_id)
       IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by_id))
   OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at) THEN
  {refuse("document_fixed", "a registered fund document does not change; void it and register it anew")}
END IF;
RETURN NEW;
"""

# --- double entry ----------------------------------------------------------------------------

OPEN_ACCOUNT = f"""
IF NEW.debit_fen <> 0 OR NEW.credit_fen <> 0 THEN
  {refuse("account_opens_empty", "an account opens at nought")}
END IF;
IF NEW.purpose = 'source' THEN
  SELECT d.amount_fen INTO NEW.limit_fen FROM funds_funddocument d WHERE d.id = NEW.document_id;
END IF;
RETURN NEW;
"""

ACCOUNT_IN_LIBRARY = f"""
IF NEW.project_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM projects_project p WHERE p.id = NEW.project_id AND p.state IN ({LIBRARY_WORDS}) FOR SHARE) THEN
  {refuse("account_project_in_library", "only a project of the library has an account")}
END IF;
RETURN NEW;
"""

GUARD_ACCOUNT = f"""
IF TG_OP = 'DELETE' OR (NEW.id, NEW.document_id, NEW.purpose, NEW.project_id, NEW.limit_fen, NEW.region_code)
   IS DISTINCT FROM (OLD.id, OLD.document_id, OLD.purpose, OLD.project_id, OLD.limit_fen, OLD.region_code) THEN
  {refuse("account_identity_fixed", "what an account is for never changes")}
END IF;
IF pg_trigger_depth() < 2 THEN
  {refuse("account_moves_by_posting", "only a posting moves a balance")}
END IF;
RETURN NEW;
"""

STAMP_ENTRY = """
NEW.txid := txid_current();
NEW.at := clock_timestamp();
RETURN NEW;
"""

ENTRY_DOCUMENT_CONFIRMED = f"""
IF NOT EXISTS (SELECT 1 FROM funds_funddocument d WHERE d.id = NEW.document_id AND d.confirmed_at IS NOT NULL
                 AND (d.voided_at IS NULL OR NEW.kind = 'reverse')) THEN
  {refuse("entry_document_confirmed", "money moves only on a confirmed document")}
END IF;
RETURN NEW;
"""

APPEND_ONLY = """
RAISE check_violation USING CONSTRAINT = '{name}', MESSAGE = 'the ledger is only written to; reverse the entry';
"""

ENTRY_HAS_POSTINGS = f"""
IF (SELECT count(*) FROM funds_posting p WHERE p.entry_id = NEW.id) < 2 THEN
  {refuse("entry_has_postings", "an entry has at least two postings")}
END IF;
RETURN NULL;
"""

ENTRY_BALANCES = f"""
IF (SELECT sum(CASE p.side WHEN 'debit' THEN p.amount_fen ELSE -p.amount_fen END)
      FROM funds_posting p WHERE p.entry_id = NEW.entry_id) <> 0 THEN
  {refuse("entry_balances", "debits and credits of an entry are equal")}
END IF;
RETURN NULL;
"""

_MIRROR = (
    "SELECT p.account_id, p.side, p.amount_fen FROM funds_posting p WHERE p.entry_id = NEW.id",
    "SELECT p.account_id, CASE p.side WHEN 'debit' THEN 'credit' ELSE 'debit' END, p.amount_fen "
    "FROM funds_posting p WHERE p.entry_id = NEW.reverses_id",
)
REVERSAL_IS_MIRROR = f"""
IF NEW.reverses_id IS NULL THEN
  RETURN NULL;
END IF;
IF EXISTS (({_MIRROR[0]} EXCEPT ALL {_MIRROR[1]}) UNION ALL ({_MIRROR[1]} EXCEPT ALL {_MIRROR[0]})) THEN
  {refuse("reversal_is_mirror", "a reversal is the exact mirror of its entry")}
END IF;
RETURN NULL;
"""

REVERSAL_OF_ORIGINAL = f"""
IF NEW.reverses_id IS NOT NULL AND EXISTS (
     SELECT 1 FROM funds_entry e WHERE e.id = NEW.reverses_id AND e.kind = 'reverse') THEN
  {refuse("reversal_of_original", "a reversal is not reversed; make a new entry")}
END IF;
RETURN NEW;
"""

# A pair added to an old entry would rewrite history without unbalancing it.
POSTING_WITH_ITS_ENTRY = f"""
IF NOT EXISTS (SELECT 1 FROM funds_entry e WHERE e.id = NEW.entry_id AND e.txid = txid_current()) THEN
  {refuse("posting_with_its_entry", "postings are written together with their entry")}
END IF;
RETURN NEW;
"""

# Takes the lock of the account row, on which the ceilings are checked.
APPLY_POSTING = """
UPDATE funds_account SET
  debit_fen = debit_fen + CASE NEW.side WHEN 'debit' THEN NEW.amount_fen ELSE 0 END,
  credit_fen = credit_fen + CASE NEW.side WHEN 'credit' THEN NEW.amount_fen ELSE 0 END
  WHERE id = NEW.account_id;
RETURN NEW;
"""

# --- allocations -----------------------------------------------------------------------------

ALLOCATION_IN_LIBRARY = f"""
IF NOT EXISTS (
     SELECT 1 FROM projects_project p WHERE p.id = NEW.project_id AND p.state IN ({LIBRARY_WORDS}) FOR SHARE) THEN
  {refuse("allocation_project_in_library", "no money for a project that is not in the library")}
END IF;
RETURN NEW;
"""

GUARD_ALLOCATION = f"""
IF TG_OP = 'DELETE' OR (NEW.id, NEW.document_id, NEW.project_id, NEW.amount_fen, NEW.proposed_by_id, NEW.region_code)
   IS DISTINCT FROM (OLD.id, OLD.document_id, OLD.project_id, OLD.amount_fen, OLD.proposed_by_id, OLD.region_code)
   OR (OLD.entry_id IS NOT NULL AND NEW.entry_id IS DISTINCT FROM OLD.entry_id)
   OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at) THEN
  {refuse("allocation_fixed", "an allocation does not change; take it back and make a new one")}
END IF;
RETURN NEW;
"""

ALLOCATION_MATCHES_ENTRY = f"""
IF NEW.entry_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM funds_posting p JOIN funds_entry e ON e.id = p.entry_id JOIN funds_account a ON a.id = p.account_id
     WHERE e.id = NEW.entry_id AND e.kind = 'allocate' AND e.document_id = NEW.document_id AND p.side = 'credit'
       AND a.purpose = 'project' AND a.project_id = NEW.project_id AND p.amount_fen = NEW.amount_fen) THEN
  {refuse("allocation_matches_entry", "the entry of an allocation moves its amount to its project")}
END IF;
RETURN NULL;
"""

# --- payments --------------------------------------------------------------------------------

START_BATCH = f"""
IF NEW.state <> 'draft' THEN
  {refuse("batch_starts_as_draft", "a batch is born as a draft")}
END IF;
RETURN NEW;
"""

GUARD_BATCH = f"""
IF TG_OP = 'DELETE' THEN
  {refuse("batch_never_deleted", "a batch is returned, never deleted")}
END IF;
IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
     ('draft', 'approved'), ('approved', 'released'), ('draft', 'returned'), ('approved', 'returned'),
     ('released', 'returned')) THEN
  {refuse("batch_state_follows_workflow", "a batch has no such way")}
END IF;
RETURN NEW;
"""

# The row stays locked: an allocation is not taken back while a batch out of it is approved or paid.
BATCH_ALLOCATION_STANDS = f"""
IF (TG_OP = 'INSERT' OR (NEW.state <> OLD.state AND NEW.state <> 'returned')) AND NOT EXISTS (
     SELECT 1 FROM funds_allocation al
     WHERE al.id = NEW.allocation_id AND al.entry_id IS NOT NULL AND al.voided_at IS NULL FOR SHARE) THEN
  {refuse("batch_allocation_stands", "a batch is paid out of an allocation that stands")}
END IF;
RETURN NEW;
"""

FREEZE_BATCH = f"""
IF OLD.state <> 'draft' AND
   (NEW.programme, NEW.covers, NEW.project_id, NEW.allocation_id, NEW.total_fen, NEW.line_count, NEW.made_by_id,
    NEW.approved_by_id)
   IS DISTINCT FROM
   (OLD.programme, OLD.covers, OLD.project_id, OLD.allocation_id, OLD.total_fen, OLD.line_count, OLD.made_by_id,
    OLD.approved_by_id) THEN
  {refuse("batch_frozen_after_approval", "what was approved does not change")}
END IF;
IF OLD.entry_id IS NOT NULL AND NEW.entry_id IS DISTINCT FROM OLD.entry_id THEN
  {refuse("batch_entry_fixed", "a batch is paid by one entry")}
END IF;
RETURN NEW;
"""

BATCH_TOTAL_IS_SUM = f"""
IF EXISTS (
     SELECT 1 FROM funds_paymentbatch b CROSS JOIN LATERAL (
       SELECT COALESCE(sum(p.amount_fen), 0) total, count(*) lines FROM funds_payment p WHERE p.batch_id = b.id) l
     WHERE b.id = NEW.id AND (b.total_fen, b.line_count) IS DISTINCT FROM (l.total, l.lines)) THEN
  {refuse("batch_total_is_sum_of_lines", "the total of a batch is the sum of its lines")}
END IF;
RETURN NULL;
"""

BATCH_MATCHES_ENTRY = f"""
IF NEW.entry_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM funds_entry e JOIN funds_allocation al ON al.id = NEW.allocation_id
       JOIN funds_posting p ON p.entry_id = e.id AND p.side = 'debit'
       JOIN funds_account a ON a.id = p.account_id AND a.purpose = 'project'
     WHERE e.id = NEW.entry_id AND e.kind = 'release' AND a.document_id = al.document_id
       AND a.project_id = NEW.project_id AND p.amount_fen = NEW.total_fen) THEN
  {refuse("batch_matches_entry", "the entry of a batch pays its total from its project")}
END IF;
RETURN NULL;
"""

# Its households may be paid again once it is returned: not before what was paid is back in the ledger.
BATCH_RETURNED_WITH_MONEY = f"""
IF NEW.state = 'returned' AND NEW.entry_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM funds_entry e WHERE e.reverses_id = NEW.entry_id) THEN
  {refuse("batch_returned_with_its_money", "a released batch is returned by the reversal of its entry")}
END IF;
RETURN NULL;
"""

RETURN_LINES = """
UPDATE funds_payment SET is_live = false WHERE batch_id = NEW.id AND is_live;
RETURN NULL;
"""

ADD_PAYMENT = f"""
SELECT b.state, b.programme, b.covers INTO state, NEW.programme, NEW.covers
  FROM funds_paymentbatch b WHERE b.id = NEW.batch_id FOR SHARE;
IF state <> 'draft' THEN
  {refuse("payment_only_into_draft", "lines are added to a draft only")}
END IF;
RETURN NEW;
"""

PAYMENT_PAYEE_OF_HOUSEHOLD = f"""
IF NOT EXISTS (SELECT 1 FROM households_member m WHERE m.id = NEW.payee_id AND m.household_id = NEW.household_id) THEN
  {refuse("payment_payee_of_household", "the payee is a person of the household")}
END IF;
RETURN NEW;
"""

GUARD_PAYMENT = f"""
SELECT b.state INTO state FROM funds_paymentbatch b WHERE b.id = OLD.batch_id FOR SHARE;
IF state <> 'draft' AND (TG_OP = 'DELETE' OR
    (NEW.id, NEW.batch_id, NEW.household_id, NEW.payee_id, NEW.payee_name, NEW.payee_id_mask, NEW.bank_name,
     NEW.account_sealed, NEW.account_mask, NEW.amount_fen, NEW.programme, NEW.covers, NEW.region_code)
    IS DISTINCT FROM
    (OLD.id, OLD.batch_id, OLD.household_id, OLD.payee_id, OLD.payee_name, OLD.payee_id_mask, OLD.bank_name,
     OLD.account_sealed, OLD.account_mask, OLD.amount_fen, OLD.programme, OLD.covers, OLD.region_code)) THEN
  {refuse("payment_frozen_after_approval", "who is paid what, and where to, does not change after approval")}
END IF;
RETURN COALESCE(NEW, OLD);
"""

PAYMENT_LIVE_UNTIL_RETURNED = f"""
IF NEW.is_live <> OLD.is_live AND (NEW.is_live OR NOT EXISTS (
     SELECT 1 FROM funds_paymentbatch b WHERE b.id = NEW.batch_id AND b.state = 'returned')) THEN
  {refuse("payment_live_until_returned", "a line counts until its batch is returned")}
END IF;
RETURN NEW;
"""
