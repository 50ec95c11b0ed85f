"""Who sees which rows: a region is a code range, a user's scope is a set of ranges."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# 2-2-2-3-3 digits: province, prefecture, county, township, village (statistical division codes).
LEVEL_LENGTHS = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}
CODE_LENGTH = 12
PROVINCE, PREFECTURE, COUNTY, TOWNSHIP, VILLAGE = range(1, 6)

valid_region_code = RegexValidator(
    r"^[0-9]{12}\Z", _("A region code has exactly 12 digits.")
)


def level_of(code: str) -> int:
    """Level 1 (province) to 5 (village), read from the segments of the code.

    A last segment of `…210` is a village, not padding.
    """
    if code[9:] != "000":
        return VILLAGE
    if code[6:9] != "000":
        return TOWNSHIP
    if code[4:6] != "00":
        return COUNTY
    return PREFECTURE if code[2:4] != "00" else PROVINCE


def subtree(code: str) -> tuple[str, str]:
    """Half-open range `lo <= region_code < hi` of the region and all below it."""
    # A range instead of LIKE: it uses the index whatever the collation.
    digits = LEVEL_LENGTHS[level_of(code)]
    hi = str(int(code[:digits]) + 1).zfill(digits)
    # After 99 comes nothing with two digits; ":" is the character after "9".
    return code, (":" if len(hi) > digits else hi).ljust(CODE_LENGTH, "0")


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` is `outer` itself or lies below it."""
    lo, hi = subtree(outer)
    return lo <= inner < hi


def at_level(code: str, level: int) -> str:
    """The code of the ancestor of `code` at `level`; `code` itself when it is not deeper."""
    digits = LEVEL_LENGTHS[level]
    return code if level_of(code) <= level else code[:digits].ljust(CODE_LENGTH, "0")


def ranges_q(field: str, ranges: tuple[tuple[str, str], ...]) -> Q:
    """A condition that is true inside any of `ranges`, and nowhere when there are none."""
    # No grant, no row; an empty OR would be true for every row.
    if not ranges:
        return Q(pk__in=[])
    return reduce(
        or_, (Q(**{f"{field}__gte": lo, f"{field}__lt": hi}) for lo, hi in ranges)
    )


class RegionCodeField(models.CharField):
    """A 12-digit statistical region code, compared byte by byte so that ranges use the index."""

    default_validators = [valid_region_code]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", CODE_LENGTH)
        # Bytewise order, in which a subtree is one range.
        kwargs.setdefault("db_collation", "C")
        kwargs.setdefault("verbose_name", _("region code"))
        super().__init__(*args, **kwargs)


class ScopedQuerySet(models.QuerySet):
    """Rows with a region; every chain that serves a person starts with `visible_to`."""

    region_field = "region_code"
    view_permission: str | None = None

    def visible_to(self, user: Any, permission: str | None = None) -> Self:
        """Rows inside the regions in which the user holds `permission` (default: to view them)."""
        ranges = user.scope_ranges(permission or self._view_permission())
        return self.filter(ranges_q(self.region_field, ranges))

    def in_region(self, code: str) -> Self:
        """Rows of the region and everything below it."""
        lo, hi = subtree(code)
        return self.filter(
            **{f"{self.region_field}__gte": lo, f"{self.region_field}__lt": hi}
        )

    def _view_permission(self) -> str:
        return (
            self.view_permission
            or f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"
        )


class ScopedModel(models.Model):
    """A row that belongs to one place."""

    region_code = RegionCodeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
