"""Every change of every field of a family, from the history tables.

The database writes them itself, by trigger, with each change (pghistory).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Model
from django.utils.translation import gettext as _

from households.models import Household, HouseholdPeriod, Member, MemberPeriod
from households.wording import in_words, label_of

# A family changed more often than this has been changed by a program.
MOST_VERSIONS = 3000
# Keys, and columns that follow from others: no person has changed them.
NOT_TOLD = {
    "id",
    "household",
    "member",
    "hh_no",
    "person_no",
    "region_code",
    "period",
    "version",
    "created_by",
    "created_at",
    "updated_by",
    "updated_at",
    "head_pinyin",
    "head_initials",
    "head_id_mask",
    "name_pinyin",
    "name_initials",
    "position",
    "phone_index",
    "bank_account_index",
    "id_no_index",
    "id_tail_index",
    "phone_mask",
    "bank_account_mask",
    "id_no_mask",
    "headcount",
    "labour_count",
    "working_count",
    "school_age_count",
    "dropout_count",
    "schooling_unknown_count",
    "uninsured_count",
    "insurance_unknown_count",
    "dibao_count",
    "tekun_count",
    "ill_count",
    "disabled_count",
}
# The same number sealed again is another text: only its keyed hash or its mask tells
# whether it changed.
SEALED = {
    "phone_sealed": "phone",
    "bank_account_sealed": "bank_account",
    "id_no_sealed": "id_no",
}


@dataclass(frozen=True)
class Change:
    """One field: before and after, in words; of a sealed field only that it changed."""

    label: str
    old: str
    new: str
    is_sealed: bool = False


@dataclass
class ChangeSet:
    """What one save changed in one row."""

    at: dt.datetime
    by: str
    about: str
    is_new: bool
    changes: list[Change] = field(default_factory=list)


def changes_of(household: Household) -> list[ChangeSet]:
    """Every change set of the family, newest first."""
    names = {member.pk: member.name for member in household.members.all()}
    # The names of the people are looked up once for all four tables, at the end.
    found: list[tuple[ChangeSet, int | None]] = []
    for model, filters in (
        (Household, {"pgh_obj_id": household.pk}),
        (HouseholdPeriod, {"household_id": household.pk}),
        (Member, {"household_id": household.pk}),
        (MemberPeriod, {"household_id": household.pk}),
    ):
        found += _change_sets(model, _versions(model, filters), names)
    people = _people({user for _set, user in found if user})
    for change_set, user in found:
        change_set.by = people.get(user, "") if user else ""
    return sorted(
        (change_set for change_set, _user in found),
        key=lambda one: one.at,
        reverse=True,
    )


@dataclass(frozen=True)
class Seen:
    """A sheet as it stood at an earlier version, when a person opened it."""

    household: dict[str, Any]
    record: dict[str, Any] | None
    people: dict[Any, dict[str, Any]]
    records: dict[Any, dict[str, Any]]


def seen_at(household: Household, version: int, period: str) -> Seen | None:
    """The sheet of a period as of a version of the household; None without that version."""
    then = (
        _events(Household)
        .filter(pgh_obj_id=household.pk, version=version)
        .order_by("pgh_id")
        .values()
        .first()
    )
    if then is None:
        return None

    at = then["pgh_created_at"]
    record = _rows_at(HouseholdPeriod, "period", household, at, period=period)
    return Seen(
        then,
        record.get(period),
        _rows_at(Member, "pgh_obj_id", household, at),
        _rows_at(MemberPeriod, "member_id", household, at, period=period),
    )


def _rows_at(
    model: type[Model], key: str, household: Household, at: dt.datetime, **filters: Any
) -> dict[Any, dict[str, Any]]:
    """The rows of a household as they stood at a moment, by the column `key`."""
    # A row has one version for each save; the latest one until then is what stood there.
    written = _events(model).filter(
        household_id=household.pk, pgh_created_at__lte=at, **filters
    )
    latest = written.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return {row[key]: row for row in latest.values()}


def _events(model: type[Model]) -> Any:
    return model._meta.get_field("events").related_model.objects


def _versions(model: type[Model], filters: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The recorded versions of the rows, oldest first, with who was at work."""
    rows = (
        _events(model)
        .filter(**filters)
        .annotate(actor=F("pgh_context__metadata__user"))
    )
    return rows.order_by("pgh_id").values()[:MOST_VERSIONS]


def _change_sets(
    model: type[Model], versions: Iterable[dict[str, Any]], names: dict[Any, str]
) -> Iterator[tuple[ChangeSet, int | None]]:
    # The status of a period follows the household's, which is told.
    untold = NOT_TOLD | ({"state"} if model is HouseholdPeriod else set())
    told = [f for f in model._meta.concrete_fields if f.name not in untold]
    # A history row holds the whole row: what changed is told by the row before it.
    last: dict[Any, dict[str, Any]] = {}
    for version in versions:
        before = last.get(version["pgh_obj_id"])
        last[version["pgh_obj_id"]] = version
        changes = (
            []
            if before is None
            else list(_changes(model, told, before, version, names))
        )
        if before is None or changes:
            about = _about(model, version, names)
            yield (
                ChangeSet(
                    version["pgh_created_at"], "", about, before is None, changes
                ),
                version["actor"],
            )


def _changes(
    model: type[Model],
    told: list[Any],
    old: dict[str, Any],
    new: dict[str, Any],
    names: dict[Any, str],
) -> Iterator[Change]:
    for column in told:
        # Columns copied from elsewhere (`household.RECORDED`) have no history.
        if column.attname not in new or old[column.attname] == new[column.attname]:
            continue
        if number := SEALED.get(column.name):
            if any(
                old[f"{number}_{kind}"] != new[f"{number}_{kind}"]
                for kind in ("index", "mask")
            ):
                yield Change(label_of(model, f"{number}_mask"), "", "", is_sealed=True)
        else:
            before, after = (
                # Whose the account is: a person of the family, by name.
                names.get(row[column.attname], row[column.attname])
                if column.name == "bank_holder"
                else row[column.attname]
                for row in (old, new)
            )
            yield Change(
                label_of(model, column.name),
                _in_words(column, before),
                _in_words(column, after),
            )


def _in_words(column: Any, value: Any) -> str:
    if column.choices and value:
        return str(dict(column.flatchoices).get(value, value))
    return in_words(column.name, value)


def _about(model: type[Model], version: dict[str, Any], names: dict[Any, str]) -> str:
    if model is Household:
        return _("Household")
    if model is HouseholdPeriod:
        return _("Sheet of %(period)s") % {"period": version["period"]}
    if model is Member:
        return version["name"]
    name = names.get(version["member_id"], "")
    return _("%(name)s, sheet of %(period)s") % {
        "name": name,
        "period": version["period"],
    }


def _people(ids: set[int]) -> dict[int, str]:
    return dict(get_user_model().objects.filter(pk__in=ids).values_list("pk", "name"))
