"""A notice before it is posted: what it will say, whom it names and until when it hangs."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.calendar import add_days
from core.cases.models import Case
from core.policy.profiles import Policy, parameter_row, policy_named
from core.refusals import Refused
from core.scope import at_level, level_of
from publicity import texts
from publicity.clock import database_now, last_day_before, midnight_after
from publicity.columns import ordered
from publicity.models import Notice
from publicity.sources import source_of
from villages.models import Region, Village

DAY_KIND = "notice_day_kind"
HOTLINE = "hotline"


@dataclass(frozen=True)
class Line:
    """One row of the list, with the case it is about when there is one."""

    cells: dict[str, Any]
    case: Case | None = None


@dataclass(frozen=True)
class Period:
    """From now on for so many full days; a standing notice has no end."""

    starts_at: dt.datetime
    ends_at: dt.datetime | None
    days: int = 0
    is_working: bool = False

    @property
    def starts_on(self) -> dt.date:
        return timezone.localdate(self.starts_at)

    @property
    def last_day(self) -> dt.date | None:
        return last_day_before(self.ends_at) if self.ends_at else None


@dataclass(frozen=True)
class Draft:
    """Everything a notice will be; `publicity.services.post_notice` makes it one."""

    kind: str
    region_code: str
    title: str
    text: str
    lines: tuple[Line, ...]
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
        lines = tuple(Line(row.cells) for row in notice.rows.all())
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
            lines=lines,
            period=period,
            **kept,
        )

    @property
    def columns(self) -> list[str]:
        return ordered({key for line in self.lines for key in line.cells})

    @property
    def sha256(self) -> str:
        """Check code of everything that stands on the sheet: words, list, days, signature, telephones."""
        posted = [
            self.title,
            self.text,
            self.columns,
            [line.cells for line in self.lines],
            [
                str(self.period.starts_on),
                str(self.period.last_day),
                self.period.days,
                self.period.is_working,
            ],
            [self.issued_by, self.board, self.hotline, self.contacts],
        ]
        canonical = json.dumps(
            posted, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    def worded(self, **words: str | None) -> Draft:
        """The draft with what the publisher wrote in place of the proposed words."""
        return replace(
            self, **{key: value.strip() for key, value in words.items() if value}
        )


def draft_for(*, cases: Sequence[Case], by: Any, today: dt.date) -> Draft:
    """The notice that the present step of all these cases asks for."""
    _refuse_mixed(cases)
    return _drafted(cases, cases[0].step, by, today)


def draft_announcement(
    *, case: Case, step: dict[str, Any], by: Any, today: dt.date
) -> Draft:
    """The announcement of one case, which may have left the step in this very moment."""
    return _drafted([case], step, by, today)


def place_of(case: Case, step: dict[str, Any]) -> str:
    """Where the notice of a step hangs: the case's village, or the township or county above it."""
    notice = step.get("notice") or {}
    return at_level(case.region_code, notice.get("level", level_of(case.region_code)))


def period_for(
    policy: Policy, step: dict[str, Any], region_code: str, today: dt.date
) -> Period:
    """The period by the jurisdiction's parameters, counted from now by the database's clock."""
    now = database_now()
    notice = step.get("notice") or {}
    key = notice.get("days", "")
    if not key:
        if step["kind"] == "announcement":
            raise Refused(
                _(
                    "The process does not say for how many days to announce; ask the county office."
                )
            )
        return Period(now, None)
    days = int(policy.parameter(key, region_code, today))
    return counted(days, _working(policy, key, region_code, today), now)


def counted(days: int, is_working: bool, now: dt.datetime | None = None) -> Period:
    """A period of so many full days from now; the day of posting does not count."""
    now = now or database_now()
    last = add_days(timezone.localdate(now), days, working=is_working)
    return Period(now, midnight_after(last), days, is_working)


def hotline_for(region_code: str, today: dt.date) -> str:
    """The supervision hotline the jurisdiction set, else the site's."""
    row = parameter_row(HOTLINE, region_code, today)
    return str(row.value) if row else getattr(settings, "HOTLINE", "")


def contacts_for(region_code: str, by: Any) -> str:
    """Who takes objections: as on the last notice here, else the village's office and the publisher."""
    last = (
        Notice.objects.filter(region_code=region_code)
        .exclude(contacts="")
        .order_by("-starts_at")
        .first()
    )
    if last is not None:
        return last.contacts
    village = Village.objects.filter(region_code=region_code).exclude(phone="").first()
    region = Region.objects.current().filter(code=region_code).first()
    if village is not None and region is not None:
        return f"{region.name} {village.phone}"
    return f"{by.organisation or by.name} {by.phone}" if by.phone else ""


def _working(policy: Policy, key: str, region_code: str, today: dt.date) -> bool:
    """Whether the days are working days: by `<key>_working`, else by the jurisdiction's general choice."""
    declared = policy.contents.get("parameters", {})
    if f"{key}_working" in declared:
        return bool(policy.parameter(f"{key}_working", region_code, today))
    if DAY_KIND in declared:
        return policy.parameter(DAY_KIND, region_code, today) == "working"
    return False


def _refuse_mixed(cases: Sequence[Case]) -> None:
    if not cases:
        raise Refused(_("Choose at least one case to put on the notice."))
    if any(not case.is_open for case in cases):
        raise Refused(
            _("A chosen case is closed; open the list again and choose anew.")
        )
    if (
        len(
            {
                (case.kind, case.state, case.policy_name, place_of(case, case.step))
                for case in cases
            }
        )
        > 1
    ):
        raise Refused(
            _(
                "One notice holds cases of one kind, one step and one place; choose them apart."
            )
        )
    if cases[0].step["kind"] not in {"notice", "announcement"}:
        raise Refused(
            _("The step “%(step)s” needs no notice.") % {"step": cases[0].step["name"]}
        )


def _drafted(
    cases: Sequence[Case], step: dict[str, Any], by: Any, today: dt.date
) -> Draft:
    case, policy = cases[0], policy_named(cases[0].policy_name)
    place = place_of(case, step)
    region = Region.objects.current().get(code=place)
    period = period_for(policy, step, case.region_code, today)
    kind = (
        "announcement"
        if step["kind"] == "announcement"
        else "publicity"
        if period.ends_at
        else "standing"
    )
    notice = step.get("notice") or {}
    words = texts.wording(policy, notice.get("kind", ""), kind)
    signer = Region.objects.current().get(
        code=at_level(case.region_code, step["level"])
    )
    values = _values(case, step, region, period)
    return Draft(
        kind=kind,
        region_code=place,
        title=texts.filled(words.title, values),
        text=texts.filled(words.body, values),
        lines=tuple(Line(_cells(one), one) for one in cases),
        period=period,
        issued_by=texts.signer(signer.code, signer.name, by.organisation),
        case_kind=case.kind,
        step=step["key"],
        board=notice.get("place", ""),
        hotline=hotline_for(case.region_code, today),
        contacts=contacts_for(place, by),
    )


def _values(
    case: Case, step: dict[str, Any], region: Region, period: Period
) -> dict[str, Any]:
    """The variables a wording may use."""
    earlier = case.steps[: [one["key"] for one in case.steps].index(step["key"])]
    return {
        "place": texts.short_place(region.code, region.name, region.short_name),
        "ours": texts.ours(region.code, region.name)
        if step["level"] == region.level
        else region.name,
        "year": case.policy_on.year,
        "subject": source_of(case).subject,
        "passed": f"经{'、'.join(one['name'] for one in earlier)}，" if earlier else "",
        "start": texts.long_day(period.starts_on),
        "end": texts.long_day(period.last_day) if period.last_day else "",
        "days": period.days,
        "day_kind": texts.DAY_KINDS[period.is_working],
    }


def _cells(case: Case) -> dict[str, str]:
    """The cells as text; an empty one stays out."""
    return {
        key: str(value)
        for key, value in source_of(case).cells(case).items()
        if value not in (None, "")
    }
