# All that mypy must know of Django: a choice is a member of an Enum and a string.
# Everything else is Any; see docs/decisions/0066-types-without-django-stubs.md.
from enum import EnumMeta, StrEnum
from typing import Any

def __getattr__(name: str) -> Any: ...

class _ChoicesMeta(EnumMeta):
    choices: Any
    values: Any
    labels: Any
    names: Any

class TextChoices(StrEnum, metaclass=_ChoicesMeta):  # type: ignore[misc]  # a base
    @property
    def label(self) -> Any: ...
