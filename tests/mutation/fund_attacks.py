"""Attacks on fund documents and what is allocated of them."""

from __future__ import annotations

from typing import Any

from tests.mutation.attacks import attack, copy, sql

DOCUMENT, ALLOCATION = "funds_funddocument", "funds_allocation"

# --- documents -------------------------------------------------------------------------------


def document(scene: Any, *, number: str = "清财〔2026〕X号", amount: int = 100) -> None:
    sql(
        f"INSERT INTO {DOCUMENT} (id, region_code, number, title, issued_on, issuer,"
        " level, kind, budget_line,"
        " amount_fen, is_advance, tasks, registered_by_id)"
        " VALUES (gen_random_uuid(), '990101000000', %s, '资金', now(), '厅', '2',"
        " '01', '', %s, false, '', %s)",
        number,
        amount,
        scene.people[0].pk,
    )


@attack("document_number_once", DOCUMENT)
def number_registered_twice(scene):
    document(scene, number=scene.fund.number)


@attack("document_amount_in_bounds", DOCUMENT)
def document_of_nothing(scene):
    document(scene, amount=0)


@attack("document_confirmed_by_and_at", DOCUMENT)
def confirmed_at_no_time(scene):
    sql(
        f"UPDATE {DOCUMENT} SET confirmed_by_id = %s WHERE id = %s",
        scene.people[0].pk,
        scene.pending_fund.pk,
    )


@attack("document_two_people", DOCUMENT)
def registered_and_confirmed_alone(scene):
    sql(
        f"UPDATE {DOCUMENT} SET confirmed_by_id = registered_by_id, confirmed_at ="
        " now() WHERE id = %s",
        scene.pending_fund.pk,
    )


@attack("document_fixed", DOCUMENT, trigger="guard_document")
def amount_rewritten(scene):
    sql(
        f"UPDATE {DOCUMENT} SET amount_fen = amount_fen * 2 WHERE id = %s",
        scene.fund.pk,
    )


# --- allocations -----------------------------------------------------------------------------


def allocation(
    scene: Any,
    project: Any,
    amount: int = 100,
    *,
    source: str = "special",
    fund: Any = None,
) -> None:
    sql(
        f"INSERT INTO {ALLOCATION} (id, region_code, document_id, project_id,"
        " source, amount_fen, note, proposed_by_id)"
        " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, '', %s)",
        project.region_code,
        (fund or scene.fund).pk,
        project.pk,
        source,
        amount,
        scene.people[0].pk,
    )


@attack("allocation_amount_in_bounds", ALLOCATION)
def allocation_of_nothing(scene):
    allocation(scene, scene.library, 0)


@attack("allocation_project_in_library", ALLOCATION, trigger="allocation_in_library")
def allocation_to_a_draft(scene):
    allocation(scene, scene.draft)


@attack("allocation_source_known", ALLOCATION, without=("allocation_within",))
def allocation_from_nowhere(scene):
    allocation(scene, scene.library, source="x")


@attack("allocation_within_budget", ALLOCATION, trigger="allocation_within")
def allocation_above_the_budget(scene):
    allocation(scene, scene.unfunded, scene.unfunded.budget_special_fen + 1)


@attack("allocation_within_document", ALLOCATION, trigger="allocation_within")
def allocation_above_the_document(scene):
    allocation(scene, scene.unfunded, 1_001, fund=scene.small_fund)


@attack("allocation_for_its_purpose", ALLOCATION, trigger="allocation_within")
def road_money_for_fruit(scene):
    allocation(scene, scene.unfunded, fund=scene.road_fund)


@attack("allocation_fixed", ALLOCATION, trigger="guard_allocation")
def allocation_raised(scene):
    sql(
        f"UPDATE {ALLOCATION} SET amount_fen = 2000 WHERE id = %s",
        scene.pending_allocation.pk,
    )


@attack("allocation_confirmed_has_entry", ALLOCATION)
def confirmed_without_money(scene):
    sql(
        f"UPDATE {ALLOCATION} SET confirmed_by_id = %s WHERE id = %s",
        scene.people[0].pk,
        scene.pending_allocation.pk,
    )


@attack("allocation_two_people", ALLOCATION, without=("allocation_matches_entry",))
def proposed_and_confirmed_alone(scene):
    sql(
        f"UPDATE {ALLOCATION} SET confirmed_by_id = proposed_by_id, entry_id = %s"
        " WHERE id = %s",
        scene.issue.pk,
        scene.pending_allocation.pk,
    )


@attack("allocation_matches_entry", ALLOCATION, trigger="allocation_matches_entry")
def confirmed_by_a_foreign_entry(scene):
    sql(
        f"UPDATE {ALLOCATION} SET confirmed_by_id = %s, entry_id = %s WHERE id = %s",
        scene.people[0].pk,
        scene.issue.pk,
        scene.pending_allocation.pk,
    )


@attack("funds_allocation_entry_id_key", ALLOCATION)
def one_entry_for_two_allocations(scene):
    copy(ALLOCATION, scene.allocation.pk)
