from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    name = "funds"
    verbose_name = _("funds")

    def ready(self) -> None:
        from core.web import key_figures, shortcuts, worklist
        from core.web.navigation import NavItem, register
        from funds import ledgers  # noqa: F401  ledgers register themselves
        from funds import worklist as work
        from households import timeline

        worklist.register(work.batches_awaiting)
        worklist.register(work.money_awaiting_second_person)
        key_figures.register(work.fund_tiles)
        shortcuts.register(
            shortcuts.Shortcut(
                _("Register a fund document"),
                "funds:document-create",
                "coin",
                "funds.add_funddocument",
                order=50,
            )
        )
        timeline.register(work.payments_to)
        register(
            NavItem(
                _("Fund documents"),
                "funds:document-list",
                "coin",
                "funds.view_funddocument",
                20,
                "money",
            ),
            NavItem(
                _("Payment batches"),
                "funds:batch-list",
                "wallet",
                "funds.view_paymentbatch",
                30,
                "money",
            ),
            NavItem(
                _("Payments to households"),
                "funds:payment-list",
                "list",
                "funds.view_paymentbatch",
                40,
                "money",
            ),
        )
