"""The people of the sheet as a list of rows."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from households.models import Member
from households.periods import Period
from households.rules import MOST_PEOPLE
from households.sheet.member_forms import MemberForm

# Rows beyond the most are still read, so that the form can say that they are too many.
SPARE_ROWS = 10


class BaseMemberFormSet(forms.BaseFormSet):
    """The rows of the people.

    A registered person is never taken out, but leaves with a day and a reason.
    """

    default_error_messages = {
        "too_many_forms": _(
            "A sheet holds at most %(num)d people; register the others as a "
            "household of their own."
        ),
        "missing_management_form": _(
            "The rows of people did not arrive whole; reload the page and send it "
            "again."
        ),
    }

    def __init__(
        self,
        *args: Any,
        period: Period,
        today: dt.date,
        stored: dict[UUID, Member],
        initials: dict[UUID, dict[str, Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        self.period, self.today, self.stored = period, today, stored
        self.initials = initials or {}
        super().__init__(*args, prefix="members", **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        member_id = self.id_at(index)
        kwargs: dict[str, Any] = {"period": self.period, "today": self.today}
        kwargs["stored"] = self.stored.get(member_id) if member_id else None
        if member_id in self.initials:
            kwargs["initial"] = self.initials[member_id]
        return kwargs

    def id_at(self, index: int | None) -> UUID | None:
        """The id of the person of a row; None of a new one."""
        if index is None:
            return None
        typed = ""
        if self.is_bound:
            typed = self.data.get(f"{self.prefix}-{index}-id", "")
        elif self.initial and index < len(self.initial):
            typed = self.initial[index].get("id", "")
        try:
            return UUID(str(typed)) if typed else None
        except ValueError:
            return None

    def add_fields(self, form: MemberForm, index: int | None) -> None:
        """A box to take the row out again, only for a new person."""
        if form.is_new:
            super().add_fields(form, index)

    def lines(self) -> list[MemberForm]:
        """The rows that say something and are not taken out."""
        # Asked once: Django looks through all rows each time.
        deleted = self.deleted_forms
        kept = [form for form in self.forms if form not in deleted]
        return [form for form in kept if form.stored is not None or form.has_changed()]


MemberFormSet = forms.formset_factory(
    MemberForm,
    formset=BaseMemberFormSet,
    extra=0,
    can_delete=True,
    max_num=MOST_PEOPLE,
    absolute_max=MOST_PEOPLE + SPARE_ROWS,
    validate_max=True,
)
