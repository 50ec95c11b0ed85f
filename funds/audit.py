"""The actions of funds, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import link_targets, name_facts
from funds import permissions

ACTIONS = {
    "fund.register": _("Fund document registered"),
    "fund.confirm": _("Fund document confirmed"),
    "fund.drop": _("Fund document voided"),
    "fund.allocate": _("Allocation proposed"),
    "fund.confirm_allocation": _("Allocation confirmed"),
    "fund.drop_allocation": _("Allocation withdrawn"),
    "fund.reverse": _("Reversal asked for"),
    "fund.confirm_reversal": _("Entry reversed"),
    "fund.drop_reversal": _("Reversal dropped"),
    "payment.make": _("Payment batch made"),
    "payment.approve": _("Payment batch approved"),
    "payment.release": _("Payment batch released"),
    "payment.return": _("Payment batch returned"),
}
TARGETS = {
    "funds.funddocument": ("funds:document-detail", permissions.VIEW_DOCUMENT),
    "funds.paymentbatch": ("funds:batch-detail", permissions.VIEW_BATCH),
}
FACTS = {
    "amount_fen": _("amount (yuan)"),
    "document": _("fund document"),
    "entry": _("entry"),
    "lines": _("payments in the batch"),
    "project": _("project"),
    "total_fen": _("sum (yuan)"),
}


def register() -> None:
    """Name actions, targets and facts; called from `AppConfig.ready`."""
    name_actions(ACTIONS)
    link_targets(TARGETS)
    name_facts(FACTS)
