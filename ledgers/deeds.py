"""The deeds of this app, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.deeds import name_deeds

DEEDS = {
    "ledger.export": _("Ledger exported"),
    "ledger.download": _("Ledger file fetched"),
}
name_deeds(DEEDS)
