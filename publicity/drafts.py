"""A notice before it is posted: its words, its rows and how long it will hang."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.cases.models import Case
from core.policy.profiles import policy_named
from core.refusals import Refused
from core.scope import TOWNSHIP, VILLAGE, at_level, level_of
from publicity import wording
from publicity.columns import ordered
from publicity.models import Notice
from publicity.parameters import hotline_for, refuse_without_answer_days
from publicity.periods import Period, period_for
from publicity.sources import source_of
from villages.models import Region, Village
from villages.units import unit_name, unit_of

EACH = {VILLAGE: "各村民委员会", TOWNSHIP: "各乡（镇）人民政府"}


@dataclass(frozen=True)
class DraftRow:
    """One row of the list, with the case it is about when there is one."""

    cells: dict[str, Any]
    case: Case | None = None


@dataclass(frozen=True)
class Draft:
    """Everything a notice will be. See also `publicity.services.post_notice`."""

    kind: str
    region_code: str
    title: str
    text: str
    rows: tuple[DraftRow, ...]
    period: Period
    issued_by: str
    case_kind: str = ""
    step: str = ""
    board: str = ""
    hotline: str = ""
    contacts: str = ""

    @classmethod
    def of(cls, notice: Notice) -> Draft:
        """What was posted, put together again from its rows."""
        rows = tuple(DraftRow(row.cells) for row in notice.rows.all())
        period = Period(
            notice.starts_at, notice.ends_at, notice.days, notice.is_working
        )
        kept = {
            name: getattr(notice, name)
            for name in ("title", "text", "issued_by", "board", "hotline", "contacts")
        }
        return cls(
            kind=notice.kind,
            region_code=notice.region_code,
            rows=rows,
            period=period,
            **kept,
        )

    @property
    def columns(self) -> list[str]:
        return ordered({key for row in self.rows for key in row.cells})

    @property
    def sha256(self) -> str:
        """SHA-256 of all that stands on the sheet: words, list, days, signature, telephones."""
        # The order is part of the code: notices of years ago are checked with it.
        posted = [
            self.title,
            self.text,
            self.columns,
            [row.cells for row in self.rows],
            [
                str(self.period.starts_on),
                str(self.period.last_day),
                self.period.days,
                self.period.is_working,
            ],
            [self.issued_by, self.board, self.hotline, self.contacts],
        ]
        # Sorted and without blanks, so that the same sheet gives the same code anywhere.
        canonical = json.dumps(
            posted, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    def worded(self, **words: str | None) -> Draft:
        """The draft with what the publisher wrote in place of the proposed words."""
        written: dict[str, Any] = {
            # An emptied field keeps what was proposed: a sheet needs all of them.
            key: value.strip()
            for key, value in words.items()
            if value
        }
        return replace(self, **written)


def draft_for(*, cases: Sequence[Case], by: User, today: dt.date) -> Draft:
    """The notice that the present step of all these cases asks for."""
    return _drafted(cases, _common_step(cases), by, today)


def draft_announcement(
    *, case: Case, step: dict[str, Any], by: User, today: dt.date
) -> Draft:
    """The announcement of one case, which may have left the step a moment ago."""
    return _drafted([case], step, by, today)


def open_step(case: Case) -> dict[str, Any]:
    """The step the case stands at; refused when it has been closed."""
    if case.step is None:
        raise Refused(
            _("A chosen case is closed; open the list again and choose anew.")
        )
    return case.step


def place_of(case: Case, step: dict[str, Any]) -> str:
    """Where the notice of a step hangs: the village of the case, or a place above it."""
    notice = step.get("notice") or {}
    return at_level(case.region_code, notice.get("level", level_of(case.region_code)))


def contacts_for(region_code: str, by: User) -> str:
    """Who takes objections: as on the last notice here, else the village, else `by`."""
    last = (
        Notice.objects.filter(region_code=region_code)
        .exclude(contacts="")
        .order_by("-starts_at")
        .first()
    )
    # What an office wrote once it need not write again for every notice.
    if last is not None:
        return last.contacts
    village = Village.objects.filter(region_code=region_code).exclude(phone="").first()
    region = Region.objects.current().filter(code=region_code).first()
    if village is not None and region is not None:
        return f"{region.name} {village.phone}"
    return f"{by.organisation or by.name} {by.phone}" if by.phone else ""


def _common_step(cases: Sequence[Case]) -> dict[str, Any]:
    """The step all the cases stand at: one sheet has one title, text and period."""
    if not cases:
        raise Refused(_("Choose at least one case to put on the notice."))
    step = open_step(cases[0])
    # The policy too: days and words may differ between two versions of it.
    kinds = {
        (case.kind, case.state, case.policy_name, place_of(case, open_step(case)))
        for case in cases
    }
    if len(kinds) > 1:
        raise Refused(
            _(
                "One notice holds cases of one kind, one step and one place; "
                "choose them apart."
            )
        )
    if step["kind"] not in {"notice", "announcement"}:
        words = _("The step “%(step)s” needs no notice.")
        raise Refused(words % {"step": step["name"]})
    return step


def _drafted(
    cases: Sequence[Case], step: dict[str, Any], by: User, today: dt.date
) -> Draft:
    """The draft for cases that are known to belong on one sheet."""
    case, policy = cases[0], policy_named(cases[0].policy_name)
    regions = Region.objects.current()
    region = regions.get(code=place_of(case, step))
    # The step says who signs; it may hang in a place below.
    signer = regions.get(code=at_level(case.region_code, step["level"]))
    period = period_for(policy, step, case.region_code, today)
    kind, notice = _kind(step, period), step.get("notice") or {}
    if kind != Notice.Kind.ANNOUNCEMENT:
        refuse_without_answer_days(policy, case.region_code, today)
    words = wording.wording_for(policy, notice.get("kind", ""), kind)
    values = _values(cases, step, region, period)
    return Draft(
        kind=kind,
        region_code=region.code,
        title=wording.filled(words.title, values),
        text=wording.filled(words.body, values),
        rows=tuple(DraftRow(_cells(one), one) for one in cases),
        period=period,
        issued_by=unit_of(signer.code, signer.name, today),
        case_kind=case.kind,
        step=step["key"],
        board=notice.get("place", ""),
        hotline=hotline_for(case.region_code, today),
        contacts=contacts_for(region.code, by),
    )


def _kind(step: dict[str, Any], period: Period) -> str:
    if step["kind"] == "announcement":
        return Notice.Kind.ANNOUNCEMENT
    return Notice.Kind.PUBLICITY if period.ends_at else Notice.Kind.STANDING


def _values(
    cases: Sequence[Case], step: dict[str, Any], region: Region, period: Period
) -> dict[str, Any]:
    """The variables a wording may use."""
    case = cases[0]
    place = wording.short_place(region.code, region.name, region.short_name)
    # The sheet tells what was done so far, as official notices do.
    earlier = case.steps[: [one["key"] for one in case.steps].index(step["key"])]
    return {
        "place": place,
        "ours": wording.ours(region.code, region.name)
        if step["level"] == region.level
        else place,
        "year": case.policy_on.year,
        "subject": source_of(case).subject,
        "passed": passed_words(cases, step, earlier, period.starts_on),
        "start": wording.long_day(period.counts_from),
        "end": wording.long_day(period.last_day) if period.last_day else "",
        "days": period.days,
        "day_kind": wording.DAY_KINDS[period.is_working],
    }


def passed_words(
    cases: Sequence[Case],
    step: dict[str, Any],
    earlier: list[dict[str, Any]],
    on: dt.date,
) -> str:
    """What was done before this step; an announcement tells who looked at it after whom."""
    if step["kind"] != "announcement" or not any(
        one["kind"] == "notice" for one in earlier
    ):
        return f"经{'、'.join(one['name'] for one in earlier)}，" if earlier else ""
    posted = Notice.objects.for_cases(cases)
    objected = posted.filter(objections__isnull=False).exists()
    shown = "经公示，提出的异议均已答复" if objected else "经公示无异议"
    deciding = [one for one in earlier if one["kind"] == "decision"]
    if not deciding:
        return f"{shown}，"
    units = [_units(cases, one["level"], on) for one in deciding]
    verbs = ["审核"] * (len(units) - 1) + ["审定"]
    decided = "、".join(f"{u}{v}" for u, v in zip(units, verbs, strict=True))
    return f"{shown}，并报{decided}，"


def _units(cases: Sequence[Case], level: int, on: dt.date) -> str:
    """Who decided on the cases at a level; of many townships or villages, each its own."""
    places = {at_level(case.region_code, level) for case in cases}
    if len(places) > 1 and level in EACH:
        return EACH[level]
    return "、".join(unit_name(place, on) for place in sorted(places))


def _cells(case: Case) -> dict[str, str]:
    """The cells as text; an empty one stays out."""
    return {
        key: str(value)
        for key, value in source_of(case).cells(case).items()
        if value not in (None, "")
    }
