"""Attacks on projects, beneficiaries, acceptances and measures."""

from __future__ import annotations

from typing import Any

from tests.mutation.attacks import attack, copy, sql

PROJECT, BENEFICIARY = "projects_project", "projects_projectbeneficiary"
STAGE = "projects_projectstage"
ACCEPTANCE, MEASURE = "projects_acceptance", "projects_measure"


def change(project: Any, assignment: str) -> None:
    sql(f"UPDATE {PROJECT} SET {assignment} WHERE id = %s", project.pk)


@attack("project_has_benefit_linkage", PROJECT)
def no_linkage(scene):
    change(scene.draft, "benefit_linkage = ''")


@attack("project_period_forward", PROJECT)
def ends_before_it_begins(scene):
    change(scene.draft, "planned_to = planned_from - 1")


@attack("project_budget_parts_not_negative", PROJECT)
def negative_part(scene):
    change(scene.draft, "budget_bond_fen = -1")


@attack("project_budget_in_bounds", PROJECT)
def no_budget(scene):
    change(scene.draft, "budget_special_fen = 0")


@attack("project_plan_year_in_bounds", PROJECT)
def planned_for_no_year(scene):
    change(scene.draft, "plan_year = 0")


@attack("project_standard_has_unit", PROJECT)
def standard_of_nothing(scene):
    change(scene.draft, "standard_fen = 50000, standard_unit = ''")


@attack("project_in_library_has_date", PROJECT)
def library_without_date(scene):
    change(scene.library, "in_library_on = NULL")


@attack("project_starts_as_draft", PROJECT, trigger="start_project")
def born_in_the_library(scene):
    copy(
        PROJECT,
        scene.draft.pk,
        number="'X1'",
        state="'in_library'",
        in_library_on="now()",
    )


@attack("projects_project_number_key", PROJECT)
def number_given_twice(scene):
    copy(PROJECT, scene.draft.pk)


@attack(
    "project_state_follows_workflow",
    PROJECT,
    trigger="guard_project",
    without=("stage_answered_for",),
)
def stage_skipped(scene):
    change(scene.draft, "state = 'funded', in_library_on = now()")


@attack(
    "project_names_beneficiaries",
    PROJECT,
    trigger="guard_project",
    without=("stage_answered_for",),
)
def declared_for_nobody(scene):
    sql(f"DELETE FROM {BENEFICIARY} WHERE project_id = %s", scene.draft.pk)
    change(scene.draft, "state = 'declared'")


@attack(
    "project_enters_by_case",
    PROJECT,
    trigger="guard_project",
    without=("stage_answered_for",),
)
def entered_without_decision(scene):
    change(scene.declared, "state = 'in_library', in_library_on = now()")


@attack(
    "project_accepted_by_record",
    PROJECT,
    trigger="guard_project",
    without=("stage_answered_for",),
)
def accepted_without_record(scene):
    change(scene.under_way, "state = 'accepted'")


@attack("project_stage_answered_for", PROJECT, trigger="stage_answered_for")
def started_by_nobody(scene):
    allocation = scene.allocation  # its project is funded
    change(allocation.project, "state = 'under_way', version = version + 1")


def stage(scene: Any, version: int = 99, name: str = "赵某") -> None:
    sql(
        f"INSERT INTO {STAGE} (project_id, region_code, version, state, person_id,"
        " person_name, unit) VALUES (%s, %s, %s, 'under_way', %s, %s, '上村')",
        scene.library.pk,
        scene.library.region_code,
        version,
        scene.people[0].pk,
        name,
    )


@attack("stage_once_a_version", STAGE)
def another_answers_for_the_same_stage(scene):
    stage(scene, scene.library.stages.first().version)


@attack("stage_names_who", STAGE)
def stage_of_nobody(scene):
    stage(scene, name="")


@attack("project_frozen_when_declared", PROJECT, trigger="freeze_project")
def budget_raised_after_declaration(scene):
    change(scene.declared, "budget_special_fen = budget_special_fen + 1")


def beneficiary(project: Any, household: Any, how: str = "务工", fen: int = 0) -> None:
    sql(
        f"INSERT INTO {BENEFICIARY} (project_id, household_id, region_code, how,"
        " expected_fen) VALUES (%s,%s,%s,%s,%s)",
        project.pk,
        household.pk,
        household.region_code,
        how,
        fen,
    )


@attack("beneficiary_once_per_project", BENEFICIARY)
def household_named_twice(scene):
    beneficiary(scene.draft, scene.draft.beneficiaries.get().household)


@attack("beneficiary_amount_in_bounds", BENEFICIARY)
def negative_expectation(scene):
    beneficiary(scene.draft, scene.household, fen=-1)


@attack("beneficiary_says_how", BENEFICIARY)
def benefits_somehow(scene):
    beneficiary(scene.draft, scene.household, how="")


@attack(
    "beneficiaries_frozen_when_declared", BENEFICIARY, trigger="freeze_beneficiaries"
)
def household_slipped_in(scene):
    beneficiary(scene.library, scene.household)


def acceptance(project: Any, by: Any, people: str = "王验收") -> None:
    sql(
        f"INSERT INTO {ACCEPTANCE} (project_id, region_code, accepted_on, people,"
        " passed, finding, recorded_by_id)"
        " VALUES (%s, %s, now(), %s, true, '完成', %s)",
        project.pk,
        project.region_code,
        people,
        by.pk,
    )


@attack("acceptance_passed_once", ACCEPTANCE)
def accepted_twice(scene):
    acceptance(scene.accepted, scene.people[0])


@attack("acceptance_names_people", ACCEPTANCE)
def accepted_by_nobody(scene):
    acceptance(scene.under_way, scene.people[0], people="")


@attack("acceptance_not_by_declarer", ACCEPTANCE, trigger="not_by_declarer")
def accepted_by_declarer(scene):
    acceptance(scene.under_way, scene.cadre)


@attack("measure_amount_in_bounds", MEASURE, without=("guard_measure",))
def negative_measure(scene):
    sql(
        f"UPDATE {MEASURE} SET amount_fen = -1 WHERE project_id = %s", scene.accepted.pk
    )


@attack("measure_confirmed_after_it_happened", MEASURE)
def confirmed_beforehand(scene):
    sql(
        f"UPDATE {MEASURE} SET confirmed_on = happened_on - 1 WHERE project_id = %s",
        scene.accepted.pk,
    )


@attack("measure_fixed", MEASURE, trigger="guard_measure")
def measure_rewritten(scene):
    sql(f"UPDATE {MEASURE} SET content = 'x' WHERE project_id = %s", scene.accepted.pk)
