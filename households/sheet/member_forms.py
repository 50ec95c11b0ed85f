"""One person of the sheet as a row of the form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import codelists
from core.forms.fields import (
    CodeField,
    CodesField,
    CountField,
    DayField,
    PlainCharField,
    YesNoField,
)
from core.forms.widgets import FastTextInput, share_fields
from core.ids import uuid7
from households import identity, names
from households.models import Member, MemberPeriod
from households.periods import Period
from households.rules import Person
from households.sheet.section_forms import offer_codes
from households.sheet.values import MEMBER_RECORD, MemberData


def _code(name: str, list_name: str, **kwargs: Any) -> CodeField:
    return CodeField(
        list_name, label=MemberPeriod._meta.get_field(name).verbose_name, **kwargs
    )


def _yes_no(name: str) -> YesNoField:
    return YesNoField(label=MemberPeriod._meta.get_field(name).verbose_name)


@share_fields
class MemberForm(forms.Form):
    """One person: the identity, which stays, and the record of the period."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=Member._meta.get_field("name").verbose_name,
        max_length=60,
        widget=FastTextInput,
    )
    relation = _code("relation", "relation", required=True)
    id_type = CodeField(
        "id_type", label=_("kind of document"), required=True, initial="01"
    )
    id_no = forms.CharField(
        label=_("document number"), max_length=60, required=False, widget=FastTextInput
    )
    sex = CodeField("sex", label=_("sex"))
    born_on = DayField(label=_("date of birth"))
    ethnicity = CodeField(
        "ethnicity", label=_("ethnicity"), required=True, initial="01"
    )
    political = _code("political", "political")
    education = _code("education", "education")
    schooling = _code("schooling", "schooling")
    dropout_reason = _code("dropout_reason", "dropout_reason")
    health = CodesField(
        "health", label=MemberPeriod._meta.get_field("health").verbose_name
    )
    labour = _code("labour", "labour")
    work_area = _code("work_area", "work_area")
    work_months = CountField(
        label=MemberPeriod._meta.get_field("work_months").verbose_name,
        units=("个月", "月"),
        max_value=12,
    )
    employer = PlainCharField(
        label=MemberPeriod._meta.get_field("employer").verbose_name,
        max_length=80,
        required=False,
        widget=FastTextInput,
    )
    has_dibao = _yes_no("has_dibao")
    has_tekun = _yes_no("has_tekun")
    med_resident = _yes_no("med_resident")
    med_employee = _yes_no("med_employee")
    med_critical = _yes_no("med_critical")
    pension_resident = _yes_no("pension_resident")
    pension_employee = _yes_no("pension_employee")
    is_soldier = _yes_no("is_soldier")
    joined_on = DayField(label=_("joined"))
    joined_reason = CodeField("join_reason", label=_("reason for joining"))
    left_on = DayField(label=_("left"))
    left_reason = CodeField("leave_reason", label=_("reason for leaving"))

    # Short labels for the boxes of a row; the spreadsheets carry the official ones.
    PROTECTION = {
        "med_resident": _("residents' medical"),
        "med_employee": _("employees' medical"),
        "med_critical": _("critical illness"),
        "pension_resident": _("residents' old age"),
        "pension_employee": _("employees' old age"),
        "has_dibao": _("minimum allowance"),
        "has_tekun": _("full support"),
        "is_soldier": _("soldier"),
    }
    FOLDED = (
        "ethnicity",
        "political",
        "joined_on",
        "joined_reason",
        "left_on",
        "left_reason",
    )

    def __init__(
        self,
        *args: Any,
        period: Period,
        today: dt.date,
        stored: Member | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.stored = today, stored
        offer_codes(self, period.window_end)
        self.fields["id_no"].widget.attrs |= {
            "autocomplete": "off",
            "spellcheck": "false",
            # Checked when the box is left, not only when the sheet is saved.
            "hx-post": reverse("households:number-check"),
            "hx-trigger": "change",
            "hx-target": "next [data-number-check]",
        }
        if stored and stored.id_no_mask:
            self.fields["id_no"].help_text = _(
                "Now %(mask)s; leave empty to keep it."
            ) % {"mask": stored.id_no_mask}
        for name, words in self.PROTECTION.items():
            self.fields[name].label = words

    @property
    def is_new(self) -> bool:
        return self.stored is None

    def has_changed(self) -> bool:
        """Whether the row says something; that of a registered person always does."""
        return self.stored is not None or super().has_changed()

    @property
    def has_faults_below(self) -> bool:
        """Whether a field of the folded part was refused, so that it must open."""
        return any(self[name].errors for name in self.FOLDED)

    @property
    def protection(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PROTECTION]

    def clean_name(self) -> str:
        return names.read_name(self.cleaned_data["name"])

    def clean(self) -> None:
        # The document first: it fills in sex and birth where they were left empty.
        self._clean_document()
        for name in ("sex", "born_on"):
            is_known = self.cleaned_data.get(name) or name in self.errors
            if not is_known and "id_no" not in self.errors:
                self.add_error(name, _("Fill this in: the document does not tell it."))
        self._clean_leaving()

    def _clean_document(self) -> None:
        typed = self.cleaned_data.get("id_no", "")
        kind = self.cleaned_data.get("id_type")
        if not kind:
            return
        stored = self.stored
        if stored is not None and not typed and kind == stored.id_type:
            self.cleaned_data["id_no"] = None  # keeps the stored number
            is_binding = kind in identity.NUMBERED
            self._compare(stored.sex, stored.born_on, binding=is_binding)
            return
        try:
            document = identity.read_document(typed, kind, today=self.today)
        except ValidationError as error:
            self.add_error("id_no", error)
            return
        self.cleaned_data |= {"id_no": document.number, "id_type": document.kind}
        is_binding = document.born_on is not None
        self._compare(document.sex, document.born_on, binding=is_binding)
        # Typed beside a document that does not tell it: judged like one that does.
        if born_on := self.cleaned_data.get("born_on"):
            try:
                identity.refuse_birth(born_on, self.today)
            except ValidationError as error:
                self.add_error("born_on", error)

    def _compare(self, sex: str, born_on: dt.date | None, *, binding: bool) -> None:
        """Take sex and birth from the document, which what was typed must not contradict.

        Where the document tells neither (`binding` false) what was typed is true.
        """
        told = {
            "sex": (sex, codelists.label("sex", sex)),
            "born_on": (born_on, born_on.isoformat() if born_on else ""),
        }
        words = _("By the document number it is %(value)s; compare both with the card.")
        for name, (value, label) in told.items():
            typed = self.cleaned_data.get(name)
            if not typed and value:
                self.cleaned_data[name] = value
            elif binding and typed and value and typed != value:
                self.add_error(name, ValidationError(words, params={"value": label}))

    def _clean_leaving(self) -> None:
        left_on = self.cleaned_data.get("left_on")
        reason = self.cleaned_data.get("left_reason")
        if left_on and not reason:
            self.add_error("left_reason", _("Choose why the person has left."))
        if reason and not left_on and "left_on" not in self.errors:
            self.add_error("left_on", _("Enter the day on which the person left."))
        for name in ("joined_on", "left_on"):
            self._clean_day(name)
        self._clean_order()

    def _clean_day(self, name: str) -> None:
        """A day of joining or leaving lies between birth and today."""
        day = self.cleaned_data.get(name)
        born_on = self.cleaned_data.get("born_on")
        if day and day > self.today:
            self.add_error(name, _("This day lies in the future."))
        elif day and born_on and day < born_on:
            self.add_error(name, _("This day lies before the birth; check both."))

    def _clean_order(self) -> None:
        left_on = self.cleaned_data.get("left_on")
        joined_on = self.cleaned_data.get("joined_on")
        if joined_on is None and self.stored is not None:
            joined_on = self.stored.joined_on
        if left_on and joined_on and left_on < joined_on:
            words = _("Nobody can leave before joining; the person joined on %s.")
            self.add_error("left_on", words % joined_on)

    def record(self) -> dict[str, Any]:
        """What is known of the person's record so far."""
        return {
            name: self.cleaned_data[name]
            for name in MEMBER_RECORD
            if name in self.cleaned_data
        }

    def person(self) -> Person:
        """The row as the rules see it; only of a row without errors."""
        clean = self.cleaned_data
        return Person(
            clean["name"],
            clean["sex"],
            clean["born_on"],
            clean["id_type"],
            self.record(),
        )

    def line_so_far(self) -> MemberData:
        """The row as a value of what is right in it, to look for further mistakes."""
        known = {name: self.cleaned_data.get(name) for name in ("left_on", "joined_on")}
        known["id"] = self.cleaned_data.get("id") or uuid7()
        self.cleaned_data["id"] = known["id"]
        return MemberData(
            name=self.cleaned_data.get("name") or self["name"].value() or "",
            sex=self.cleaned_data.get("sex", ""),
            born_on=self.cleaned_data.get("born_on") or self.today,
            id_no=self.cleaned_data.get("id_no"),
            record=self.record(),
            **known,
        )

    def data_line(self) -> MemberData:
        """The row as a value, the same each time; only of a valid form."""
        clean = self.cleaned_data
        clean["id"] = clean["id"] or uuid7()
        columns = (
            "id",
            "name",
            "sex",
            "born_on",
            "id_type",
            "id_no",
            "ethnicity",
            "joined_on",
            "joined_reason",
            "left_on",
            "left_reason",
        )
        return MemberData(
            record=self.record(), **{name: clean[name] for name in columns}
        )
