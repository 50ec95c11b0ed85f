from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from publicity.permissions import PUBLISH_NOTICE, VIEW_NOTICE


class PublicityConfig(AppConfig):
    name = "publicity"

    def ready(self) -> None:
        """Tell the engines and the other apps what notices add to them."""
        from core.constraints import register_sentences
        from core.web import kept, navigation, shortcuts
        from publicity import audit, key_figures, triggers, workflow, worklist

        register_sentences(triggers.SENTENCES)
        audit.register()
        workflow.register()
        worklist.register()
        key_figures.register()
        shortcuts.register(
            shortcuts.Shortcut(
                _("Post a notice"),
                "publicity:waiting",
                "speakerphone",
                PUBLISH_NOTICE,
                order=30,
            )
        )
        navigation.register(
            navigation.NavItem(
                _("Notices"),
                "publicity:list",
                "speakerphone",
                permission=VIEW_NOTICE,
                order=20,
                section="decisions",
            )
        )
        kept.register(
            "publicity:publish",
            "publicity:withdraw",
            "publicity:sheet-add",
            "publicity:objection-record",
            "publicity:objection-answer",
        )
