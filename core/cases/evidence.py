"""Read what an actor fills in at a step: fields and checks of the policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from core import attachments
from core.actors import Actor
from core.cases import signing
from core.cases.days import Bounds, bounds_of, too_early
from core.cases.kinds import Signer, kind_of, signers_of
from core.cases.models import Case
from core.forms.fields import DayField
from core.forms.files import FilesField, files_of
from core.forms.mistakes import mistakes_of
from core.models import Attachment
from core.refusals import refuse_if

# Each field of evidence is declared by `core.policy.sections.Evidence`.
MAX_TEXT = 500
PURPOSE_LIMIT = Attachment._meta.get_field("purpose").max_length


def _field(spec: dict[str, Any]) -> forms.Field:
    common = {
        "label": spec["label"],
        "required": spec.get("required", True),
        "help_text": spec.get("help", ""),
    }
    if spec["type"] == "files":
        return FilesField(**common)
    bounds = {key + "_value": spec[key] for key in ("min", "max") if key in spec}
    if spec["type"] == "int":
        return forms.IntegerField(**common, **bounds)
    if spec["type"] == "date":
        return DayField(
            **common,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        )
    if spec["type"] == "yesno":
        return forms.BooleanField(**common)
    if spec["type"] == "choice":
        return forms.ChoiceField(
            **common, choices=list(spec["choices"].items()), widget=forms.RadioSelect
        )
    widget = forms.Textarea(attrs={"rows": 3}) if spec["type"] == "longtext" else None
    return forms.CharField(**common, max_length=MAX_TEXT, widget=widget)


class EvidenceForm(forms.Form):
    """The fields of one step; its checks are judged once all of them are there.

    `people` may sign for the subject of the case; no day lies before `bounds`.
    """

    def __init__(
        self,
        step: dict[str, Any],
        *args: Any,
        by: Actor | None = None,
        without_files: bool = False,
        people: Sequence[Signer] = (),
        bounds: Bounds | None = None,
    ) -> None:
        super().__init__(*args, prefix="evidence")
        self.step, self.people, self.bounds = step, people, bounds
        for spec in step.get("evidence", []):
            if spec["type"] == "signer":
                self.fields |= signing.fields_of(spec, people)
            elif not (without_files and spec["type"] == "files"):
                self.fields[spec["key"]] = _field(spec)
        if by is not None:
            files_of(self, by)

    def clean(self) -> dict[str, Any]:
        specs = self.step.get("evidence", [])
        for spec in specs:
            if reason := _untimely(spec, self.cleaned_data, self.bounds):
                self.add_error(spec["key"], reason)
        wrong = signing.mistakes(specs, self.cleaned_data, self.people)
        for key, reason in list(wrong):
            self.add_error(key, reason)
        if not self.errors:
            for reason in _failed_checks(self.step, self.cleaned_data):
                self.add_error(None, reason)
        return self.cleaned_data


def form_of(case: Case, step: dict[str, Any], *args: Any, **more: Any) -> EvidenceForm:
    """The form of a step of a case, which knows its people and the days before it."""
    people, bounds = signers_of(case), bounds_of(case, step)
    return EvidenceForm(step, *args, people=people, bounds=bounds, **more)


def clean_evidence(
    step: dict[str, Any],
    given: dict[str, Any],
    *,
    people: Sequence[Signer] = (),
    bounds: Bounds | None = None,
) -> dict[str, Any]:
    """The evidence as JSON values; `Refused` names each thing that is missing or wrong.

    Files are named by the ids of attachments here.
    """
    sent = {
        f"evidence-{key}": str(value)
        for key, value in given.items()
        if value is not None
    }
    form = EvidenceForm(step, sent, without_files=True, people=people, bounds=bounds)
    form.is_valid()  # its mistakes are said together with those of the files
    cleaned = {key: _plain(value) for key, value in form.cleaned_data.items()}
    files = [spec for spec in step.get("evidence", []) if spec["type"] == "files"]
    cleaned |= {spec["key"]: _named_files(given.get(spec["key"])) for spec in files}
    refuse_if(
        [
            *(mistake.words for mistake in mistakes_of(form)),
            *(
                _("Attach: %(label)s.") % {"label": spec["label"]}
                for spec in files
                if spec.get("required", True) and not cleaned[spec["key"]]
            ),
        ]
    )
    return signing.with_names(step.get("evidence", []), cleaned, people)


def _named_files(named: Any) -> list[str]:
    return [str(item) for item in named] if isinstance(named, list) else []


def _untimely(
    spec: dict[str, Any], cleaned: dict[str, Any], bounds: Bounds | None
) -> str:
    """Why the day in a field cannot be; empty when it can."""
    day = cleaned.get(spec["key"]) if spec["type"] == "date" else None
    if day is None:
        return ""
    if day > timezone.localdate():
        return _("This day lies in the future.")
    return too_early(spec, day, bounds) if bounds else ""


def _failed_checks(step: dict[str, Any], cleaned: dict[str, Any]) -> list[str]:
    """The messages of the checks that do not hold."""
    failed = (_failed(check, cleaned) for check in step.get("checks", []))
    return [reason for reason in failed if reason]


def filed(form: EvidenceForm, case: Case, by: Actor) -> dict[str, Any]:
    """What the page sent, its files put into the dossier of the case under their label.

    In the transaction of the step: refused, they wait with the form as before.
    """
    given: dict[str, Any] = {}
    for key, value in form.cleaned_data.items():
        is_files = isinstance(form.fields[key], FilesField)
        label = form.fields[key].label
        given[key] = _filed(value, label, case, by) if is_files else _plain(value)
    return given


def _filed(files: Any, label: str, case: Case, by: Actor) -> list[str]:
    return [
        str(
            attachments.store(
                file=file,
                by=by,
                region_code=case.region_code,
                subject=case.papers,
                purpose=label[:PURPOSE_LIMIT],
                permission=kind_of(case).permission,
            ).pk
        )
        for file in files
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _failed(check: dict[str, Any], values: dict[str, Any]) -> str:
    """The check's own message when it does not hold; see the policy files for the kinds."""
    if check["kind"] == "is":
        holds = values.get(check["part"]) == check["value"]
    elif check["kind"] == "sum":
        holds = sum(values.get(key) or 0 for key in check["parts"]) == (
            values.get(check["whole"]) or 0
        )
    else:
        part, least = (
            values.get(check["part"]) or 0,
            Fraction(check["share"]) * (values.get(check["whole"]) or 0),
        )
        holds = {"share_at_least": part >= least > 0, "share_above": part > least}[
            check["kind"]
        ]
    return "" if holds else check["message"]
