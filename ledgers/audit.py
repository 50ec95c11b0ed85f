"""The actions of this app in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import name_facts
from ledgers.declaration import ledger_named

ACTIONS = {
    "ledger.export": _("Ledger exported"),
    "ledger.download": _("Ledger file fetched"),
}
FACTS = {
    "filters": _("conditions"),
    "full": _("with full numbers"),
    "ledger": _("ledger"),
}


def register() -> None:
    """Name the actions and what their entries hold; safe to call twice."""
    name_actions(ACTIONS)
    name_facts(FACTS, {"ledger": _ledger_name})


def _ledger_name(slug: str) -> str:
    ledger = ledger_named(slug)
    return str(ledger.name) if ledger else slug
