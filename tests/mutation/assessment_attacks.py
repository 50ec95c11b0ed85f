"""Attacks on re-checks and what they found."""

from __future__ import annotations

from tests.mutation.attacks import attack, copy, sql

RUN, SHARD, ITEM = "assessment_recheckrun", "assessment_recheckshard", "assessment_recheckitem"
VERDICT = "assessment_verdict"


@attack("recheck_every_household_once", RUN)
def run_closed_with_a_household_left_out(scene):
    sql(f"UPDATE {RUN} SET closed_at = now(), in_scope = 2, checked = 1, met = 1 WHERE id = %s", scene.run.pk)


@attack("recheck_outcomes_add_up", RUN)
def household_without_outcome(scene):
    sql(f"UPDATE {RUN} SET closed_at = now(), in_scope = 2, checked = 2, met = 1 WHERE id = %s", scene.run.pk)


@attack("assessment_recheckrun_key_key", RUN)
def night_run_twice(scene):
    copy(RUN, scene.run.pk)


@attack("shard_once", SHARD)
def range_judged_twice(scene):
    copy(SHARD, scene.shard.pk)


@attack("shard_forward", SHARD)
def range_of_nothing(scene):
    sql(f"UPDATE {SHARD} SET hi = lo WHERE id = %s", scene.shard.pk)


@attack("shard_every_household_once", SHARD)
def household_lost_in_a_range(scene):
    sql(f"UPDATE {SHARD} SET in_scope = checked + 1 WHERE id = %s", scene.shard.pk)


@attack("verdict_one_at_a_time", VERDICT)
def two_things_said_at_once(scene):
    copy(VERDICT, scene.verdict.pk)


@attack("verdict_forward", VERDICT)
def ended_before_it_was_said(scene):
    sql(f"UPDATE {VERDICT} SET until = since - interval '1 day' WHERE id = %s", scene.verdict.pk)


@attack("said_is_said", VERDICT, trigger="said_is_said")
def verdict_rewritten(scene):
    sql(f"UPDATE {VERDICT} SET outcome = 'met', unmet = 0 WHERE id = %s", scene.verdict.pk)


@attack("recheckitem_open_once", ITEM)
def found_twice(scene):
    copy(ITEM, scene.finding.pk)


@attack("recheckitem_closed_by_a_person_with_explanation", ITEM)
def explained_without_a_word(scene):
    sql(
        f"UPDATE {ITEM} SET closed_at = now(), closed_by_id = %s, explanation = '' WHERE id = %s",
        scene.people[0].pk, scene.finding.pk,
    )  # fmt: skip
