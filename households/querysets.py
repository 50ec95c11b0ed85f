from __future__ import annotations

from typing import Self

from django.db.models import Value
from django.db.models.functions import Coalesce, ExtractYear, Left, Replace

from core.actors import Actor
from core.crypto import blind_index
from core.scope import CODE_LENGTH, COUNTY, ScopedQuerySet, at_level, ranges_q, subtree
from households.ngrams import (
    LONGEST_BEGINNING,
    CountyBeginnings,
    CountyNgrams,
    county_tokens,
)
from households.permissions import VIEW

SEALED = (
    "phone_sealed",
    "phone_index",
    "bank_account_sealed",
    "bank_account_index",
    "bank_account_mask",
)


class HouseholdQuerySet(ScopedQuerySet):
    """Households in the words of the registry."""

    def poor(self) -> Self:
        return self.filter(state__in=self.model.POOR)

    def exited(self) -> Self:
        return self.filter(state__in=self.model.EXITED)

    def active(self) -> Self:
        """Registered and not removed or closed."""
        return self.filter(state__in=self.model.ACTIVE)

    def in_counties(self, codes: list[str]) -> Self:
        """By the county's six digits, as the sorting indexes begin."""
        return self.alias(county=Left("region_code", 6)).filter(
            county__in=[code[:6] for code in codes]
        )

    def visible_county(self, user: Actor, code: str) -> Self:
        """The rows of a county that the user sees whole, found by its six digits alone.

        A range of places beside the digits would make PostgreSQL expect few rows, and
        sort the whole county instead of reading the index in order.
        """
        return self.in_counties([code]) if sees_whole(user, code) else self.none()

    def of_kind(self, code: str) -> Self:
        """By the kind of household last recorded."""
        return self.filter(recorded_attr=code)

    def with_cause(self, code: str) -> Self:
        """By the main cause last recorded."""
        return self.filter(recorded_cause=code)

    def exited_in(self, year: int) -> Self:
        """By the year of exit, as the index holds it.

        Without Coalesce Django asks for a range of days, which the index cannot answer.
        """
        return self.alias(exit_year=Coalesce(ExtractYear("exited_on"), 0)).filter(
            exit_year=year
        )

    def recorded_until(self, period: str) -> Self:
        """Whose latest record is of this period; `none` for those without any."""
        return self.filter(recorded_period="" if period == "none" else period)

    def with_income(self) -> Self:
        """Whose income is known: only they can be put in order by it."""
        return self.filter(recorded_net_pc_fen__isnull=False)

    def with_phone(self, phone: str) -> Self:
        return self.filter(phone_index=phone_index(phone))

    def for_list(self) -> Self:
        """Without the sealed numbers, which a list never shows."""
        return self.defer(*SEALED)

    def for_detail(self) -> Self:
        """With all that the household's page tells, in a fixed number of queries."""
        return self.select_related("created_by", "updated_by").prefetch_related(
            "members__periods", "periods"
        )


class MemberQuerySet(ScopedQuerySet):
    """People in the words of the registry, and as the search looks for them."""

    view_permission = VIEW

    def counted(self) -> Self:
        """Those who belong to the household now."""
        return self.filter(state__in=self.model.COUNTED)

    def visible_one_by_one(self, user: Actor, region: str = "") -> Self:
        """Like `visible_to`, for few rows that another index finds.

        Each row's place is compared as an expression, so that PostgreSQL does not read
        the index of places too, which holds a million people of a province.
        """
        rows = self.alias(place=Left("region_code", CODE_LENGTH))
        rows = rows.filter(ranges_q("place", user.scope_ranges(self.view_permission)))
        return rows.filter(ranges_q("place", (subtree(region),))) if region else rows

    def named(self, text: str, counties: list[str]) -> Self:
        """Whose name contains two or more characters, in the counties."""
        rows = self.alias(ngrams=CountyNgrams("region_code", "name")).filter(
            name__contains=text
        )
        # All tokens in one condition when one county is meant: the index joins them.
        if len(counties) == 1:
            return rows.filter(ngrams__contains=county_tokens(counties[0], text))
        # In several counties each pair of characters may be found in any of them.
        for pair in {text[n : n + 2] for n in range(len(text) - 1)}:
            rows = rows.filter(
                ngrams__overlap=[county[:6] + pair for county in counties]
            )
        return rows

    def with_initials(self, letters: str, counties: list[str]) -> Self:
        """Whose initials begin so, in the counties: zs → 张三."""
        rows = self.alias(county=Left("region_code", 6)).filter(
            county__in=[code[:6] for code in counties]
        )
        return rows.filter(name_initials__startswith=letters)

    def with_sound(self, letters: str, counties: list[str]) -> Self:
        """Whose pinyin begins so, in the counties: zhangs → 张三."""
        rows = self.alias(county=Left("region_code", 6)).filter(
            county__in=[code[:6] for code in counties]
        )
        return rows.alias(sound=Replace("name_pinyin", Value(" "))).filter(
            sound__startswith=letters
        )

    def with_further_sound(self, letters: str, counties: list[str]) -> Self:
        """One of whose further readings, or its initials, begins so: ceng → 曾国强."""
        token = letters[:LONGEST_BEGINNING]
        rows = self.alias(
            beginnings=CountyBeginnings("region_code", "name_sounds")
        ).filter(beginnings__overlap=[county[:6] + token for county in counties])
        # What is longer than the index holds is compared with the sounds themselves.
        return rows.filter(name_sounds__contains=f" {letters}")

    def with_id_no(self, id_no: str) -> Self:
        """By the first 18 characters of a document number."""
        return self.filter(id_no_index=id_no_index(id_no))

    def with_id_tail(self, tail: str, county_code: str) -> Self:
        """By the last four characters, within one county."""
        return self.filter(id_tail_index=id_tail_index(tail, county_code))


class HouseholdPeriodQuerySet(ScopedQuerySet):
    """The yearly records of households."""

    view_permission = VIEW


def sees_whole(user: Actor, code: str) -> bool:
    """Whether the user sees the households of the whole region."""
    first, end = subtree(code)
    return any(lo <= first and end <= hi for lo, hi in user.scope_ranges(VIEW))


def id_no_index(id_no: str) -> bytes | None:
    """Keyed hash of a document number, under which a person is found.

    A disability card is an identity number and two or four more digits, left out here.
    """
    return blind_index("id_no", id_no.upper()[:18])


def id_tail_index(id_no: str, region_code: str) -> bytes | None:
    """Keyed hash of the last four of the first 18 characters, salted by the county.

    Four characters are guessed easily: with the county in it, one list serves one county.
    """
    return blind_index(
        "id_tail", at_level(region_code, COUNTY) + id_no.upper()[:18][-4:]
    )


def phone_index(phone: str) -> bytes | None:
    return blind_index("phone", phone)
