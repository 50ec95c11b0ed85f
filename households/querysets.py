from __future__ import annotations

from typing import Any, Self

from core.crypto import blind_index
from core.scope import COUNTY, ScopedQuerySet, at_level


class HouseholdQuerySet(ScopedQuerySet):
    def poor(self) -> Self:
        return self.filter(status__in=self.model.POOR)

    def exited(self) -> Self:
        return self.filter(status__in=self.model.EXITED)

    def active(self) -> Self:
        """Registered and not removed or closed."""
        return self.filter(status__in=self.model.ACTIVE)


class MemberQuerySet(ScopedQuerySet):
    view_permission = "households.view_household"

    def counted(self) -> Self:
        """Those who belong to the household now."""
        return self.filter(status__in=self.model.COUNTED)

    def with_id_no(self, id_no: str) -> Self:
        """By the first 18 characters of a document number."""
        return self.filter(id_no_index=id_no_index(id_no))

    def with_id_tail(self, tail: str, county_code: str) -> Self:
        """By the last four characters, within one county."""
        return self.filter(id_tail_index=id_tail_index(tail, county_code))


class HouseholdPeriodQuerySet(ScopedQuerySet):
    view_permission = "households.view_household"

    def of_period(self, period: str) -> Self:
        return self.filter(period=period)


def id_no_index(id_no: str) -> bytes | None:
    """Keyed hash under which a person is found; a disability card's extra digits do not count."""
    return blind_index("id_no", id_no.upper()[:18])


def id_tail_index(id_no: str, region_code: str) -> bytes | None:
    """Keyed hash of the last four of the first 18, salted by the county: weak by nature, so kept local."""
    return blind_index("id_tail", at_level(region_code, COUNTY) + id_no.upper()[:18][-4:])


def phone_index(phone: str) -> Any:
    return blind_index("phone", phone)
