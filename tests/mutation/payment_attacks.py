"""Attacks on batches and the lines that pay households."""

from __future__ import annotations

from typing import Any

from tests import money
from tests.mutation.attacks import attack, copy, effect, sql
from tests.mutation.posting_attacks import entry

BATCH, PAYMENT = "funds_paymentbatch", "funds_payment"

# --- batches ---------------------------------------------------------------------------------


def change(batch: Any, assignment: str, *values: Any) -> None:
    sql(f"UPDATE {BATCH} SET {assignment} WHERE id = %s", *values, batch.pk)


APPROVE = "state = 'approved', approved_at = now(), approved_by_id = %s"


@attack("batch_three_people", BATCH)
def made_and_approved_alone(scene):
    change(scene.batch, APPROVE, scene.batch.made_by_id)


@attack("batch_state_has_its_people", BATCH)
def approved_by_nobody(scene):
    change(scene.batch, "state = 'approved'")


@attack("batch_returned_has_reason", BATCH)
def returned_without_a_word(scene):
    change(scene.batch, "state = 'returned'")


@attack("batch_pays_something", BATCH)
def empty_batch_approved(scene):
    sql(f"DELETE FROM {PAYMENT} WHERE batch_id = %s", scene.batch.pk)
    change(scene.batch, f"total_fen = 0, line_count = 0, {APPROVE}", scene.people[0].pk)


@attack("batch_starts_as_draft", BATCH, trigger="start_batch")
def born_approved(scene):
    one, two = scene.people[:2]
    sql(
        f"INSERT INTO {BATCH} (id, region_code, number, project_id, allocation_id,"
        " programme, covers, is_advance, total_fen,"
        " line_count, state, made_by_id, returned_by_id, return_reason)"
        " VALUES (gen_random_uuid(), '990101100201', 'X1', %s, %s, '01',"
        " '[2026-01-01,2026-02-01)', true, 0, 0, 'returned',"
        " %s, %s, 'x')",
        scene.allocation.project_id,
        scene.allocation.pk,
        one.pk,
        two.pk,
    )


@attack("batch_state_follows_workflow", BATCH, trigger="guard_batch")
def approval_undone(scene):
    change(scene.approved, "state = 'draft'")


@attack("batch_never_deleted", BATCH, trigger="guard_batch")
def batch_deleted(scene):
    sql(f"DELETE FROM {PAYMENT} WHERE batch_id = %s", scene.batch.pk)
    sql(f"DELETE FROM {BATCH} WHERE id = %s", scene.batch.pk)


@attack("batch_allocation_stands", BATCH, trigger="batch_allocation_stands")
def approved_out_of_an_allocation_taken_back(scene):
    batch = scene.batch
    sql(
        "UPDATE funds_allocation SET voided_at = now() WHERE id = %s",
        batch.allocation_id,
    )
    change(batch, APPROVE, scene.people[0].pk)


@attack("batch_frozen_after_approval", BATCH, trigger="freeze_batch")
def approver_changed_after_approval(scene):
    change(scene.approved, "approved_by_id = %s", scene.people[0].pk)


@attack("batch_terms_fixed", BATCH, trigger="freeze_batch")
def draft_turned_into_another_subsidy(scene):
    change(scene.batch, "programme = '07'")


def draft(scene: Any, **values: str) -> None:
    """One more draft of the same allocation, with other terms."""
    copy(BATCH, scene.batch.pk, number="'X1'", total_fen="0", line_count="0", **values)


@attack("batch_subsidy_of_project", BATCH, trigger="terms_fit_project")
def subsidy_of_other_projects(scene):
    draft(scene, programme="'03'")


@attack("batch_period_of_its_years", BATCH, trigger="terms_fit_project")
def paid_for_another_century(scene):
    draft(scene, covers="'[2062-11-01,2062-12-01)'")


@attack("batch_advance_until_accepted", BATCH, trigger="terms_fit_project")
def paid_out_before_the_acceptance(scene):
    draft(scene, is_advance="false")


@attack("batch_pays_the_living", BATCH, trigger="batch_pays_the_living")
def released_to_the_dead(scene):
    line = scene.approved.payments.get()
    sql(
        "UPDATE households_member SET state = 'dead', left_on = now(),"
        " left_reason = '01' WHERE id = %s",
        line.account_holder_id,
    )
    key = entry(
        scene,
        "release",
        [
            ("project", "debit", scene.approved.total_fen),
            ("paid", "credit", scene.approved.total_fen),
        ],
    )
    change(
        scene.approved,
        "state = 'released', released_at = now(), released_by_id = %s, entry_id = %s",
        scene.people[0].pk,
        key,
    )


@attack("batch_entry_fixed", BATCH, trigger="freeze_batch")
def paid_by_another_entry(scene):
    key = entry(
        scene,
        "release",
        [
            ("project", "debit", scene.released.total_fen),
            ("paid", "credit", scene.released.total_fen),
        ],
    )
    change(scene.released, "entry_id = %s", key)


@attack("batch_total_is_sum_of_lines", BATCH, trigger="batch_total_is_sum")
def total_raised(scene):
    change(scene.batch, "total_fen = total_fen + 1")


@attack("batch_matches_entry", BATCH, trigger="batch_matches_entry")
def released_by_a_foreign_entry(scene):
    change(
        scene.approved,
        "state = 'released', released_at = now(), released_by_id = %s, entry_id = %s",
        scene.people[0].pk,
        scene.issue.pk,
    )


@attack("funds_paymentbatch_number_key", BATCH)
def number_of_another_batch(scene):
    copy(BATCH, scene.batch.pk, total_fen="0", line_count="0")


@attack(
    "funds_paymentbatch_entry_id_key",
    BATCH,
    without=("start_batch", "batch_total_is_sum"),
)
def two_batches_paid_by_one_entry(scene):
    copy(BATCH, scene.released.pk, number="'X1'")


@attack("batch_returned_with_its_money", BATCH, trigger="batch_returned_with_money")
def returned_while_the_money_is_out(scene):
    change(
        scene.released,
        "state = 'returned', return_reason = 'x', returned_by_id = %s",
        scene.people[0].pk,
    )


@effect(BATCH, "return_lines")
def lines_of_a_returned_batch_still_count(scene):
    line = scene.approved.payments.get()
    change(
        scene.approved,
        "state = 'returned', return_reason = 'x', returned_by_id = %s",
        scene.people[0].pk,
    )
    return not type(line).objects.get(pk=line.pk).is_live


# --- payments --------------------------------------------------------------------------------


def payment(batch: Any, household: Any, payee: Any = None, amount: int = 100) -> None:
    payee = payee or household.members.get()
    sql(
        f"INSERT INTO {PAYMENT} (id, region_code, batch_id, household_id, payee_id,"
        " payee_name, payee_id_mask,"
        " bank_name, account_sealed, account_mask, amount_fen, programme, covers,"
        " counts_as, is_live, note)"
        " VALUES (gen_random_uuid(), %s, %s, %s, %s, 'x', 'x', '', '', '', %s, '',"
        " 'empty', '{}', true, '')",
        household.region_code,
        batch.pk,
        household.pk,
        payee.pk,
        amount,
    )


def sibling_batch(scene: Any) -> Any:
    """A second draft of the same subsidy and period, for a household nobody pays"
    " yet."""
    scene.batch  # noqa: B018  the first one
    other = money.project("in_library", by=scene.cadre, households=[scene.household])
    of = money.allocation(scene.other_fund, other)
    # Another name for the same money: the code list says that 99 counts as 01 too.
    return money.batch(
        of=of,
        programme="99",
        covers=(scene.batch.covers.lower, scene.batch.covers.upper),
    )


@attack("payment_once_per_batch", PAYMENT, without=("add_payment",))
def household_twice_in_a_batch(scene):
    # Another subsidy in the line itself, so that only the pair of batch and household is left.
    payment(scene.batch, scene.line.household, payee=scene.line.payee)


@attack("payment_amount_in_bounds", PAYMENT)
def paid_nothing(scene):
    payment(scene.batch, scene.household, amount=0)
    total_again(scene.batch)


def total_again(batch: Any) -> None:
    change(
        batch,
        f"(total_fen, line_count) = (SELECT sum(amount_fen), count(*) FROM {PAYMENT}"
        " WHERE batch_id = %s)",
        batch.pk,
    )


@attack("payment_once_per_household", PAYMENT)
def household_paid_twice(scene):
    household, second = scene.line.household, sibling_batch(scene)
    payment(second, household, payee=money.member(household))
    total_again(second)


@attack("payment_once_per_payee", PAYMENT, without=("payee_of_household",))
def person_paid_in_two_households(scene):
    payment(scene.batch, scene.household, payee=scene.line.payee)


@attack("payment_only_into_draft", PAYMENT, trigger="add_payment")
def line_added_after_approval(scene):
    payment(scene.approved, scene.household)


@attack("payment_payee_of_household", PAYMENT, trigger="payee_of_household")
def stranger_paid(scene):
    payment(scene.batch, scene.household, payee=money.family().members.get())


@attack("payment_frozen_after_approval", PAYMENT, trigger="guard_payment")
def account_swapped_after_approval(scene):
    sql(
        f"UPDATE {PAYMENT} SET account_sealed = 'x' WHERE batch_id = %s",
        scene.approved.pk,
    )


@attack("payment_terms_fixed", PAYMENT, trigger="guard_payment")
def line_moved_to_another_period(scene):
    sql(
        f"UPDATE {PAYMENT} SET covers = '[2026-12-01,2026-12-02)' WHERE id = %s",
        scene.line.pk,
    )


@attack("payment_live_until_returned", PAYMENT, trigger="live_until_returned")
def line_hidden(scene):
    sql(f"UPDATE {PAYMENT} SET is_live = false WHERE batch_id = %s", scene.released.pk)
