"""System check: every policy profile must read without a problem before anything starts."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error

from core.policy.schema import problems_of


def policies_are_sound(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every profile reads without a problem."""
    return [
        Error(problem, hint="See docs/policies.md for the layout.", id="core.E001")
        for path in sorted(Path(settings.POLICY_DIR).glob("*.toml"))
        for problem in problems_of(path)
    ]
