from __future__ import annotations

from typing import Any, Self

from core.permissions import VIEW_PARAMETER
from core.scope import ScopedQuerySet


class ParameterProposalQuerySet(ScopedQuerySet):
    view_permission = VIEW_PARAMETER

    def pending(self) -> Self:
        return self.filter(decided_at=None)

    def about(self, key: str, region_code: str) -> Self:
        return self.filter(key=key, region_code=region_code)

    def with_people(self) -> Self:
        return self.select_related("proposed_by", "decided_by", "result")

    def by_key(self, region_code: str) -> dict[str, Any]:
        """Those of one jurisdiction, at most one a parameter while they are pending."""
        return {
            row.key: row for row in self.filter(region_code=region_code).with_people()
        }
