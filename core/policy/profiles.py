"""Which policy holds for this region on this day, and what it says.

A profile is `config/policies/<name>.toml`. A stated value is a table `{v, q, sec}` with
the phrase it comes from; a value the document leaves open is declared under
`[parameters.<key>]` and its figure is a `PolicyParameter` row of the jurisdiction. After
its last day a profile holds on only while the jurisdiction says so by the parameter
`continued_until`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from core.policy.models import PolicyParameter
from core.refusals import Refused
from core.scope import LEVEL_LENGTHS, at_level, contains, level_of

CONTINUED_UNTIL = "continued_until"


class PolicyError(Exception):
    """A profile file is wrong; the message names the file, the key and what is expected."""


@dataclass(frozen=True)
class Policy:
    """One profile: a jurisdiction, a validity period, and everything the document says."""

    name: str
    title: str
    region_code: str
    valid_from: dt.date
    valid_to: dt.date
    digest: str
    contents: dict[str, Any] = field(repr=False)

    def table(self, path: str) -> dict[str, Any]:
        """The table at a dotted path; raises `PolicyError` when the profile has none."""
        found: Any = self.contents
        for part in path.split("."):
            if not isinstance(found, dict) or part not in found:
                raise PolicyError(f"{self.name}: no section [{path}]")
            found = found[part]
        return found

    def has(self, path: str) -> bool:
        try:
            self.table(path)
        except PolicyError:
            return False
        return True

    def stated(self, path: str) -> Any:
        """The value of a stated `{v, q}` table."""
        return self.table(path)["v"]

    def parameter_spec(self, key: str) -> dict[str, Any]:
        return self.table("parameters")[key]

    def parameter(self, key: str, region_code: str, on: dt.date) -> Any:
        """The jurisdiction's value of `key` in force on a day; refused when none is set."""
        spec = self.parameter_spec(key)
        row = parameter_row(key, region_code, on)
        if row is None:
            raise Refused(
                _(
                    "The county has not set “%(label)s” for %(day)s; ask the county"
                    " office to set it."
                )
                % {"label": spec["label"], "day": on.isoformat()}
            )
        return row.value


def parameter_row(key: str, region_code: str, on: dt.date) -> PolicyParameter | None:
    """The row of the nearest jurisdiction above the region that sets `key` on that day."""
    codes = {
        at_level(region_code, level)
        for level in LEVEL_LENGTHS
        if level <= level_of(region_code)
    }
    rows = PolicyParameter.objects.filter(
        key=key, region_code__in=codes, period__contains=on
    )
    return max(rows, key=lambda row: level_of(row.region_code), default=None)


def policies() -> list[Policy]:
    """All profiles, read once per process."""
    return list(_load(Path(settings.POLICY_DIR)))


def policy_named(name: str) -> Policy:
    return next(policy for policy in policies() if policy.name == name)


def policy_title(name: str) -> str:
    """The document's own title; the bare name of a profile that is no longer installed."""
    return next((policy.title for policy in policies() if policy.name == name), name)


def policy_for(region_code: str, on: dt.date) -> Policy:
    """The profile in force for a region on a day; refused when the jurisdiction has none."""
    ours = [
        policy for policy in policies() if contains(policy.region_code, region_code)
    ]
    # The county's own profile goes before the province's, a newer before an older.
    ours.sort(
        key=lambda policy: (level_of(policy.region_code), policy.valid_from),
        reverse=True,
    )
    for policy in ours:
        if policy.valid_from <= on <= policy.valid_to:
            return policy
    # Only where no profile is valid: the newest that the county has continued.
    for policy in ours:
        if policy.valid_to < on and _continues(policy, region_code, on):
            return policy
    raise Refused(
        _(
            "No policy is in force here on %(day)s; the county office must continue"
            " one or set a new one."
        )
        % {"day": on.isoformat()}
    )


def jurisdictions() -> list[str]:
    """Region codes that have a profile of their own."""
    return sorted({policy.region_code for policy in policies()})


def _continues(policy: Policy, region_code: str, on: dt.date) -> bool:
    row = parameter_row(CONTINUED_UNTIL, region_code, on)
    return row is not None and dt.date.fromisoformat(row.value) >= on


# Files change with a release only; tests use a few folders of their own.
@lru_cache(maxsize=4)
def _load(folder: Path) -> tuple[Policy, ...]:
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")))


def _read(path: Path) -> Policy:
    raw = path.read_bytes()
    try:
        contents = tomllib.loads(raw.decode())
        validity, jurisdiction = contents["validity"], contents["jurisdiction"]
        return Policy(
            name=contents["name"],
            title=contents["document"]["title"]["v"],
            region_code=jurisdiction["code"],
            valid_from=validity["from"],
            valid_to=validity["to"],
            digest=hashlib.sha256(raw).hexdigest(),
            contents=contents,
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise PolicyError(
            f"{path.name}: {error!r}; see docs/policies.md for the layout."
        ) from error


def set_for(region_code: str) -> Q:
    """Parameters set by the region or anything above it."""
    codes = {
        at_level(region_code, level)
        for level in LEVEL_LENGTHS
        if level <= level_of(region_code)
    }
    return Q(region_code__in=codes)
