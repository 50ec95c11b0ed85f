"""Forms of notices and objections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.forms.fields import DayField, PhoneField, PlanDayField
from core.forms.files import PICTURES, FileField, files_of
from publicity.models import Notice, NoticeRow, Objection, PublicRow

WHOLE_LIST = "all"


class PublishForm(forms.Form):
    """The words of a notice, as proposed or as the publisher changed them."""

    title = forms.CharField(label=_("title"), max_length=120)
    text = forms.CharField(
        label=_("text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    issued_by = forms.CharField(label=_("signed by"), max_length=100)
    contacts = forms.CharField(
        label=_("who takes objections"),
        max_length=300,
        help_text=_(
            "Offices and their telephones, as they stand at the foot of the notice."
        ),
    )
    last_day = DayField(widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("why withdrawn"),
        max_length=300,
        help_text=_("What is wrong on the notice. It stays in the record."),
    )


class SheetForm(forms.Form):
    """A photograph of the sheet on the board."""

    taken_on = PlanDayField(
        label=_("taken on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    file = FileField(label=_("photograph"), types=PICTURES)

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files_of(self, user)


class ObjectionForm(forms.Form):
    """What is wrong, with which line, and who says so."""

    about = forms.ChoiceField(
        label=_("Which line is wrong"),
        error_messages={"required": _("Choose the line, or the whole list.")},
    )
    text = forms.CharField(
        label=_("what is wrong"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what is wrong.")},
    )
    name = forms.CharField(label=_("your name"), max_length=50, required=False)
    phone = PhoneField(label=_("your telephone"))

    def __init__(
        self, *args: Any, notice: Notice, named: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice
        self.fields["name"].required = self.fields["phone"].required = named
        # No line is chosen beforehand, else many objections would be about the first.
        self.fields["about"].choices = [
            ("", _("Choose")),
            *((str(row.position), self._words(row)) for row in self._rows()),
            (
                WHOLE_LIST,
                _("The whole list, or someone who should be on it and is not"),
            ),
        ]
        if notice.row_count == 1:
            self.fields["about"].initial = "1"

    def _rows(self) -> Any:
        rows = PublicRow.objects.filter(notice=self.notice)
        return rows.exclude(position__in=self.notice.fallen)

    def _words(self, row: Any) -> str:
        """How a line is named in the choice of lines."""
        shown = [
            str(row.cells[key])
            for key in ("group", "head_name", "project_name", "village")
            if row.cells.get(key)
        ]
        return f"{row.position}. {' '.join(shown)}"

    @property
    def row(self) -> NoticeRow | None:
        """The line the objection is about; None for the whole list."""
        about = self.cleaned_data["about"]
        return (
            None
            if about == WHOLE_LIST
            else NoticeRow.objects.get(notice=self.notice, position=about)
        )


class PublicObjectionForm(ObjectionForm):
    """The form on the web, with a hidden field that only programs fill in."""

    # A bait: hidden from people, filled in by programs that send any form they find.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, is_over: bool = False, **kwargs: Any) -> None:
        self.is_over = is_over
        super().__init__(*args, **kwargs)

    def _words(self, row: Any) -> str:
        """After the period a line is a number: its name is shown no more."""
        return f"{row.position}." if self.is_over else super()._words(row)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("Leave the last field empty and send the form again.")
            )
        return ""


class RecordForm(ObjectionForm):
    """The form for an objection that came by telephone or on paper: full names as on the board."""

    via = forms.ChoiceField(
        label=_("received by"),
        choices=[
            (via.value, via.label) for via in (Objection.Via.PHONE, Objection.Via.PAPER)
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("via", "about", "text", "name", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["phone"].label = (
            _("name of the objector"),
            _("telephone of the objector"),
        )

    def _rows(self) -> Any:
        return self.notice.rows.standing()


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("finding"),
        choices=[
            (
                Objection.State.ACCEPTED,
                _("Upheld: what it says is true"),
            ),
            (
                Objection.State.DISMISSED,
                _("Not upheld: the case can go on after the period"),
            ),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "What was looked into and what was found. "
            "The objector reads this text; write no personal numbers."
        ),
    )


class ReceiptForm(forms.Form):
    receipt = forms.CharField(label=_("receipt number"), max_length=20)

    def clean_receipt(self) -> str:
        """As given out, however it was typed."""
        letters = "".join(
            c
            for c in self.cleaned_data["receipt"].upper()
            if c.isascii() and c.isalnum()
        )
        return "-".join((letters[:4], letters[4:8], letters[8:12]))
