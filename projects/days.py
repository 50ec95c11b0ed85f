"""Days of plans and papers as people type them, within years that make sense."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.forms.fields import DayField

FIRST, LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)


class PlanDayField(DayField):
    """A day of this century, also typed 2026.3.1 or 2026年3月1日: a slip in the year is said at once."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", True)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> dt.date | None:
        day = super().clean(value)
        if day and not FIRST <= day <= LAST:
            raise ValidationError(
                _("Look at the year: it lies between 2000 and 2100."), code="year"
            )
        return day
