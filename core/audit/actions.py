"""Labels of the audited verbs, as an auditor reads them; apps add their own."""

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
    "seal.accept": _("Alteration past the application accepted"),
}


def name_actions(names: dict[str, Any]) -> None:
    """Add the labels of an app's verbs; call it in `AppConfig.ready`."""
    _names.update(names)


def action_label(verb: str) -> str:
    """The label of a verb; one without a label is shown as it is."""
    return str(_names.get(verb, verb))


def choices() -> list[tuple[str, Any]]:
    """Every verb with its name, app by app: the choices of a filter."""
    return list(_names.items())


def has_label(verb: str) -> bool:
    return verb in _names


def target_label(target: str) -> str:
    """`households.household:0174…` as the kind of row and the end of its key."""
    label, _colon, key = target.partition(":")
    try:
        name = apps.get_model(label)._meta.verbose_name
    except (LookupError, ValueError):
        return target
    return f"{name} …{key[-8:]}" if len(key) > 12 else f"{name} {key}"
