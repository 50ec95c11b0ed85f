"""Notices among the key figures of the first page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.actors import Actor
from core.web import key_figures
from core.web.key_figures import KeyFigure
from publicity.models import Notice
from publicity.permissions import VIEW_NOTICE


def register() -> None:
    """Add notices to the key figures; called from `AppConfig.ready`."""
    key_figures.register(posted_notices)


def posted_notices(user: Actor, today: dt.date) -> Iterator[KeyFigure]:
    """How many notices hang in one's places now."""
    if not user.has_perm(VIEW_NOTICE):
        return
    count = Notice.objects.visible_to(user).on_board().count()
    url = f"{reverse('publicity:list')}?state=current"
    yield KeyFigure(
        _("Notices posted now"),
        f"{count:,}",
        url,
        unit=pgettext("unit", "notices"),
        icon="speakerphone",
        order=40,
    )
