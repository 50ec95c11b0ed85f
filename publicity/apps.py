from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicityConfig(AppConfig):
    name = "publicity"

    def ready(self) -> None:
        from core.web import key_figures, navigation, shortcuts, worklist
        from core.web.navigation import NavItem
        from publicity import workflow  # noqa: F401  workflow registers itself
        from publicity import worklist as work

        for provider in (
            work.objections_to_answer,
            work.cases_awaiting_notice,
            work.ended_notices,
            work.overtaken_notices,
        ):
            worklist.register(provider)
        key_figures.register(work.notice_tiles)
        shortcuts.register(
            shortcuts.Shortcut(
                _("Post a notice"),
                "publicity:waiting",
                "speakerphone",
                work.PUBLISH,
                order=30,
            )
        )
        navigation.register(
            NavItem(
                _("Notices"),
                "publicity:list",
                "speakerphone",
                permission="publicity.view_notice",
                order=20,
                section="decisions",
            )
        )
