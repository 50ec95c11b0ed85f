"""Badges: tone and icon of every state word; never colour alone."""

from __future__ import annotations

from typing import NamedTuple


class Badge(NamedTuple):
    """How a state is shown, beside its word."""

    tone: str  # neutral, info, good, warn, bad
    icon: str  # a name in static/vendor/icons/sprite.svg


NEUTRAL = Badge("neutral", "circle-dot")

_WORDS = {
    Badge("neutral", "edit"): "draft preparing planned not_started",
    Badge("neutral", "lock"): "closed archived ended frozen locked expired inactive",
    Badge(
        "neutral", "minus"
    ): "cancelled withdrawn skipped revoked removed superseded dismissed "
    "not_applicable unchanged unknown voided reversed",
    Badge("neutral", "history"): "history previous past",
    Badge("info", "send"): "declared submitted applied proposed reported sent",
    Badge(
        "info", "clock"
    ): "pending awaiting queued waiting awaiting_review in_review reviewing "
    "open active_case investigating township_review county_review",
    Badge(
        "info", "refresh"
    ): "pre_exit running in_progress processing under_way building importing",
    Badge(
        "info", "speakerphone"
    ): "noticed posted publicity in_notice notice published announced current",
    Badge(
        "good", "circle-check"
    ): "approved done passed met accepted verified confirmed resolved "
    "released completed finished active valid paid settled ok good success",
    Badge("info", "clipboard-check"): "in_library",
    Badge("info", "coin"): "funded",
    Badge(
        "good", "trending-up"
    ): "exited stable out_of_poverty lifted exited_with_policy exited_no_policy",
    Badge("warn", "arrow-back-up"): "returned sent_back correction needs_correction",
    Badge(
        "warn", "alert-triangle"
    ): "warning warn at_risk partial conflict stale due_soon "
    "unstable marginal marginal_poor sudden missing attention",
    Badge("warn", "eye"): "monitored monitoring watch suspect",
    Badge("warn", "home"): "identified registered poor in_poverty not_exited deep_poor",
    Badge(
        "bad", "circle-x"
    ): "rejected refused failed denied unmet not_met error invalid bad",
    Badge("bad", "calendar-due"): "overdue late",
    Badge("bad", "trending-down"): "relapsed back_to_poverty fell_back",
}
BADGES = {word: badge for badge, words in _WORDS.items() for word in words.split()}


def badge_for(state: object) -> Badge:
    """The badge of a state word; an unknown word is shown plainly, not guessed at."""
    return BADGES.get(str(getattr(state, "value", state)).lower(), NEUTRAL)
