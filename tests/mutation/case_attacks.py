"""Attacks on the walk of a case."""

from __future__ import annotations

import json
from typing import Any

from tests.mutation.attacks import attack, copy, sql

CASE, EVENT = "core_case", "core_caseevent"


def event(case: Any, actor: Any, **values: Any) -> None:
    """An event as somebody would slip it in beside the engine."""
    row = {
        "case_id": case.pk,
        "region_code": case.region_code,
        "seq": case.version + 1,
        "round": case.round,
        "action": "forward",
        "step": case.state,
        "to_step": _after(case),
        "is_decision": False,
        "actor_id": actor.pk,
        "role": "x",
        "comment": "",
        "evidence": "{}",
        "snapshot_sha256": case.snapshot_sha256,
        **values,
    }
    sql(
        f"INSERT INTO {EVENT} ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})",
        *row.values(),
    )


def _after(case: Any) -> str:
    keys = [step["key"] for step in case.steps] + ["approved"]
    return keys[keys.index(case.state) + 1]


@attack("case_one_open_per_subject", CASE)
def second_open_case(scene):
    sql(
        f"INSERT INTO {CASE} (id, kind, number, subject_id, subject_label, region_code,"
        " policy_name, policy_digest, policy_on, flow, state, version, round,"
        " snapshot, snapshot_sha256, opened_by_id)"
        " SELECT gen_random_uuid(), kind, number || 'x', subject_id, subject_label,"
        " region_code, policy_name, policy_digest, policy_on, flow, state, 0, 1,"
        " snapshot, snapshot_sha256, opened_by_id"
        f" FROM {CASE} WHERE id = %s",
        scene.case.pk,
    )


@attack("case_closed_with_outcome", CASE, without=("guard_case",))
def closed_without_outcome(scene):
    sql(f"UPDATE {CASE} SET closed_at = now() WHERE id = %s", scene.case.pk)


@attack("case_never_deleted", CASE, trigger="guard_case")
def case_deleted(scene):
    sql(f"DELETE FROM {CASE} WHERE id = %s", scene.case.pk)


@attack("case_identity_fixed", CASE, trigger="guard_case")
def case_of_another_maker(scene):
    sql(
        f"UPDATE {CASE} SET opened_by_id = %s WHERE id = %s",
        scene.people[0].pk,
        scene.case.pk,
    )


@attack("case_moves_by_event", CASE, trigger="guard_case")
def case_moved_by_hand(scene):
    sql(f"UPDATE {CASE} SET state = 'county' WHERE id = %s", scene.case.pk)


@attack("case_snapshot_frozen", CASE, trigger="guard_case")
def facts_changed_after_proposal(scene):
    sql(
        f"""UPDATE {CASE} SET snapshot = '{{"name": "x"}}' WHERE id = %s""",
        scene.reviewed.pk,
    )


@attack("case_event_leaves_current_step", EVENT, trigger="apply_event")
def event_of_another_step(scene):
    event(scene.case, scene.people[0], step="county", to_step="approved")


@attack("case_event_seq_gapless", EVENT, trigger="apply_event")
def event_with_a_gap(scene):
    event(scene.case, scene.people[0], seq=scene.case.version + 2)


@attack("case_event_follows_flow", EVENT, trigger="apply_event")
def event_that_skips_a_step(scene):
    event(scene.case, scene.people[0], to_step="county")


@attack("case_decider_is_not_maker", EVENT, trigger="apply_event")
def maker_decides(scene):
    event(scene.reviewed, scene.cadre)


@attack("case_decider_did_no_task", EVENT, trigger="apply_event")
def preparer_decides(scene):
    event(scene.prepared, scene.preparer)


@attack("case_person_decides_one_step", EVENT, trigger="apply_event")
def reviewer_decides_in_the_next_round(scene):
    event(scene.returned, scene.first_reviewer)


@attack("case_decided_as_seen", EVENT, trigger="apply_event")
def decided_on_other_facts(scene):
    event(scene.reviewed, scene.people[0], snapshot_sha256="0" * 64)


@attack("case_event_seq_once", EVENT, without=("apply_event",))
def number_given_twice(scene):
    event(scene.reviewed, scene.people[0], seq=1)


@attack("case_one_decision_a_step", EVENT, without=("apply_event",))
def step_decided_twice(scene):
    event(scene.reviewed, scene.people[0], seq=8, is_decision=True)
    event(scene.reviewed, scene.people[1], seq=9, is_decision=True)


@attack("case_deciders_differ", EVENT, without=("apply_event",))
def one_person_decides_twice(scene):
    event(scene.reviewed, scene.people[0], seq=8, is_decision=True)
    event(scene.reviewed, scene.people[0], seq=9, is_decision=True, step="county")


@attack("case_event_refusal_has_reason", EVENT)
def rejected_without_a_word(scene):
    event(scene.reviewed, scene.people[0], action="reject", to_step="rejected")


@attack("core_case_number_key", CASE)
def number_of_another_case(scene):
    copy(CASE, scene.case.pk, subject_id="gen_random_uuid()")


@attack("case_starts_at_first_step", CASE, trigger="start_case")
def born_approved(scene):
    new = {"number": "'X'", "subject_id": "gen_random_uuid()"}
    copy(CASE, scene.case.pk, state="'approved'", closed_at="now()", **new)


@attack("case_second_person", EVENT, trigger="apply_event")
def who_prepared_visits_too(scene):
    event(scene.visited, scene.cadre, evidence=visit("2020-11-02"))


@attack("case_evidence_days_in_order", EVENT, trigger="apply_event")
def visited_before_the_appraisal(scene):
    event(scene.visited, scene.team, evidence=visit("1990-01-01"))


@attack("exit_signer_of_household", EVENT, trigger="b_signer_of_household")
def signed_by_nobody_of_the_family(scene):
    signed = {"signed_on": "2020-11-03", "signed_by": "张三"}
    event(scene.signed, scene.cadre, evidence=json.dumps(signed))


def visit(day: str) -> str:
    return json.dumps({"visited_on": day})
