"""The key figures of a re-check, counted over the places of the person who reads them."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessment.criterion import Outcome
from assessment.models import RecheckRun, Verdict
from assessment.permissions import VIEW_RECHECK
from core.actors import Actor

DAY = 24 * 3600


def figures_of(run: RecheckRun, user: Actor) -> dict[str, Any]:
    """The key figures, a row for each criterion, and the chart of a finished run."""
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
        "tiles": _key_figures(run, outcomes, changed),
        "lines": lines,
        "chart": _chart(run, lines),
    }


def progress_of(run: RecheckRun) -> dict[str, int]:
    """How many households of the planned ones are judged."""
    finished = run.shards.exclude(done_at=None)
    done = finished.aggregate(count=Sum("in_scope"))["count"] or 0
    total = run.shards.aggregate(count=Sum("expected"))["count"] or 0
    return {"done": min(done, total), "total": total}


def _counts(
    run: RecheckRun, user: Actor
) -> tuple[Counter[str], Counter[str], Counter[str], int]:
    """Counts by outcome, by unmet line, by unknown line, and of changed verdicts.

    A finished run never changes, so its counts are cached for a day, by what is in scope.
    """
    scope = "".join(lo + hi for lo, hi in user.scope_ranges(VIEW_RECHECK))
    key = f"recheck:{run.pk}:{hashlib.sha256(scope.encode()).hexdigest()[:16]}"
    groups = cache.get_or_set(key, lambda: _groups(run, user), DAY)
    outcomes: Counter[str] = Counter()
    unmet: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    changed = 0
    for outcome, unmet_bits, unknown_bits, is_changed, count in groups:
        outcomes[outcome] += count
        changed += count if is_changed else 0
        for line in run.standard.lines:
            unmet[line.key] += count if unmet_bits & line.bit else 0
            unknown[line.key] += count if unknown_bits & line.bit else 0
    return outcomes, unmet, unknown, changed


def _groups(run: RecheckRun, user: Actor) -> list[tuple]:
    verdicts = Verdict.objects.visible_to(user).of_run(run).order_by()
    return list(
        verdicts.values_list("outcome", "unmet", "unknown", "changed").annotate(
            count=Count("household")
        )
    )


def _rows(run: RecheckRun, **conditions: str) -> str:
    """The address of the households behind a figure."""
    address = reverse("assessment:recheck-households", args=[run.pk])
    return f"{address}?{urlencode(conditions)}"


# Label, outcome, tone and icon of the figures that open the households of an outcome.
OUTCOME_FIGURES = (
    (_("Meet the standard"), Outcome.MET, "good", "circle-check"),
    (_("Do not meet it"), Outcome.UNMET, "bad", "circle-x"),
    (_("Something is not recorded"), Outcome.UNKNOWN, "warn", "edit"),
)


def _key_figures(
    run: RecheckRun, outcomes: Counter[str], changed: int
) -> list[dict[str, Any]]:
    return [
        _key_figure(_("Judged"), outcomes.total(), _rows(run), "neutral", "home"),
        *(
            _key_figure(label, outcomes[one], _rows(run, outcome=str(one)), tone, icon)
            for label, one, tone, icon in OUTCOME_FIGURES
        ),
        _key_figure(
            _("Changed since the last time"),
            changed,
            _rows(run, changed="true"),
            "info",
            "refresh",
        ),
    ]


def _key_figure(
    label: Any, count: int, url: str, tone: str, icon: str
) -> dict[str, Any]:
    return {
        "label": label,
        "value": f"{count:,}",
        "unit": gettext("households"),
        "url": url,
        "tone": tone,
        "icon": icon,
    }


def _chart(run: RecheckRun, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "reasons",
        "title": gettext("Households by line"),
        "kind": "hbar",
        "unit": gettext("households"),
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
