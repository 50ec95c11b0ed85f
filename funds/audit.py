"""The deeds of this app, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import link_targets, name_facts

DEEDS = {
    "fund.register": _("Fund document registered"),
    "fund.confirm": _("Fund document confirmed"),
    "fund.drop": _("Fund document dropped"),
    "fund.allocate": _("Money allocated"),
    "fund.confirm_allocation": _("Allocation confirmed"),
    "fund.drop_allocation": _("Allocation withdrawn"),
    "fund.reverse": _("Taking back asked for"),
    "fund.confirm_reversal": _("Entry taken back"),
    "fund.drop_reversal": _("Taking back dropped"),
    "payment.make": _("Payment batch made"),
    "payment.approve": _("Payment batch approved"),
    "payment.release": _("Payment batch released"),
    "payment.return": _("Payment batch returned"),
}
name_actions(DEEDS)
link_targets(
    {
        "funds.funddocument": ("funds:document-detail", "funds.view_funddocument"),
        "funds.paymentbatch": ("funds:batch-detail", "funds.view_paymentbatch"),
    }
)
name_facts(
    {
        "amount_fen": _("amount (yuan)"),
        "document": _("fund document"),
        "entry": _("entry"),
        "lines": _("payments in the batch"),
        "project": _("project"),
        "total_fen": _("sum (yuan)"),
    }
)
