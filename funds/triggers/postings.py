"""Triggers of double entry: accounts, entries and postings."""

from django.utils.translation import gettext_lazy as _

from core.trigger_sql import changed, refuse
from funds.triggers.documents import PROJECT_IN_LIBRARY

SENTENCES = {
    "account_project_in_library": _(
        "The project is not in the library; no fund may be allocated to it."
    ),
    "entry_document_confirmed": _(
        "The document is not in force; none of its money can move."
    ),
    "reversal_of_original": _("A reversal cannot be reversed; make a new entry."),
}

OPEN_ACCOUNT = f"""
IF NEW.debit_fen <> 0 OR NEW.credit_fen <> 0 THEN
  {refuse("account_opens_empty", "an account opens at zero")}
END IF;
IF NEW.purpose = 'source' THEN
  SELECT d.amount_fen INTO NEW.limit_fen
    FROM funds_funddocument d WHERE d.id = NEW.document_id;
END IF;
RETURN NEW;
"""

ACCOUNT_IN_LIBRARY = f"""
IF NEW.project_id IS NOT NULL AND NOT {PROJECT_IN_LIBRARY} THEN
  {refuse("account_project_in_library", "only library projects have an account")}
END IF;
RETURN NEW;
"""

ACCOUNT_IDENTITY = (
    "id",
    "document_id",
    "purpose",
    "project_id",
    "limit_fen",
    "region_code",
)

# Depth 2 means that the statement comes from another trigger: APPLY_POSTING below.
GUARD_ACCOUNT = f"""
IF TG_OP = 'DELETE' OR {changed(ACCOUNT_IDENTITY)} THEN
  {refuse("account_identity_fixed", "what an account is for never changes")}
END IF;
IF pg_trigger_depth() < 2 THEN
  {refuse("account_moves_by_posting", "only a posting moves a balance")}
END IF;
RETURN NEW;
"""

# The transaction's number ties the postings to their entry: see POSTING_WITH_ITS_ENTRY.
STAMP_ENTRY = """
NEW.txid := txid_current();
NEW.at := clock_timestamp();
RETURN NEW;
"""

# A reversal is let through: the document may have been voided by the reversal itself.
ENTRY_DOCUMENT_CONFIRMED = f"""
IF NOT EXISTS (
     SELECT 1 FROM funds_funddocument d
     WHERE d.id = NEW.document_id AND d.confirmed_at IS NOT NULL
       AND (d.voided_at IS NULL OR NEW.kind = 'reverse')) THEN
  {refuse("entry_document_confirmed", "money moves only on a confirmed document")}
END IF;
RETURN NEW;
"""

APPEND_ONLY = """
RAISE check_violation USING CONSTRAINT = '{name}',
  MESSAGE = 'entries and postings are append-only; reverse the entry';
"""

ENTRY_HAS_POSTINGS = f"""
IF (SELECT count(*) FROM funds_posting p WHERE p.entry_id = NEW.id) < 2 THEN
  {refuse("entry_has_postings", "an entry has at least two postings")}
END IF;
RETURN NULL;
"""

# Once for each posting of the entry, when the transaction commits.
ENTRY_BALANCES = f"""
IF (SELECT sum(CASE p.side WHEN 'debit' THEN p.amount_fen ELSE -p.amount_fen END)
      FROM funds_posting p WHERE p.entry_id = NEW.entry_id) <> 0 THEN
  {refuse("entry_balances", "debits and credits of an entry are equal")}
END IF;
RETURN NULL;
"""

_POSTED = """SELECT p.account_id, p.side, p.amount_fen
       FROM funds_posting p WHERE p.entry_id = NEW.id"""
_MIRRORED = """SELECT p.account_id,
       CASE p.side WHEN 'debit' THEN 'credit' ELSE 'debit' END, p.amount_fen
       FROM funds_posting p WHERE p.entry_id = NEW.reverses_id"""

# Two sets are equal when neither has a row that the other has not.
REVERSAL_IS_MIRROR = f"""
IF NEW.reverses_id IS NULL THEN
  RETURN NULL;
END IF;
IF EXISTS (
     ({_POSTED} EXCEPT ALL {_MIRRORED})
     UNION ALL
     ({_MIRRORED} EXCEPT ALL {_POSTED})) THEN
  {refuse("reversal_is_mirror", "a reversal is the exact mirror of its entry")}
END IF;
RETURN NULL;
"""

REVERSAL_OF_ORIGINAL = f"""
IF NEW.reverses_id IS NOT NULL AND EXISTS (
     SELECT 1 FROM funds_entry e
     WHERE e.id = NEW.reverses_id AND e.kind = 'reverse') THEN
  {refuse("reversal_of_original", "a reversal is not reversed; make a new entry")}
END IF;
RETURN NEW;
"""

# A pair added to an old entry would rewrite history without unbalancing it.
POSTING_WITH_ITS_ENTRY = f"""
IF NOT EXISTS (
     SELECT 1 FROM funds_entry e
     WHERE e.id = NEW.entry_id AND e.txid = txid_current()) THEN
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
