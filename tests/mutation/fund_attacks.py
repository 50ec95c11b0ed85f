"""Attacks on documents, the ledger and payments."""

from __future__ import annotations

from typing import Any

from tests import money
from tests.mutation.attacks import attack, sql

DOCUMENT, ALLOCATION, ACCOUNT = "funds_funddocument", "funds_allocation", "funds_account"
ENTRY, POSTING, REVERSAL = "funds_entry", "funds_posting", "funds_reversal"
BATCH, PAYMENT = "funds_paymentbatch", "funds_payment"

# --- documents -------------------------------------------------------------------------------


def document(scene: Any, *, number: str = "清财〔2026〕X号", amount: int = 100) -> None:
    sql(
        f"INSERT INTO {DOCUMENT} (id, region_code, number, title, issued_on, issuer, level, kind, budget_line,"
        " amount_fen, is_advance, tasks, registered_by_id)"
        " VALUES (gen_random_uuid(), '990101000000', %s, '资金', now(), '厅', '2', '01', '', %s, false, '', %s)",
        number, amount, scene.people[0].pk,
    )  # fmt: skip


@attack("document_number_once", DOCUMENT)
def number_registered_twice(scene):
    document(scene, number=scene.fund.number)


@attack("document_amount_in_bounds", DOCUMENT)
def document_of_nothing(scene):
    document(scene, amount=0)


@attack("document_confirmed_by_and_at", DOCUMENT)
def confirmed_at_no_time(scene):
    sql(f"UPDATE {DOCUMENT} SET confirmed_by_id = %s WHERE id = %s", scene.people[0].pk, scene.pending_fund.pk)


@attack("document_two_people", DOCUMENT)
def registered_and_confirmed_alone(scene):
    sql(
        f"UPDATE {DOCUMENT} SET confirmed_by_id = registered_by_id, confirmed_at = now() WHERE id = %s",
        scene.pending_fund.pk,
    )


@attack("document_fixed", DOCUMENT, trigger="guard_document")
def amount_rewritten(scene):
    sql(f"UPDATE {DOCUMENT} SET amount_fen = amount_fen * 2 WHERE id = %s", scene.fund.pk)


# --- accounts --------------------------------------------------------------------------------


def account(fund: Any, purpose: str, project: Any = None, debit: int = 0, credit: int = 0) -> None:
    sql(
        f"INSERT INTO {ACCOUNT} (region_code, document_id, purpose, project_id, debit_fen, credit_fen, limit_fen)"
        " VALUES ('990101000000', %s, %s, %s, %s, %s, 0)",
        fund.pk, purpose, project and project.pk, debit, credit,
    )  # fmt: skip


@attack("account_once", ACCOUNT)
def second_purse(scene):
    account(scene.fund, "available")


@attack("account_project_by_purpose", ACCOUNT)
def project_purse_of_nobody(scene):
    account(scene.fund, "project")


@attack("account_opens_empty", ACCOUNT, trigger="open_account")
def purse_born_full(scene):
    account(scene.fund, "project", scene.library, credit=1_000_000)


@attack("account_project_in_library", ACCOUNT, trigger="account_in_library")
def purse_of_a_draft(scene):
    account(scene.fund, "project", scene.draft)


@attack("account_identity_fixed", ACCOUNT, trigger="guard_account")
def purse_renamed(scene):
    sql(f"UPDATE {ACCOUNT} SET limit_fen = 9 WHERE id = %s", scene.account("available"))


@attack("account_moves_by_posting", ACCOUNT, trigger="guard_account")
def balance_by_hand(scene):
    sql(f"UPDATE {ACCOUNT} SET credit_fen = credit_fen + 1 WHERE id = %s", scene.account("available"))


@attack("account_with_fund", ACCOUNT)
def no_second_row_with_one_key(scene):
    sql("ALTER TABLE funds_account DROP CONSTRAINT funds_account_pkey CASCADE")
    sql(
        f"INSERT INTO {ACCOUNT} (id, region_code, document_id, purpose, project_id, debit_fen, credit_fen, limit_fen)"
        " OVERRIDING SYSTEM VALUE"
        f" SELECT id, region_code, document_id, 'project', %s, 0, 0, 0 FROM {ACCOUNT} WHERE id = %s",
        scene.library.pk, scene.account("available"),
    )  # fmt: skip


@attack("account_never_overdrawn", ACCOUNT)
def more_allocated_than_issued(scene):
    fund, project = scene.fund, scene.library
    account(fund, "project", project)
    entry(scene, "allocate", [("available", "debit", fund.amount_fen + 1), ("project", "credit", fund.amount_fen + 1)])


@attack("account_issues_at_most_the_document", ACCOUNT)
def issued_twice(scene):
    entry(scene, "issue", [("source", "debit", 100), ("available", "credit", 100)])


# --- entries and postings --------------------------------------------------------------------


def entry(
    scene: Any,
    kind: str,
    postings: list[tuple[str, str, int]],
    *,
    fund: Any = None,
    same_person: bool = False,
    reverses: Any = None,
    posting_fund: Any = None,
) -> str:
    """An entry with its postings, by hand."""
    fund, key = fund or scene.fund, scene.key()
    made, approved = scene.people[0].pk, scene.people[0 if same_person else 1].pk
    sql(
        f"INSERT INTO {ENTRY} (id, region_code, kind, happened_on, document_id, note, made_by_id, approved_by_id,"
        " reverses_id) VALUES (%s, '990101000000', %s, now(), %s, '', %s, %s, %s)",
        key, kind, fund.pk, made, approved, reverses and reverses.pk,
    )  # fmt: skip
    for purpose, side, amount in postings:
        posting(scene, key, purpose, side, amount, fund=posting_fund or fund, account_fund=fund)
    return key


def posting(
    scene: Any, key: str, purpose: str, side: str, amount: int, *, fund: Any = None, account_fund: Any = None
) -> None:
    fund = fund or scene.fund
    sql(
        f"INSERT INTO {POSTING} (entry_id, account_id, document_id, side, amount_fen) VALUES (%s, %s, %s, %s, %s)",
        key, scene.account(purpose, account_fund or fund), fund.pk, side, amount,
    )  # fmt: skip


BACK = [("available", "debit", 5), ("source", "credit", 5)]


@attack("entry_maker_is_not_approver", ENTRY)
def approved_alone(scene):
    entry(scene, "issue", BACK, same_person=True)


@attack("entry_kind_says_reversal", ENTRY)
def reversal_of_nothing(scene):
    entry(scene, "reverse", BACK)


@attack("entry_with_fund", ENTRY)
def no_second_entry_with_one_key(scene):
    sql("ALTER TABLE funds_entry DROP CONSTRAINT funds_entry_pkey CASCADE")
    sql(
        f"INSERT INTO {ENTRY} (id, region_code, kind, happened_on, document_id, note, made_by_id, approved_by_id)"
        f" SELECT id, region_code, kind, happened_on, document_id, note, made_by_id, approved_by_id FROM {ENTRY}"
        " WHERE id = %s",
        scene.issue.pk,
    )


def mirror(scene: Any, amount: int) -> None:
    entry(scene, "reverse", [("available", "debit", amount), ("source", "credit", amount)], reverses=scene.issue)


@attack("entry_reversed_once", ENTRY, without=("reversal_is_mirror",))
def reversed_twice(scene):
    mirror(scene, 40)
    mirror(scene, 40)


@attack("reversal_is_mirror", ENTRY, trigger="reversal_is_mirror")
def reversed_in_part(scene):
    mirror(scene, 40)


@attack("reversal_of_original", ENTRY, trigger="reversal_of_original")
def reversal_reversed(scene):
    mirror(scene, scene.fund.amount_fen)
    first = type(scene.issue).objects.get(kind="reverse")
    amount = scene.fund.amount_fen
    entry(scene, "reverse", [("available", "credit", amount), ("source", "debit", amount)], reverses=first)


@attack("entry_document_confirmed", ENTRY, trigger="entry_document_confirmed")
def money_of_an_unconfirmed_paper(scene):
    account(scene.pending_fund, "source")
    account(scene.pending_fund, "available")
    entry(scene, "issue", [("source", "debit", 5), ("available", "credit", 5)], fund=scene.pending_fund)


@attack("entry_append_only", ENTRY, trigger="entry_append_only")
def entry_reworded(scene):
    sql(f"UPDATE {ENTRY} SET note = 'x' WHERE id = %s", scene.issue.pk)


@attack("entry_has_postings", ENTRY, trigger="entry_has_postings")
def entry_of_nothing(scene):
    entry(scene, "issue", [])


@attack("entry_balances", POSTING, trigger="entry_balances")
def money_out_of_nothing(scene):
    entry(scene, "issue", [("available", "credit", 5), ("available", "credit", 5)])


@attack("posting_amount_in_bounds", POSTING)
def posting_of_nothing(scene):
    entry(scene, "issue", [*BACK, ("available", "credit", 0)])


@attack("posting_side", POSTING)
def posting_on_no_side(scene):
    entry(scene, "issue", [("available", "debit", 5), ("source", "left", 5)])


@attack("posting_entry_same_fund", POSTING, without=("posting_with_its_entry",))
def entry_of_another_fund(scene):
    key = entry(scene, "issue", BACK)
    for side in ("debit", "credit"):
        posting(scene, key, "available", side, 1, fund=scene.other_fund)


@attack("posting_account_same_fund", POSTING)
def account_of_another_fund(scene):
    key = entry(scene, "issue", BACK)
    for side in ("credit", "debit"):
        posting(scene, key, "available", side, 1, fund=scene.fund, account_fund=scene.other_fund)


@attack(
    "posting_with_its_entry",
    POSTING,
    trigger="posting_with_its_entry",
    without=("funds_entry:entry_append_only",),
)
def pair_added_to_an_old_entry(scene):
    sql(f"UPDATE {ENTRY} SET txid = 1 WHERE id = %s", scene.issue.pk)  # as if committed long ago
    for side in ("debit", "credit"):
        posting(scene, str(scene.issue.pk), "available", side, 1)


@attack("posting_append_only", POSTING, trigger="posting_append_only")
def posting_rewritten(scene):
    sql(f"UPDATE {POSTING} SET side = side WHERE entry_id = %s", scene.issue.pk)


@attack("reversal_asked_once", REVERSAL)
def asked_twice(scene):
    for _ in range(2):
        ask(scene, "错误")


@attack("reversal_has_reason", REVERSAL)
def asked_without_reason(scene):
    ask(scene, "")


@attack("funds_reversal:no_delete", REVERSAL, trigger="no_delete")
def request_deleted(scene):
    ask(scene, "错误")
    sql(f"DELETE FROM {REVERSAL}")


def ask(scene: Any, reason: str) -> None:
    sql(
        f"INSERT INTO {REVERSAL} (id, region_code, entry_id, reason, asked_by_id)"
        " VALUES (gen_random_uuid(), '990101000000', %s, %s, %s)",
        scene.issue.pk, reason, scene.people[0].pk,
    )  # fmt: skip


# --- allocations -----------------------------------------------------------------------------


def allocation(scene: Any, project: Any, amount: int = 100) -> None:
    sql(
        f"INSERT INTO {ALLOCATION} (id, region_code, document_id, project_id, amount_fen, note, proposed_by_id)"
        " VALUES (gen_random_uuid(), %s, %s, %s, %s, '', %s)",
        project.region_code, scene.fund.pk, project.pk, amount, scene.people[0].pk,
    )  # fmt: skip


@attack("allocation_amount_in_bounds", ALLOCATION)
def allocation_of_nothing(scene):
    allocation(scene, scene.library, 0)


@attack("allocation_project_in_library", ALLOCATION, trigger="allocation_in_library")
def allocation_to_a_draft(scene):
    allocation(scene, scene.draft)


@attack("allocation_fixed", ALLOCATION, trigger="guard_allocation")
def allocation_raised(scene):
    sql(f"UPDATE {ALLOCATION} SET amount_fen = 2000 WHERE id = %s", scene.pending_allocation.pk)


@attack("allocation_confirmed_has_entry", ALLOCATION)
def confirmed_without_money(scene):
    sql(f"UPDATE {ALLOCATION} SET confirmed_by_id = %s WHERE id = %s", scene.people[0].pk, scene.pending_allocation.pk)


@attack("allocation_two_people", ALLOCATION, without=("allocation_matches_entry",))
def proposed_and_confirmed_alone(scene):
    sql(
        f"UPDATE {ALLOCATION} SET confirmed_by_id = proposed_by_id, entry_id = %s WHERE id = %s",
        scene.issue.pk, scene.pending_allocation.pk,
    )  # fmt: skip


@attack("allocation_matches_entry", ALLOCATION, trigger="allocation_matches_entry")
def confirmed_by_a_foreign_entry(scene):
    sql(
        f"UPDATE {ALLOCATION} SET confirmed_by_id = %s, entry_id = %s WHERE id = %s",
        scene.people[0].pk, scene.issue.pk, scene.pending_allocation.pk,
    )  # fmt: skip


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
        f"INSERT INTO {BATCH} (id, region_code, number, project_id, allocation_id, programme, covers, total_fen,"
        " line_count, state, made_by_id, returned_by_id, return_reason)"
        " VALUES (gen_random_uuid(), '990101100201', 'X1', %s, %s, '09', '[2026-01-01,2026-02-01)', 0, 0, 'returned',"
        " %s, %s, 'x')",
        scene.allocation.project_id, scene.allocation.pk, one.pk, two.pk,
    )  # fmt: skip


@attack("batch_state_follows_workflow", BATCH, trigger="guard_batch")
def approval_undone(scene):
    change(scene.approved, "state = 'draft'")


@attack("batch_never_deleted", BATCH, trigger="guard_batch")
def batch_deleted(scene):
    sql(f"DELETE FROM {PAYMENT} WHERE batch_id = %s", scene.batch.pk)
    sql(f"DELETE FROM {BATCH} WHERE id = %s", scene.batch.pk)


@attack("batch_frozen_after_approval", BATCH, trigger="freeze_batch")
def period_changed_after_approval(scene):
    change(scene.approved, "covers = '[2025-01-01,2026-01-01)'")


@attack("batch_entry_fixed", BATCH, trigger="freeze_batch")
def paid_by_another_entry(scene):
    key = entry(
        scene, "release", [("project", "debit", scene.released.total_fen), ("paid", "credit", scene.released.total_fen)]
    )
    change(scene.released, "entry_id = %s", key)


@attack("batch_total_is_sum_of_lines", BATCH, trigger="batch_total_is_sum")
def total_raised(scene):
    change(scene.batch, "total_fen = total_fen + 1")


@attack("batch_matches_entry", BATCH, trigger="batch_matches_entry")
def released_by_a_foreign_entry(scene):
    change(
        scene.approved, "state = 'released', released_at = now(), released_by_id = %s, entry_id = %s",
        scene.people[0].pk, scene.issue.pk,
    )  # fmt: skip


# --- payments --------------------------------------------------------------------------------


def payment(batch: Any, household: Any, payee: Any = None, amount: int = 100) -> None:
    payee = payee or household.members.get()
    sql(
        f"INSERT INTO {PAYMENT} (id, region_code, batch_id, household_id, payee_id, payee_name, payee_id_mask,"
        " bank_name, account_sealed, account_mask, amount_fen, programme, covers, is_live, note)"
        " VALUES (gen_random_uuid(), %s, %s, %s, %s, 'x', 'x', '', '', '', %s, '', 'empty', true, '')",
        household.region_code, batch.pk, household.pk, payee.pk, amount,
    )  # fmt: skip


def sibling_batch(scene: Any) -> Any:
    """A second draft of the same subsidy and period, for a household nobody pays yet."""
    scene.batch  # noqa: B018  the first one
    other = money.project("in_library", by=scene.cadre, households=[scene.household])
    return money.batch(of=money.allocation(scene.other_fund, other))


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
        f"(total_fen, line_count) = (SELECT sum(amount_fen), count(*) FROM {PAYMENT} WHERE batch_id = %s)",
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
    sql(f"UPDATE {PAYMENT} SET account_sealed = 'x' WHERE batch_id = %s", scene.approved.pk)


@attack("payment_live_until_returned", PAYMENT, trigger="live_until_returned")
def line_hidden(scene):
    sql(f"UPDATE {PAYMENT} SET is_live = false WHERE batch_id = %s", scene.released.pk)
