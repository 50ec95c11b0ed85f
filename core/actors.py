"""The person who acts, as the engines see them; `accounts.User` is one."""

from __future__ import annotations

from typing import Any, Protocol


class Actor(Protocol):
    """Someone signed in who asks for rows or calls a verb.

    Engines and services type `by` and `user` with this protocol, so that `core`
    need not know the account model that comes after it in the import order.
    """

    @property
    def pk(self) -> Any: ...

    @property
    def name(self) -> str: ...

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether they hold the permission somewhere."""
        ...

    def can(self, permission: str, region_code: str) -> bool:
        """Whether they hold the permission in this very place."""
        ...

    def holds(self, role: str, region_code: str) -> bool:
        """Whether they have the role for a region that contains the place."""
        ...

    def scope_ranges(
        self, permission: str | None = None
    ) -> tuple[tuple[str, str], ...]:
        """The half-open code ranges in which they hold the permission."""
        ...
