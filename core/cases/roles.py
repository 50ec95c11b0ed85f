"""What the roles of the steps are called; the app of people knows their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_labels: dict[str, Any] = {}


def register_role_labels(labels: Mapping[str, Any]) -> None:
    """Add role slug → label; call it in `AppConfig.ready`."""
    _labels.update(labels)


def role_label(slug: str) -> str:
    """The label of a role; a slug nobody has named is shown as it is."""
    return str(_labels.get(slug, slug))
