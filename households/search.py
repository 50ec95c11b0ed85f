"""Search for households by a name, initials, a number or a telephone.

What was typed is recognised first. Personal numbers never stand in an address: see
`views.households.household_search`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actors import Actor
from core.forms.readers import Unreadable, half_width, read_phone
from core.scope import COUNTY, PREFECTURE, ranges_q, valid_region_code
from core.web.paging import COUNT_CAP, Page
from households.identity import (
    CITIZEN,
    DISABILITY,
    KEY_LENGTH,
    normalise,
    read_document,
)
from households.listing import county_of
from households.models import Household, Member
from households.names import MARKS, letters_of, searched_name
from households.permissions import VIEW
from households.querysets import HouseholdQuerySet, MemberQuerySet
from villages.models import Region

# More matches than this help nobody: the person is asked to type more.
MOST_MATCHES = 400
SHORTEST = 2
NOT_IN_ADDRESS = gettext_lazy(
    "Type personal numbers into the search box: in an address they would stay in the "
    "browser's history."
)


@dataclass(frozen=True)
class Found:
    """What a search found; `reasons` say why it found nothing or not all.

    Of more than `MOST_MATCHES` only some are listed; `total` is the number of all, or
    of as many as are counted (`is_cut`).
    """

    households: HouseholdQuerySet
    members: MemberQuerySet | None = None
    reasons: list[str] = field(default_factory=list)
    total: int = 0
    is_cut: bool = False

    def told(self, page: Page) -> Page:
        """The page of what is listed, with the number of all that was found."""
        if self.total <= MOST_MATCHES:
            return page
        # Where another condition has narrowed the list, some of what is not listed may
        # meet it too: at least so many.
        is_whole = page.count == MOST_MATCHES
        count = self.total if is_whole else page.count
        if is_whole and not self.is_cut:
            return replace(page, count=count, capped=False)
        # “More than” one fewer is “at least” so many.
        return replace(page, count=min(max(count - 1, 0), COUNT_CAP), capped=True)


def is_private(text: str) -> bool:
    """Whether the text may be (part of) a personal number: it must not be in an address."""
    return bool(re.search(r"\d{4}|\d{3}X", normalise(text))) and not _is_number_of_ours(
        text
    )


def find(user: Actor, text: str, region: str = "") -> Found:
    """The households that `text` means, among those the person sees."""
    text, region = text.strip(), region if valid_region_code.regex.match(region) else ""
    number = normalise(text)
    # From the most telling form to the least: what looks like nothing else is a name.
    try:
        if _is_number_of_ours(text):
            return _by_our_number(user, normalise(text.translate(MARKS)))
        # The last four characters of a document number, X included.
        if re.fullmatch(r"[0-9]{3}[0-9X]", number):
            return _by_tail(user, number, region)
        if _is_telephone(number):
            return _found(
                Household.objects.visible_to(user).with_phone(read_phone(text)), None
            )
        # Too short for a whole number, too long for the last four.
        if re.fullmatch(r"[0-9]{4,13}[0-9X]", number):
            return _by_longer_tail(user, number, region)
        if re.match(r"[0-9]{6}", number):
            return _by_document(user, number)
    except ValidationError as error:
        return Found(Household.objects.none(), reasons=list(error.messages))
    except Unreadable as error:
        return Found(Household.objects.none(), reasons=[str(error)])
    return _by_name(user, text, region)


def matched_members(found: Found, household_ids: list[Any]) -> dict[Any, list[Member]]:
    """The people of these households whom the search meant."""
    matched: dict[Any, list[Member]] = {}
    if found.members is not None and household_ids:
        for member in found.members.filter(household__in=household_ids).order_by(
            "position", "id"
        ):
            matched.setdefault(member.household_id, []).append(member)
    return matched


def _is_telephone(number: str) -> bool:
    """Whether this can be nothing else: eleven digits, an area code, or that of China."""
    digits = re.sub(r"[().]", "", number)
    return bool(re.fullmatch(r"1[0-9]{10}|0[0-9]{9,11}|(\+|00)86[0-9]{9,12}", digits))


def _is_number_of_ours(text: str) -> bool:
    """Whether this is a household or person number.

    They begin with letters and go on in digits: H360726…, TC-360726-2026-000123.
    """
    # Copied from paper or a chat, its hyphens may be any of the signs that look so.
    plain = half_width(text.translate(MARKS)).replace(" ", "")
    return re.fullmatch(r"[A-Za-z]{1,4}[-0-9]{6,30}", plain) is not None


def _by_our_number(user: Actor, number: str) -> Found:
    """By the beginning of a household's number, or by a whole person's number.

    Typed with or without hyphens. Two queries: joined by OR no index would serve both.
    """
    spellings = {number, _with_hyphens(number)}
    members = Member.objects.visible_one_by_one(user).filter(person_no__in=spellings)
    begun = reduce(or_, (Q(hh_no__startswith=spelling) for spelling in spellings))
    households = Household.objects.visible_to(user).filter(begun)
    ids, is_cut = _read(households, "pk")
    ids.update(members.order_by().values_list("household_id", flat=True))
    return _capped(ids, members, is_cut=is_cut)


def _with_hyphens(number: str) -> str:
    """The number, or its beginning, as `core.numbering` writes it.

    `HH3607262026000123` → `HH-360726-2026-000123`.
    """
    parts = re.fullmatch(r"([A-Z]{1,4})(\d{6})(\d{0,4})(\d*)", number)
    return "-".join(part for part in parts.groups() if part) if parts else number


def _by_tail(user: Actor, tail: str, region: str) -> Found:
    # The index of the last four is salted by the county: without one it finds nothing.
    county = county_of(user, region)
    if not county:
        return Found(
            Household.objects.none(),
            reasons=[
                _(
                    "Choose a county or a place in it, then search by the last four "
                    "characters."
                )
            ],
        )
    return _of_members(_members(user, region).with_id_tail(tail, county))


def _by_longer_tail(user: Actor, tail: str, region: str) -> Found:
    """Only the last four can be looked up; the answer says so to who typed more."""
    found = _by_tail(user, tail[-4:], region)
    words = _(
        "Searched by the last four characters, %(tail)s; for one person type the "
        "whole number."
    )
    return (
        found
        if found.reasons
        else replace(found, reasons=[words % {"tail": tail[-4:]}])
    )


def _by_document(user: Actor, number: str) -> Found:
    # Read as a document, so that a slip gets its sentence instead of an empty list.
    kind = DISABILITY if len(number) > KEY_LENGTH else CITIZEN
    document = read_document(number, kind, today=timezone.localdate())
    return _of_members(Member.objects.visible_to(user).with_id_no(document.number))


def _by_name(user: Actor, text: str, region: str) -> Found:
    name = searched_name(text)
    if len(name) < SHORTEST:
        return Found(
            Household.objects.none(),
            reasons=[_("Type at least two characters of the name.")],
        )
    counties = _counties(user, region)
    members = _members(user, region)
    if letters := letters_of(name):
        return _of_members(
            members.with_initials(letters, counties),
            members.with_sound(letters, counties),
            members.with_further_sound(letters, counties),
        )
    return _of_members(members.named(name, counties))


def _members(user: Actor, region: str) -> MemberQuerySet:
    return Member.objects.visible_one_by_one(user, region).exclude(
        state=Member.State.DELETED
    )


def _counties(user: Actor, region: str) -> list[str]:
    """The county in which the person searches, or all counties of a wider scope."""
    county = county_of(user, region)
    if county:
        return [county]
    regions = Region.objects.current().filter(ranges_q("code", user.scope_ranges(VIEW)))
    if region:
        regions = regions.below(region)
    # Cities without districts have their towns right below the prefecture level.
    return list(
        regions.filter(level__in=[PREFECTURE, COUNTY]).values_list("code", flat=True)
    )


def _of_members(*members: MemberQuerySet) -> Found:
    """The households of the members, by their ids.

    The ids are read first: joined with the list, which is ordered by place, PostgreSQL
    would walk through all households to find them.
    """
    ids: set[Any] = set()
    is_cut = False
    # Each index is asked by itself.
    for rows in members:
        more, cut = _read(rows, "household_id")
        ids, is_cut = ids | more, is_cut or cut
    return _capped(ids, reduce(or_, members), is_cut=is_cut)


def _found(households: HouseholdQuerySet, members: MemberQuerySet | None) -> Found:
    ids, is_cut = _read(households, "pk")
    return _capped(ids, members, is_cut=is_cut)


def _read(rows: QuerySet, column: str) -> tuple[set[Any], bool]:
    """The ids, as far as anything is counted, and whether there are more."""
    found = list(rows.order_by().values_list(column, flat=True)[: COUNT_CAP + 1])
    return set(found), len(found) > COUNT_CAP


def _capped(
    ids: set[Any], members: MemberQuerySet | None, *, is_cut: bool = False
) -> Found:
    reasons = []
    if len(ids) > MOST_MATCHES:
        reasons.append(
            _(
                "Very many match; only some are shown. Type more of the name, or "
                "choose a place."
            )
        )
    # The same ones on every page: a set has no order of its own.
    listed = Household.objects.filter(pk__in=sorted(ids)[:MOST_MATCHES])
    return Found(listed, members, reasons, len(ids), is_cut)
