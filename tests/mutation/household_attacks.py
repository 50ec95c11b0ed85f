"""Attacks on the registry of households and people."""

from __future__ import annotations

from typing import Any

from tests.mutation.attacks import ask, attack, copy, effect, sql

HOUSEHOLD, PERIOD = "households_household", "households_householdperiod"
MEMBER, MEMBER_PERIOD = "households_member", "households_memberperiod"


def household(scene: Any, assignment: str) -> None:
    sql(f"UPDATE {HOUSEHOLD} SET {assignment} WHERE id = %s", scene.home.pk)


def period(scene: Any, assignment: str) -> None:
    sql(f"UPDATE {PERIOD} SET {assignment} WHERE household_id = %s", scene.home.pk)


def member(scene: Any, assignment: str) -> None:
    sql(f"UPDATE {MEMBER} SET {assignment} WHERE id = %s", scene.head.pk)


@attack("households_household_hh_no_key", HOUSEHOLD)
def two_households_of_one_number(scene):
    copy(HOUSEHOLD, scene.home.pk)


@attack("household_has_number", HOUSEHOLD)
def household_without_number(scene):
    copy(HOUSEHOLD, scene.home.pk, hh_no="''")


@attack("household_exited_has_date", HOUSEHOLD, without=("exit_needs_case",))
def exited_at_no_time(scene):
    household(scene, "state = 'exited_with_policy', exited_on = NULL")


@attack("household_exit_needs_approved_case", HOUSEHOLD, trigger="exit_needs_case")
def exited_by_hand(scene):
    household(scene, "state = 'exited_with_policy', exited_on = now()")


@attack("period_once", PERIOD)
def recorded_twice(scene):
    copy(PERIOD, scene.home.pk, "household_id")


@attack("period_window_forward", PERIOD)
def income_of_no_day(scene):
    period(scene, "window_end = window_start")


@attack("period_net_is_gross_less_cost", PERIOD)
def net_out_of_nothing(scene):
    period(scene, "net_fen = gross_fen - cost_fen + 1")


@attack("period_irrigated_within_cultivated", PERIOD)
def more_irrigated_than_there_is(scene):
    period(scene, "cultivated_mu = 1, irrigated_mu = 1.01")


@attack("period_code_form", PERIOD)
def period_of_no_year(scene):
    period(scene, "period = '26'")


@effect(PERIOD, "copy_new_to_household")
def list_behind_a_new_period(scene):
    copy(PERIOD, scene.home.pk, "household_id", period="'2027'", attr="'09'")
    return _listed(scene) == ("2027", "09")


@effect(PERIOD, "copy_change_to_household")
def list_behind_a_changed_period(scene):
    period(scene, "attr = '09'")
    return _listed(scene) == ("2026", "09")


@effect(HOUSEHOLD, "state_to_period")
def period_behind_its_household(scene):
    household(scene, "state = 'closed'")
    return ask(
        f"SELECT DISTINCT state FROM {PERIOD} WHERE household_id = %s", scene.home.pk
    ) == [("closed",)]


@attack("period_state_is_households", PERIOD, trigger="state_is_households")
def period_of_another_status(scene):
    period(scene, "state = 'closed'")


@effect(MEMBER, "name_to_household")
def household_under_a_former_name(scene):
    member(scene, "name = '改过名'")
    return ask(f"SELECT head_name FROM {HOUSEHOLD} WHERE id = %s", scene.home.pk) == [
        ("改过名",)
    ]


def _listed(scene: Any) -> tuple[Any, ...]:
    return ask(
        f"SELECT recorded_period, recorded_attr FROM {HOUSEHOLD} WHERE id = %s",
        scene.home.pk,
    )[0]


@attack("households_member_person_no_key", MEMBER)
def two_people_of_one_number(scene):
    copy(MEMBER, scene.head.pk, id_no_index="NULL")


@attack("member_id_no_once_among_active", MEMBER)
def one_document_for_two_people(scene):
    copy(MEMBER, scene.head.pk, person_no="'P-double'", state="'moved_in'")


@attack("member_left_with_date_and_reason", MEMBER)
def left_without_reason(scene):
    member(scene, "state = 'dead', left_on = now(), left_reason = ''")


@attack("member_has_name", MEMBER)
def person_without_name(scene):
    member(scene, "name = ''")


@attack("memberperiod_once", MEMBER_PERIOD)
def person_recorded_twice(scene):
    copy(MEMBER_PERIOD, scene.head.pk, "member_id", relation="'99'")


@attack("memberperiod_one_head", MEMBER_PERIOD)
def two_heads(scene):
    sql(
        f"UPDATE {MEMBER_PERIOD} SET relation = '01' WHERE household_id = %s",
        scene.home.pk,
    )


@attack("memberperiod_work_months", MEMBER_PERIOD)
def thirteen_months(scene):
    sql(
        f"UPDATE {MEMBER_PERIOD} SET work_months = 13 WHERE member_id = %s",
        scene.head.pk,
    )
