"""Who signs for the subject of a case: a person of it, or a named agent with a reason.

A field of evidence of type `signer` is three fields of the form: who, and, where it is
an agent, the name and the reason. The kind of case knows the people (`Signer`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.cases.kinds import Signer

AGENT = "agent"
SHORTEST_REASON = 4
LONGEST_NAME, LONGEST_REASON = 50, 200


def names_of(spec: dict[str, Any]) -> list[str]:
    """The names of the fields that a page sends for one field of evidence."""
    key = spec["key"]
    return [key, *_agent_keys(key)] if spec["type"] == "signer" else [key]


def fields_of(spec: dict[str, Any], people: Sequence[Signer]) -> dict[str, forms.Field]:
    """The three fields of the form."""
    key = spec["key"]
    name, reason = _agent_keys(key)
    choices = [(person.key, person.words) for person in people]
    agent = (AGENT, _("an agent, who is not of the household"))
    return {
        key: forms.ChoiceField(
            label=spec["label"],
            required=spec.get("required", True),
            help_text=spec.get("help", ""),
            choices=[*choices, agent],
            widget=forms.RadioSelect,
        ),
        name: forms.CharField(
            label=_("Name of the agent"), required=False, max_length=LONGEST_NAME
        ),
        reason: forms.CharField(
            label=_("Why an agent signs"), required=False, max_length=LONGEST_REASON
        ),
    }


def mistakes(
    specs: list[dict[str, Any]], cleaned: dict[str, Any], people: Sequence[Signer]
) -> Iterator[tuple[str, str]]:
    """Field and sentence: an agent without name or reason, a person not yet of age."""
    known = {person.key: person for person in people}
    days = [cleaned.get(spec["key"]) for spec in specs if spec["type"] == "date"]
    signed_on = max((day for day in days if day), default=dt.date.max)
    for spec in specs:
        key = spec["key"]
        chosen = cleaned.get(key) if spec["type"] == "signer" else None
        if chosen == AGENT:
            yield from _nameless(key, cleaned)
        elif chosen and known[chosen].since > signed_on:
            words = _("%(name)s was not of age on %(day)s and cannot sign.")
            yield key, words % {"name": known[chosen].words, "day": signed_on}


def _nameless(key: str, cleaned: dict[str, Any]) -> Iterator[tuple[str, str]]:
    name, reason = _agent_keys(key)
    if not cleaned.get(name):
        yield name, _("Write the name of the agent who signed.")
    if len(cleaned.get(reason) or "") < SHORTEST_REASON:
        yield reason, _("Write why an agent signed and nobody of the household.")


def with_names(
    specs: list[dict[str, Any]], cleaned: dict[str, Any], people: Sequence[Signer]
) -> dict[str, Any]:
    """The evidence with the name of each signer, as it was when it was signed."""
    known = {person.key: person.words for person in people}
    for spec in specs:
        if spec["type"] == "signer":
            chosen = cleaned.get(spec["key"]) or ""
            agent = [cleaned.pop(key, "") for key in _agent_keys(spec["key"])]
            cleaned[f"{spec['key']}_name"] = known.get(chosen, "")
            if chosen == AGENT:
                cleaned[f"{spec['key']}_name"], cleaned[f"{spec['key']}_reason"] = agent
    return cleaned


def words(spec: dict[str, Any], evidence: dict[str, Any]) -> str:
    """The signer as the timeline says it; of older cases the text that was typed."""
    key = spec["key"]
    name = evidence.get(f"{key}_name") or str(evidence.get(key, ""))
    if evidence.get(key) != AGENT:
        return name
    return _("%(name)s as agent: %(reason)s") % {
        "name": name,
        "reason": evidence.get(f"{key}_reason", ""),
    }


def _agent_keys(key: str) -> tuple[str, str]:
    return f"{key}_agent", f"{key}_reason"
