"""Colour and icon of every state word; a badge always carries icon and text, never colour alone."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    tone: str  # neutral, info, good, warn, bad
    icon: str  # a name in static/vendor/icons/sprite.svg


NEUTRAL = Look("neutral", "circle-dot")

_WORDS = {
    Look("neutral", "edit"): "draft preparing planned not_started",
    Look("neutral", "lock"): "closed archived ended frozen locked expired inactive",
    Look(
        "neutral", "minus"
    ): "cancelled withdrawn skipped revoked removed superseded dismissed "
    "not_applicable unchanged unknown voided reversed",
    Look("neutral", "history"): "history previous past",
    Look("info", "send"): "declared submitted applied proposed reported sent",
    Look(
        "info", "clock"
    ): "pending awaiting queued waiting awaiting_review in_review reviewing "
    "open active_case investigating township_review county_review",
    Look(
        "info", "refresh"
    ): "pre_exit running in_progress processing under_way building importing",
    Look(
        "info", "speakerphone"
    ): "noticed posted publicity in_notice notice published announced current",
    Look(
        "good", "circle-check"
    ): "approved done passed met accepted verified confirmed resolved "
    "released completed finished active valid paid settled ok good success",
    Look("info", "clipboard-check"): "in_library",
    Look("info", "coin"): "funded",
    Look(
        "good", "trending-up"
    ): "exited stable out_of_poverty lifted exited_with_policy exited_no_policy",
    Look("warn", "arrow-back-up"): "returned sent_back correction needs_correction",
    Look(
        "warn", "alert-triangle"
    ): "warning warn at_risk partial conflict stale due_soon "
    "unstable marginal marginal_poor sudden missing attention",
    Look("warn", "eye"): "monitored monitoring watch suspect",
    Look("warn", "home"): "identified registered poor in_poverty not_exited deep_poor",
    Look(
        "bad", "circle-x"
    ): "rejected refused failed denied unmet not_met error invalid bad",
    Look("bad", "calendar-due"): "overdue late",
    Look("bad", "trending-down"): "relapsed back_to_poverty fell_back",
}
LOOKS = {word: look for look, words in _WORDS.items() for word in words.split()}


def look_of(state: object) -> Look:
    """The look of a state word; an unknown word is shown plainly rather than guessed at."""
    return LOOKS.get(str(getattr(state, "value", state)).lower(), NEUTRAL)
