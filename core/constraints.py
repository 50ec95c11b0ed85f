"""Turn a broken database constraint into the sentence that stands beside it.

A model constraint carries its sentence as `violation_error_message`. What a trigger
raises has no such place: the app names it beside the trigger and hands the table to
`register_sentences` in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import BaseConstraint

from core.refusals import Refused

_raised_by_triggers: dict[str, Any] = {}


def register_sentences(sentences: Mapping[str, Any]) -> None:
    """Add sentences for constraint names that triggers raise."""
    _raised_by_triggers.update(sentences)


def constraint_name(error: IntegrityError) -> str:
    """The name of the constraint that stopped a statement; empty when there is none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", "") or ""


def sentence_for(name: str) -> str:
    """The sentence of a constraint, or nothing when nobody has written one."""
    return str(_declared().get(name) or _raised_by_triggers.get(name) or "")


@contextmanager
def explained() -> Iterator[None]:
    """Run statements in a savepoint and raise `Refused` for a constraint with a sentence.

    Any other error stays what it is: a constraint without a sentence is a fault of
    ours, not of the person who typed.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        sentence = sentence_for(constraint_name(error))
        if not sentence:
            raise
        raise Refused(sentence) from error


@cache
def _declared() -> dict[str, Any]:
    """Constraint name → sentence, over all models; the default sentence is none."""
    default = BaseConstraint.default_violation_error_message
    return {
        constraint.name: constraint.violation_error_message
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != default
    }
