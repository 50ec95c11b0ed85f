"""What was done, in words: each verb of the audit has a name that an auditor reads; apps name their own."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

_names: dict[str, Any] = {
    "attachment.open": _("File opened"),
    "attachment.store": _("File stored"),
    "case.open": _("Case opened"),
    "case.forward": _("Step of a case done"),
    "case.return": _("Case returned"),
    "case.reject": _("Case rejected"),
    "case.withdraw": _("Case withdrawn"),
}


def name_deeds(names: dict[str, Any]) -> None:
    """Make the verbs of an app readable; call it in `<app>/deeds.py`, which is found by itself."""
    _names.update(names)


def named(verb: str) -> str:
    """The deed in words; a verb without a name is shown as it is."""
    return str(_names.get(verb, verb))


def choices() -> list[tuple[str, Any]]:
    """Every verb with its name, app by app: the choices of a filter."""
    return list(_names.items())


def is_named(verb: str) -> bool:
    return verb in _names


def target_words(target: str) -> str:
    """`households.household:0174…` as the kind of row and the end of its key."""
    label, _colon, key = target.partition(":")
    try:
        name = apps.get_model(label)._meta.verbose_name
    except (LookupError, ValueError):
        return target
    return f"{name} …{key[-8:]}" if len(key) > 12 else f"{name} {key}"
