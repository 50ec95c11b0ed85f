"""Attacks on re-checks and what they found, and on proposed figures."""

from __future__ import annotations

from tests.mutation.attacks import attack, copy, sql

RUN, SHARD, ITEM = (
    "assessment_recheckrun",
    "assessment_recheckshard",
    "assessment_recheckitem",
)
VERDICT = "assessment_verdict"
PROPOSAL = "core_parameterproposal"


@attack("recheck_every_household_once", RUN)
def run_closed_with_a_household_left_out(scene):
    sql(
        f"UPDATE {RUN} SET closed_at = now(), in_scope = 2, checked = 1, met = 1"
        " WHERE id = %s",
        scene.run.pk,
    )


@attack("recheck_outcomes_add_up", RUN)
def household_without_outcome(scene):
    sql(
        f"UPDATE {RUN} SET closed_at = now(), in_scope = 2, checked = 2, met = 1"
        " WHERE id = %s",
        scene.run.pk,
    )


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
    sql(
        f"UPDATE {VERDICT} SET until = since - interval '1 day' WHERE id = %s",
        scene.verdict.pk,
    )


@attack("said_is_said", VERDICT, trigger="said_is_said")
def verdict_rewritten(scene):
    sql(
        f"UPDATE {VERDICT} SET outcome = 'met', unmet = 0 WHERE id = %s",
        scene.verdict.pk,
    )


@attack("recheckitem_open_once", ITEM)
def found_twice(scene):
    copy(ITEM, scene.finding.pk)


@attack("recheckitem_closed_by_a_person_with_explanation", ITEM)
def explained_without_a_word(scene):
    sql(
        f"UPDATE {ITEM} SET closed_at = now(), closed_by_id = %s, explanation = ''"
        " WHERE id = %s",
        scene.people[0].pk,
        scene.finding.pk,
    )


@attack("proposal_pending_once", PROPOSAL)
def figure_proposed_beside_another(scene):
    copy(PROPOSAL, scene.proposal.pk)


@attack("proposal_has_reason", PROPOSAL)
def figure_proposed_without_a_word(scene):
    copy(PROPOSAL, scene.proposal.pk, key="'x'", reason="''")


@attack("proposal_decided_whole", PROPOSAL)
def figure_refused_without_a_word(scene):
    decide(scene, scene.officers[1])


@attack("proposal_maker_is_not_checker", PROPOSAL, without=("carried_out",))
def figure_confirmed_alone(scene):
    decide(scene, scene.officers[0], scene.parameter.pk)


@attack("core_parameterproposal_result_id_key", PROPOSAL, without=("carried_out",))
def figure_confirmed_by_two_proposals(scene):
    confirmed = {
        "result_id": str(scene.parameter.pk),
        "decided_at": "now()",
        "decided_by_id": str(scene.officers[1].pk),
    }
    for key in ("'x'", "'y'"):
        copy(PROPOSAL, scene.proposal.pk, key=key, **confirmed)


@attack("proposal_starts_undecided", PROPOSAL, trigger="carried_out")
def figure_born_refused(scene):
    decided = {
        "decided_at": "now()",
        "decided_by_id": str(scene.officers[1].pk),
        "answer": "'x'",
    }
    copy(PROPOSAL, scene.proposal.pk, **decided)


@attack("proposal_sets_what_it_says", PROPOSAL, trigger="carried_out")
def figure_confirmed_as_another(scene):
    decide(scene, scene.officers[1], scene.parameter.pk)


def decide(scene, by, result=None) -> None:
    sql(
        f"UPDATE {PROPOSAL} SET decided_at = now(), decided_by_id = %s, result_id = %s"
        " WHERE id = %s",
        by.pk,
        result,
        scene.proposal.pk,
    )
