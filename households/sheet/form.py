"""The whole sheet as one form: three sections and the people."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext as _

from households import rules
from households.models import Household, HouseholdPeriod, Member, MemberPeriod
from households.periods import Period
from households.sheet import account_holder
from households.sheet.faults import sheet_faults
from households.sheet.hints import Hint
from households.sheet.member_formset import MemberFormSet
from households.sheet.section_forms import HouseholdForm, PeriodForm, mark_last_year
from households.sheet.stored import StoredSheet
from households.sheet.summary import (
    Problem,
    account_doubts,
    doubts,
    form_problems,
    row_problems,
)
from households.sheet.values import (
    HOUSEHOLD_FIELDS,
    MEMBER_RECORD,
    PERIOD_RECORD,
    HouseholdData,
    MemberData,
    record_of,
)


class SheetForm:
    """The forms of one sheet; `post` is what was typed, `stored` what is in the registry.

    Without a post the forms show what is stored, or what a new sheet begins with.
    """

    def __init__(
        self,
        *,
        period: Period,
        today: dt.date,
        region_code: str,
        sheet_id: UUID,
        stored: StoredSheet | None = None,
        post: QueryDict | None = None,
    ) -> None:
        self.period, self.today = period, today
        self.region_code, self.id = region_code, sheet_id
        self.post, self.stored = post, stored
        self.household_row = household = stored.household if stored else None
        self.people = stored.members if stored else {}
        self.version = household.version if household else 0
        # The earlier period that an empty sheet is filled from; empty without one.
        self.taken_from = ""
        self.faults: list[str] = []
        self.rows, record = self._begin_with(stored) if stored else ({}, {})
        self._bind(record)

    def _bind(self, record: dict[str, Any]) -> None:
        """Make the forms: over what was typed, with what is stored to begin with."""
        household = self.household_row
        own = {"first_identified_on": self.today}
        if household:
            own = {name: getattr(household, name) for name in HOUSEHOLD_FIELDS}
        self.household = HouseholdForm(
            self.post,
            initial=own,
            today=self.today,
            stored=household,
            people=self.people,
        )
        self.record = PeriodForm(self.post, initial=record, period=self.period)
        self.members = MemberFormSet(
            self.post,
            initial=list(self.rows.values()) or [{"relation": rules.HEAD}],
            initials=self.rows,
            period=self.period,
            today=self.today,
            stored=self.people,
        )

    def _begin_with(
        self, stored: StoredSheet
    ) -> tuple[dict[UUID, dict[str, Any]], dict[str, Any]]:
        """Rows and record to begin with: of this period, else of the nearest one."""
        first = next(iter(stored.periods.values()), None)
        here = stored.until[0] if stored.until else first
        if here and here.period != self.period.code:
            self.taken_from = here.period
        known = stored.people_recorded(here.period) if here and stored.until else {}
        asked = self._asked(stored, known)
        rows = {
            pk: self._row(member, known.get(pk))
            for pk, member in self.people.items()
            if pk in asked
        }
        return rows, record_of(here, PERIOD_RECORD) if here else {}

    def recall_last_year(self) -> None:
        """Say beside each field what last year's sheet had.

        Only where this period has a sheet of its own, and not last year's values.
        """
        if self.stored is None or self.taken_from or len(self.stored.until) < 2:
            return
        before = self.stored.until[1]
        mark_last_year(self.record, record_of(before, PERIOD_RECORD))
        people = self.stored.people_recorded(before.period)
        for form in self.members.forms:
            # New rows have no last year.
            if form.stored is not None and (row := people.get(form.stored.pk)):
                mark_last_year(form, record_of(row, MEMBER_RECORD))

    def _asked(self, stored: StoredSheet, known: dict[UUID, MemberPeriod]) -> set[UUID]:
        """Who is on the sheet: today's people; on an older one those who were on it."""
        if stored.household.recorded_period > self.period.code:
            return set(known)
        return {
            pk for pk, member in self.people.items() if member.state in Member.COUNTED
        }

    @staticmethod
    def _row(member: Member, record: MemberPeriod | None) -> dict[str, Any]:
        names = (
            "id",
            "name",
            "sex",
            "born_on",
            "ethnicity",
            "id_type",
            "joined_on",
            "joined_reason",
        )
        row = {name: getattr(member, name) for name in names}
        return row | record_of(record, MEMBER_RECORD) if record else row

    def again(self, post: QueryDict | None) -> SheetForm:
        """The same sheet with other values typed in, or as it is stored."""
        return SheetForm(
            period=self.period,
            today=self.today,
            region_code=self.region_code,
            sheet_id=self.id,
            stored=self.stored,
            post=post,
        )

    def typed(self) -> QueryDict:
        """A copy of what was typed, to be changed."""
        return QueryDict(mutable=True) if self.post is None else self.post.copy()

    # --- judging -----------------------------------------------------------------------

    @property
    def forms(self) -> list[Any]:
        """The sections, without the people."""
        return [self.household, self.record]

    def is_valid(self) -> bool:
        """Whether every form is right, and the sheet as a whole can be true."""
        self.refuse_unknown_people()
        # A list, not a generator: every form is judged, so that all mistakes are shown.
        judged = [form.is_valid() for form in (*self.forms, self.members)]
        rows = self.members.lines()
        self.faults = sheet_faults(
            self.lines_so_far(),
            self.today,
            relations_known=not any("relation" in form.errors for form in rows),
        )
        if all(judged) and self.stored and self.stored.is_latest:
            lines = tuple(form.data_line() for form in rows)
            account_holder.ask_whose_account(self.household, self.people, lines)
        right = all(judged) and not self.faults and not self.household.errors
        return right and bool(self.region_code)

    def lines_so_far(self) -> tuple[MemberData, ...]:
        """The people, of what is right in their rows."""
        return tuple(form.line_so_far() for form in self.members.lines())

    def refuse_unknown_people(self) -> None:
        """A row may only name people of this household."""
        for index in range(self.members.total_form_count()):
            member_id = self.members.id_at(index)
            if member_id and member_id not in self.people:
                raise BadRequest("a row names a person who is not of this household")

    def unjudged(self) -> SheetForm:
        """Show what was typed without its mistakes: a draft, or with one more row."""
        # Django has no public way to say that a bound form was not judged.
        for form in (*self.forms, *self.members.forms):
            form._errors = ErrorDict()
            form.cleaned_data = {}
        self.members._errors = [ErrorDict() for _form in self.members.forms]
        self.members._non_form_errors = ErrorList()
        return self

    def blame_numbers(self, member_ids: list[UUID]) -> None:
        """Put a refusal beside the document numbers it is about."""
        for form in self.members.lines():
            if form.line_so_far().id in member_ids:
                form.add_error(
                    "id_no", _("This number has to be checked by the county office.")
                )

    def problems(self) -> list[Problem]:
        """Everything that is wrong, each with a way to its field."""
        general = [*self.members.non_form_errors(), *self.faults]
        village = [Problem("id_region_code", _("Choose the village."))]
        return [
            *(village if not self.region_code else []),
            *form_problems(self.forms),
            *row_problems(self.members.forms),
            *(Problem("members", words) for words in general),
        ]

    def hints(self) -> list[tuple[Problem, Hint]]:
        """What is doubtful, each with its field; rows that are still wrong are left out."""
        lines = [
            form
            for form in self.members.lines()
            if not form.errors and not form.cleaned_data.get("left_on")
        ]
        end = self.period.window_end
        return [
            *doubts(self.record, lines, self.record_values(), end),
            *account_doubts(self.household),
        ]

    def record_values(self) -> dict[str, Any]:
        """What is known of the record so far."""
        return self.record.values() if hasattr(self.record, "cleaned_data") else {}

    def mark_of_hints(self) -> str:
        """A hash that names the hints of this sheet: saving with it means they were seen."""
        text = "|".join(
            f"{problem.anchor}:{hint.code}" for problem, hint in self.hints()
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""

    # --- values ------------------------------------------------------------------------

    def data(self, filled_by_name: str) -> HouseholdData:
        """The sheet as a value; only of a valid form."""
        lines = tuple(form.data_line() for form in self.members.lines())
        return HouseholdData(
            id=self.id,
            region_code=self.region_code,
            period=self.period.code,
            household=self.household.values(),
            phone=self.household.cleaned_data["phone"],
            bank_account=self.household.cleaned_data["bank_account"],
            bank_holder=account_holder.holder_on(self.household, lines),
            record=self.record.values(),
            members=lines,
            filled_on=self.today,
            filled_by_name=filled_by_name,
        )

    def period_row(self) -> HouseholdPeriod:
        """The period as it would be stored, of all that is typed correctly so far."""
        for form in (*self.forms, self.members):
            form.is_valid()
        window_end, record = self.period.window_end, self.record_values()
        household = self.household_row or Household(
            pk=self.id, region_code=self.region_code
        )
        row = HouseholdPeriod(
            household=household,
            region_code=self.region_code,
            period=self.period.code,
            window_start=self.period.window_start,
            window_end=window_end,
            state=household.state,
            **record,
        )
        people = self._counted_people()
        for name, value in rules.derived(record, people, on=window_end).items():
            setattr(row, name, value)
        return row

    def _counted_people(self) -> list[rules.Person]:
        """Those who belong to the headcount, of the rows without mistakes."""
        return [
            form.person()
            for form in self.members.lines()
            if not form.errors
            and rules.counts_in(
                state=Member.State.NORMAL,
                left_on=form.cleaned_data.get("left_on"),
                window_end=self.period.window_end,
            )
        ]
