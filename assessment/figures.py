"""The figures of a run as one person may see them: counted over his places, each with its list."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.criteria import Outcome
from assessment.models import RecheckRun, Verdict

DAY = 24 * 3600


def figures_of(run: RecheckRun, user: Any) -> dict[str, Any]:
    """Tiles, a line a criterion, and the chart of a finished run."""
    outcomes, unmet, unknown, changed = _counts(run, user)
    lines = [
        {
            "label": line.label,
            "unmet": unmet[line.key],
            "unknown": unknown[line.key],
            "unmet_url": _rows(run, unmet=line.key),
            "unknown_url": _rows(run, unknown=line.key),
        }
        for line in run.standard.lines
    ]
    return {
        "tiles": _tiles(run, outcomes, changed),
        "lines": lines,
        "chart": _chart(run, lines),
    }


def progress_of(run: RecheckRun) -> dict[str, int]:
    """How many households of the planned ones are judged."""
    done = (
        run.shards.exclude(done_at=None).aggregate(count=Sum("in_scope"))["count"] or 0
    )
    total = run.shards.aggregate(count=Sum("expected"))["count"] or 0
    return {"done": min(done, total), "total": total}


def _counts(run: RecheckRun, user: Any) -> tuple[Counter, Counter, Counter, int]:
    """A finished run never changes, so its counts are kept for the day."""
    seen = "".join(lo + hi for lo, hi in user.scope_ranges("assessment.view_recheck"))
    key = f"recheck:{run.pk}:{hashlib.sha256(seen.encode()).hexdigest()[:16]}"
    groups = cache.get_or_set(key, lambda: _groups(run, user), DAY)
    outcomes, unmet, unknown, changed = Counter(), Counter(), Counter(), 0
    for outcome, unmet_bits, unknown_bits, is_changed, count in groups:
        outcomes[outcome] += count
        changed += count if is_changed else 0
        for line in run.standard.lines:
            unmet[line.key] += count if unmet_bits & line.bit else 0
            unknown[line.key] += count if unknown_bits & line.bit else 0
    return outcomes, unmet, unknown, changed


def _groups(run: RecheckRun, user: Any) -> list[tuple]:
    verdicts = Verdict.objects.visible_to(user).of_run(run).order_by()
    return list(
        verdicts.values_list("outcome", "unmet", "unknown", "changed").annotate(
            count=Count("household")
        )
    )


def _rows(run: RecheckRun, **conditions: str) -> str:
    return f"{reverse('assessment:recheck-households', args=[run.pk])}?{urlencode(conditions)}"


def _tiles(run: RecheckRun, outcomes: Counter, changed: int) -> list[dict[str, Any]]:
    unit = _("households")
    tiles = [
        (_("Judged"), outcomes.total(), {}, "neutral", "home"),
        (
            _("Meet the standard"),
            outcomes[Outcome.MET],
            {"outcome": Outcome.MET.value},
            "good",
            "circle-check",
        ),
        (
            _("Do not meet it"),
            outcomes[Outcome.UNMET],
            {"outcome": Outcome.UNMET.value},
            "bad",
            "circle-x",
        ),
        (
            _("Something is not recorded"),
            outcomes[Outcome.UNKNOWN],
            {"outcome": Outcome.UNKNOWN.value},
            "warn",
            "edit",
        ),
        (
            _("Changed since the last time"),
            changed,
            {"changed": "true"},
            "info",
            "refresh",
        ),
    ]
    return [
        {
            "label": label,
            "value": f"{count:,}",
            "unit": unit,
            "url": _rows(run, **asked),
            "tone": tone,
            "icon": icon,
        }
        for label, count, asked, tone, icon in tiles
    ]


def _chart(run: RecheckRun, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "reasons",
        "title": _("Households by line"),
        "kind": "hbar",
        "unit": _("households"),
        "labels": [line["label"] for line in lines],
        "series": [
            {
                "name": str(Outcome.UNMET.label),
                "values": [line["unmet"] for line in lines],
            },
            {
                "name": str(Outcome.UNKNOWN.label),
                "values": [line["unknown"] for line in lines],
            },
        ],
        "urls": [line["unmet_url"] for line in lines],
    }
