"""The permissions of this app."""

EXPORT_LEDGER = "ledgers.export_ledger"
# No role holds this one: an exported file is stored as an attachment, and its owner
# fetches it through `ledgers:download` alone, never through the page of attachments.
OWNER_ONLY = "ledgers.owner_only"
