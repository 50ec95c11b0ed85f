from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    name = "funds"
    verbose_name = _("funds")

    def ready(self) -> None:
        """Tell the engines and the other apps what funds add to them."""
        from core.constraints import register_sentences
        from core.web import kept, navigation, shortcuts
        from core.web.navigation import NavItem
        from funds import (
            audit,
            key_figures,
            ledgers,
            permissions,
            timeline,
            triggers,
            worklist,
        )

        register_sentences(triggers.SENTENCES)
        audit.register()
        ledgers.register()
        worklist.register()
        key_figures.register()
        timeline.register()
        navigation.register(
            NavItem(
                _("Fund documents"),
                "funds:document-list",
                "coin",
                permission=permissions.VIEW_DOCUMENT,
                order=20,
                section="money",
            ),
            NavItem(
                _("Payment batches"),
                "funds:batch-list",
                "wallet",
                permission=permissions.VIEW_BATCH,
                order=30,
                section="money",
            ),
            NavItem(
                _("Payments to households"),
                "funds:payment-list",
                "list",
                permission=permissions.VIEW_BATCH,
                order=40,
                section="money",
            ),
        )
        shortcuts.register(
            shortcuts.Shortcut(
                _("Register a fund document"),
                "funds:document-create",
                "coin",
                permissions.REGISTER_DOCUMENT,
                order=50,
            )
        )
        kept.register(
            "funds:document-create",
            "funds:document-drop",
            "funds:allocation-create",
            "funds:allocation-drop",
            "funds:entry-reverse",
            "funds:batch-create",
            "funds:batch-return",
        )
