"""The whole sheet as one form: three sections, the people, what is wrong and what is doubtful."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.forms import BoundField
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext as _

from core import codelists
from households import identity, rules
from households.models import Household, HouseholdPeriod, Member, MemberPeriod
from households.periods import Period
from households.services import sheet_faults
from households.sheet.differences import THEIRS, Difference
from households.sheet.hints import Bounds, Hint, hints
from households.sheet.member_forms import MemberForm, MemberFormSet
from households.sheet.section_forms import HouseholdForm, PeriodForm, mark_last_year
from households.sheet.stored import StoredSheet
from households.sheet.values import (
    HOUSEHOLD_FIELDS,
    MEMBER_RECORD,
    PERIOD_RECORD,
    HouseholdData,
    record_of,
)

# Names a sheet carries beside its fields.
CARRIED = {
    "csrfmiddlewaretoken",
    "id",
    "version",
    "period",
    "region_code",
    "seen",
    "add_row",
    "save",
    "next",
}
ROW = re.compile(r"members-(\d{1,3}|__prefix__)-(\w+)")
MANAGEMENT = {
    f"members-{name}_FORMS" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")
}


@dataclass(frozen=True)
class Problem:
    """One line of the summary above the form."""

    anchor: str
    words: str


class SheetForm:
    """The forms of one sheet; `post` is what came in, `stored` what the register holds."""

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
        self.period, self.today, self.region_code, self.id = (
            period,
            today,
            region_code,
            sheet_id,
        )
        self.post, self.stored = post, stored
        self.household_row = household = stored.household if stored else None
        self.people = stored.members if stored else {}
        self.version = household.version if household else 0
        self.taken_from = ""
        self.faults: list[str] = []
        rows, record = self._begin_with(stored) if stored else ({}, {})
        own = (
            {name: getattr(household, name) for name in HOUSEHOLD_FIELDS}
            if household
            else {}
        )
        own.setdefault("first_identified_on", today)
        self.rows = rows
        self.household = HouseholdForm(post, initial=own, today=today, stored=household)
        self.record = PeriodForm(post, initial=record, period=period)
        self.members = MemberFormSet(
            post,
            initial=list(rows.values()) or [{"relation": rules.HEAD}],
            initials=rows,
            period=period,
            today=today,
            stored=self.people,
        )

    def _begin_with(self, stored: StoredSheet) -> tuple[dict, dict]:
        """Rows and record to begin with: this period's, else those of the period before."""
        until, first = stored.until, next(iter(stored.periods.values()), None)
        here = until[0] if until else first
        self.taken_from = (
            here.period if here and here.period != self.period.code else ""
        )
        known = stored.people_recorded(here.period) if until else {}
        asked = self._asked(known)
        rows = {
            pk: self._row(member, known.get(pk))
            for pk, member in self.people.items()
            if pk in asked
        }
        return rows, record_of(here, PERIOD_RECORD) if here else {}

    def recall_last_year(self) -> None:
        """Say beside each field what the sheet before had, where this period has one of its own."""
        if self.stored is None or self.taken_from or len(self.stored.until) < 2:
            return
        before = self.stored.until[1]
        mark_last_year(self.record, record_of(before, PERIOD_RECORD))
        people = self.stored.people_recorded(before.period)
        for form in self.members.forms:
            if form.stored is not None and (row := people.get(form.stored.pk)):
                mark_last_year(form, record_of(row, MEMBER_RECORD))

    def _asked(self, known: dict) -> set[UUID]:
        """Who stands on the sheet: today's people; on an older sheet those who were on it."""
        if self.household_row.recorded_period > self.period.code:
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
        """The same sheet with other words typed in, or as it is stored."""
        return SheetForm(
            period=self.period,
            today=self.today,
            region_code=self.region_code,
            sheet_id=self.id,
            stored=self.stored,
            post=post,
        )

    def with_one_more_row(self) -> SheetForm:
        """The same sheet with an empty row for one more person."""
        post = self.post.copy()
        rows = min(self.members.total_form_count() + 1, self.members.absolute_max)
        post["members-TOTAL_FORMS"] = str(rows)
        return self.again(post)

    def with_theirs(self, found: list[Difference]) -> SheetForm:
        """The same sheet with the stored values of what only somebody else has changed since it was opened."""
        post, stored = self.post.copy(), self.again(None)
        rows = {
            self.members._id_at(place): place
            for place in range(self.members.total_form_count())
        }
        people = {form.initial.get("id"): form for form in stored.members.forms}
        for one in found:
            if one.side != THEIRS or (one.member and one.member not in people):
                continue
            forms = [people[one.member]] if one.member else stored.forms
            form = next((form for form in forms if one.name in form.fields), None)
            if form:
                place = (
                    f"members-{rows[one.member]}-{one.name}" if one.member else one.name
                )
                post.setlist(place, _as_typed(form[one.name]))
        return self.again(post)

    def with_people_added_meanwhile(self) -> SheetForm:
        """The same sheet with a row for everybody who is registered but not on it."""
        post, index = self.post.copy(), self.members.total_form_count()
        given = {self.members._id_at(place) for place in range(index)}
        for member_id, row in self.rows.items():
            if member_id in given:
                continue
            form = MemberForm(
                prefix=f"members-{index}",
                initial=row,
                period=self.period,
                today=self.today,
                stored=self.people[member_id],
            )
            for bound in form:
                post.setlist(bound.html_name, _as_typed(bound))
            index += 1
        post["members-TOTAL_FORMS"] = str(index)
        return self.again(post)

    # --- judging -------------------------------------------------------------------------------

    @property
    def forms(self) -> list[Any]:
        return [self.household, self.record]

    def is_valid(self) -> bool:
        self.refuse_unknown_people()
        judged = [form.is_valid() for form in (*self.forms, self.members)]
        if all(judged):
            self.faults = sheet_faults(
                tuple(form.data_line() for form in self.members.lines()), self.today
            )
        return all(judged) and not self.faults

    def refuse_unknown_people(self) -> None:
        """A row may only name people of this household."""
        for index in range(self.members.total_form_count()):
            member_id = self.members._id_at(index)
            if member_id and member_id not in self.people:
                raise BadRequest("a row names a person who is not of this household")

    def unjudged(self) -> SheetForm:
        """Show what was typed without a word about it: a draft, or one more row asked for."""
        for form in (*self.forms, *self.members.forms):
            form._errors = ErrorDict()
            form.cleaned_data = {}
        self.members._errors = [ErrorDict() for _form in self.members.forms]
        self.members._non_form_errors = ErrorList()
        return self

    def blame_numbers(self, member_ids: list[UUID]) -> None:
        """Put a refusal beside the document numbers it is about."""
        for form in self.members.lines():
            if form.data_line().id in member_ids:
                form.add_error(
                    "id_no", _("This number has to be checked by the county office.")
                )

    def problems(self) -> list[Problem]:
        """Everything that is wrong, in the cadre's words and with a way to each field."""
        found = [
            Problem(
                form[name].id_for_label or form[name].auto_id,
                f"{form[name].label}：{words}",
            )
            for form in self.forms
            for name, errors in form.errors.items()
            for words in errors
        ]
        for number, form in enumerate(self.members.forms, 1):
            who = _("No. %(number)d %(name)s") % {
                "number": number,
                "name": form["name"].value() or "",
            }
            for name, errors in form.errors.items():
                anchor = form[name].id_for_label or form[name].auto_id
                found += [
                    Problem(anchor, f"{who.strip()}：{form[name].label}，{words}")
                    for words in errors
                ]
        found += [
            Problem("members", words)
            for words in [*self.members.non_form_errors(), *self.faults]
        ]
        return found

    def hints(self) -> list[tuple[Problem, Hint]]:
        """What is doubtful, each with the field it is about; rows that are still wrong are left out."""
        lines = [
            form
            for form in self.members.lines()
            if not form.errors and not form.cleaned_data.get("left_on")
        ]
        people = [form.person() for form in lines]
        found = []
        for hint in hints(
            self.record_values(),
            people,
            bounds(self.period.window_end),
            on=self.period.window_end,
        ):
            form = self.record if hint.row is None else lines[hint.row]
            bound = form[hint.field] if hint.field in form.fields else None
            who = "" if hint.row is None else f"{people[hint.row].name}："
            found.append(
                (
                    Problem(
                        bound.id_for_label or bound.auto_id if bound else "record",
                        who + hint.words,
                    ),
                    hint,
                )
            )
        account = (
            self.household.cleaned_data.get("bank_account")
            if hasattr(self.household, "cleaned_data")
            else ""
        )
        if account and identity.card_number_doubtful(account):
            words = _(
                "The last digit of the bank card does not fit; compare it with the card."
            )
            found.append(
                (Problem("id_bank_account", words), Hint("bank", "bank_account", words))
            )
        return found

    def record_values(self) -> dict[str, Any]:
        return self.record.values() if hasattr(self.record, "cleaned_data") else {}

    def mark_of_hints(self) -> str:
        """Names the hints of this sheet, so that saving again means: seen."""
        text = "|".join(
            f"{problem.anchor}:{hint.code}" for problem, hint in self.hints()
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""

    # --- values --------------------------------------------------------------------------------

    def data(self, filled_by_name: str) -> HouseholdData:
        """The sheet as a value; only of a valid form."""
        return HouseholdData(
            id=self.id,
            region_code=self.region_code,
            period=self.period.code,
            household=self.household.values(),
            phone=self.household.cleaned_data["phone"],
            bank_account=self.household.cleaned_data["bank_account"],
            record=self.record.values(),
            members=tuple(form.data_line() for form in self.members.lines()),
            filled_on=self.today,
            filled_by_name=filled_by_name,
        )

    def period_row(self) -> HouseholdPeriod:
        """What would be stored of the period, unsaved, from all that is typed correctly so far."""
        for form in (*self.forms, self.members):
            form.is_valid()
        window_end = self.period.window_end
        lines = [form for form in self.members.lines() if not form.errors]
        people = [
            form.person()
            for form in lines
            if rules.counts_in(
                state="normal",
                left_on=form.cleaned_data.get("left_on"),
                window_end=window_end,
            )
        ]
        record = self.record_values()
        row = HouseholdPeriod(
            household=self.household_row
            or Household(pk=self.id, region_code=self.region_code),
            region_code=self.region_code,
            period=self.period.code,
            window_start=self.period.window_start,
            window_end=window_end,
            state=self.household_row.state
            if self.household_row
            else Household.State.NOT_EXITED,
            **record,
        )
        for name, value in rules.derived(record, people, on=window_end).items():
            setattr(row, name, value)
        return row


def _as_typed(bound: BoundField) -> list[str]:
    """The value of a field as the page would send it."""
    value = bound.value()
    return (
        [str(item) for item in value]
        if isinstance(value, list)
        else ["" if value is None else str(value)]
    )


def bounds(on: dt.date) -> Bounds:
    """The bounds of the hints, as in force on a day."""
    limits = {
        item.code: {"label": item.label} | item.attributes
        for item in codelists.items("plausible", on)
    }
    sexes = {
        item.code: item.attributes["sex"]
        for item in codelists.items("relation")
        if "sex" in item.attributes
    }
    return Bounds(limits, sexes)


def refuse_forged(post: QueryDict) -> None:
    """A field this form does not have is nobody's slip: 400."""
    known = (
        CARRIED
        | MANAGEMENT
        | set(HouseholdForm.base_fields)
        | set(PeriodForm.base_fields)
    )
    rows = {*MemberFormSet.form.base_fields, "DELETE"}
    for name in post:
        row = ROW.fullmatch(name)
        if name not in known and not (row and row[2] in rows):
            raise BadRequest("the form has no such field")
