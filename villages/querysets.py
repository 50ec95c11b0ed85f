from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Concat, Replace

from core.scope import (
    CODE_LENGTH,
    COUNTY,
    LEVEL_LENGTHS,
    TOWNSHIP,
    VILLAGE,
    ScopedQuerySet,
    level_of,
    ranges_q,
    subtree,
)
from villages.ngrams import NameNgrams, ngrams_of
from villages.permissions import VIEW


class RegionQuerySet(models.QuerySet):
    """Regions are public knowledge; only what happens in them is scoped."""

    def valid_on(self, day: dt.date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def current(self) -> Self:
        return self.filter(valid_to=None)

    def at_level(self, level: int) -> Self:
        return self.filter(level=level)

    def below(self, code: str) -> Self:
        """The region itself and everything under it."""
        lo, hi = subtree(code)
        return self.filter(code__gte=lo, code__lt=hi)

    def children_of(self, code: str) -> Self:
        return self.filter(parent_code=code)

    def in_scope_of(self, user: Any, permission: str | None = None) -> Self:
        """The regions in which the user holds a permission; any post at all when none is named."""
        return self.filter(ranges_q("code", user.scope_ranges(permission)))

    def matching(self, text: str) -> Self:
        """By the beginning of code, pinyin or initials, or by any part of the name."""
        # Full-width letters of an input method search as plain ones.
        text = unicodedata.normalize("NFKC", text).strip()
        if not text:
            return self.none()
        if re.fullmatch(r"[0-9]{2,12}", text):
            return self.filter(
                code__gte=text.ljust(CODE_LENGTH, "0"),
                code__lte=text.ljust(CODE_LENGTH, "9"),
            )
        if re.fullmatch(r"[a-zA-Z][a-zA-Z '’]*", text):
            key = re.sub(r"[ '’]", "", text.lower())
            return self.filter(Q(initials__startswith=key) | Q(pinyin__startswith=key))
        # The index finds candidates; `contains` drops those whose pairs lie apart.
        return self.alias(ngrams=NameNgrams("name")).filter(
            ngrams__contains=ngrams_of(text), name__contains=text
        )

    def with_unit(self, office: str) -> Self:
        """Adds `unit`: who answers for the place, with a county's office called so.

        See also `villages.units.unit_of`, which says the same in Python.
        """
        committee = Replace(
            Replace("name", Value("村委会"), Value("村民委员会")),
            Value("居委会"),
            Value("居民委员会"),
        )
        return self.annotate(
            unit=Case(
                When(level=VILLAGE, then=committee),
                When(
                    level=TOWNSHIP,
                    name__endswith="街道",
                    then=Concat("name", Value("办事处")),
                ),
                When(level=TOWNSHIP, then=Concat("name", Value("人民政府"))),
                When(level=COUNTY, then=Concat("name", Value(office))),
                default="name",
                output_field=models.CharField(),
            )
        )

    def latest_first(self) -> Self:
        """The newest period of each code first."""
        return self.order_by("code", "-valid_from")

    def names(self, codes: Any) -> dict[str, str]:
        """Name of each code, for lists; a place that has ended keeps the name it had last."""
        # Ordered by period, so that the last name is the one that stays.
        return dict(
            self.filter(code__in=set(codes))
            .order_by("code", "valid_from")
            .values_list("code", "name")
        )

    def names_up(self, codes: Any) -> dict[str, str]:
        """Names of the codes and of everything above them, in one query."""
        return self.names(
            code[:n].ljust(CODE_LENGTH, "0")
            for code in codes
            for n in LEVEL_LENGTHS.values()
        )

    def path(self, code: str) -> list[Any]:
        """The region and its ancestors, province first; of each its latest period."""
        codes = {
            code[:n].ljust(CODE_LENGTH, "0")
            for level, n in LEVEL_LENGTHS.items()
            if level <= level_of(code)
        }
        latest = {
            region.code: region
            for region in self.filter(code__in=codes).order_by("valid_from")
        }
        return sorted(latest.values(), key=lambda region: region.level)


class VillageQuerySet(ScopedQuerySet):
    """Villages under assistance, by kind."""

    view_permission = VIEW

    def poor(self) -> Self:
        return self.filter(kind__in=[self.model.Kind.POOR, self.model.Kind.DEEP_POOR])
