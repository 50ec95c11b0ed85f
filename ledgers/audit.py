"""The deeds of this app, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import name_facts
from ledgers.declaration import ledger_named


def _name(slug: str) -> str:
    ledger = ledger_named(slug)
    return str(ledger.name) if ledger else slug


DEEDS = {
    "ledger.export": _("Ledger exported"),
    "ledger.download": _("Ledger file fetched"),
}
name_actions(DEEDS)
name_facts(
    {"filters": _("conditions"), "full": _("with full numbers"), "ledger": _("ledger")},
    {"ledger": _name},
)
