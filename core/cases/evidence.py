"""Read what an actor fills in at a step: fields and equations of the policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from core import attachments
from core.actors import Actor
from core.cases.kinds import kind_of
from core.cases.models import Case
from core.forms.fields import DayField
from core.refusals import refuse_if

# Each field of evidence is declared by `core.policy.sections.Evidence`.
MAX_TEXT = 500


def _field(spec: dict[str, Any]) -> forms.Field:
    common = {
        "label": spec["label"],
        "required": spec.get("required", True) and spec["type"] != "files",
        "help_text": spec.get("help", ""),
    }
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
    widget = forms.Textarea(attrs={"rows": 3}) if spec["type"] == "longtext" else None
    return forms.CharField(**common, max_length=MAX_TEXT, widget=widget)


def evidence_form(
    step: dict[str, Any], data: dict[str, Any] | None = None
) -> forms.Form:
    """A form with the step's evidence fields (files are handled by the attachment store)."""
    fields = {
        spec["key"]: _field(spec)
        for spec in step.get("evidence", [])
        if spec["type"] != "files"
    }
    form_class = type("EvidenceForm", (forms.Form,), fields)
    return form_class(data, prefix="evidence")


def clean_evidence(step: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The evidence as JSON values; `Refused` names each thing that is missing or wrong."""
    form = evidence_form(
        step,
        {
            f"evidence-{key}": str(value)
            for key, value in given.items()
            if value is not None
        },
    )
    form.is_valid()  # its mistakes are said together with those below
    cleaned = {key: _plain(value) for key, value in form.cleaned_data.items()}
    specs = step.get("evidence", [])
    cleaned |= {
        spec["key"]: _named_files(given.get(spec["key"]))
        for spec in specs
        if spec["type"] == "files"
    }
    refuse_if(
        [
            *_form_mistakes(form),
            *(reason for spec in specs if (reason := _missing(spec, cleaned))),
        ]
    )
    # Equations are judged only over fields that are all there.
    refuse_if(_failed_checks(step, cleaned))
    return cleaned


def _form_mistakes(form: forms.Form) -> list[str]:
    return [
        f"{form.fields[key].label}：{error}"
        for key, errors in form.errors.items()
        for error in errors
    ]


def _named_files(named: Any) -> list[str]:
    return [str(item) for item in named] if isinstance(named, list) else []


def _missing(spec: dict[str, Any], cleaned: dict[str, Any]) -> str:
    """Why a field will not do although its form took it; empty when it will."""
    value = cleaned.get(spec["key"])
    label = {"label": spec["label"]}
    if spec["type"] == "files" and spec.get("required", True) and not value:
        return _("Attach: %(label)s.") % label
    if spec["type"] == "date" and (value or "") > timezone.localdate().isoformat():
        return _("%(label)s cannot be in the future.") % label
    return ""


def _failed_checks(step: dict[str, Any], cleaned: dict[str, Any]) -> list[str]:
    """The messages of the equations that do not hold."""
    failed = (_failed(check, cleaned) for check in step.get("checks", []))
    return [reason for reason in failed if reason]


def posted_evidence(
    post: Mapping[str, str], files: MultiValueDict, case: Case, by: Actor
) -> dict[str, Any]:
    """The evidence a page sent, its files stored; they stay also when it is refused."""
    given: dict[str, Any] = {}
    for spec in (case.step or {}).get("evidence", []):
        name = f"evidence-{spec['key']}"
        if spec["type"] == "files":
            given[spec["key"]] = [
                _stored(file, spec["label"], case, by) for file in files.getlist(name)
            ]
        else:
            given[spec["key"]] = post.get(name, "")
    return given


def _stored(file: Any, purpose: str, case: Case, by: Actor) -> str:
    kept = attachments.store(
        file=file,
        by=by,
        region_code=case.region_code,
        subject=case.papers,
        purpose=purpose,
        permission=kind_of(case).permission,
    )
    return str(kept.pk)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _failed(check: dict[str, Any], values: dict[str, Any]) -> str:
    """The check's own message when it does not hold; see the policy files for the three kinds."""
    if check["kind"] == "sum":
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
