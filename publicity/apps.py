from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicityConfig(AppConfig):
    name = "publicity"

    def ready(self) -> None:
        from core import navigation, shortcuts, tiles, worklist
        from core.navigation import NavItem
        from publicity import work, workflow  # noqa: F401  workflow registers itself

        for provider in (
            work.objections_to_answer,
            work.cases_awaiting_notice,
            work.ended_notices,
            work.overtaken_notices,
        ):
            worklist.register(provider)
        tiles.register(work.notice_tiles)
        shortcuts.register(
            shortcuts.Shortcut(_("Post a notice"), "publicity:waiting", "speakerphone", work.PUBLISH, order=30)
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
