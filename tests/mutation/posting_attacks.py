"""Attacks on double entry: accounts, entries, postings and requests for a reversal."""

from __future__ import annotations

from typing import Any

from funds.models import Account, Entry
from tests.mutation.attacks import attack, effect, sql

ACCOUNT, ENTRY, POSTING, REVERSAL = (
    "funds_account",
    "funds_entry",
    "funds_posting",
    "funds_reversal",
)

# --- accounts --------------------------------------------------------------------------------


def account(
    fund: Any, purpose: str, project: Any = None, debit: int = 0, credit: int = 0
) -> None:
    sql(
        f"INSERT INTO {ACCOUNT} (region_code, document_id, purpose, project_id,"
        " debit_fen, credit_fen, limit_fen)"
        " VALUES ('990101000000', %s, %s, %s, %s, %s, 0)",
        fund.pk,
        purpose,
        project and project.pk,
        debit,
        credit,
    )


@attack("account_once", ACCOUNT)
def second_account(scene):
    account(scene.fund, "available")


@attack("account_project_by_purpose", ACCOUNT)
def project_account_without_a_project(scene):
    account(scene.fund, "project")


@attack("account_opens_empty", ACCOUNT, trigger="open_account")
def account_opened_full(scene):
    account(scene.fund, "project", scene.unfunded, credit=1_000_000)


@attack("account_project_in_library", ACCOUNT, trigger="account_in_library")
def account_of_a_draft(scene):
    account(scene.fund, "project", scene.draft)


@attack("account_identity_fixed", ACCOUNT, trigger="guard_account")
def account_changed(scene):
    sql(f"UPDATE {ACCOUNT} SET limit_fen = 9 WHERE id = %s", scene.account("available"))


@attack("account_moves_by_posting", ACCOUNT, trigger="guard_account")
def balance_by_hand(scene):
    sql(
        f"UPDATE {ACCOUNT} SET credit_fen = credit_fen + 1 WHERE id = %s",
        scene.account("available"),
    )


@attack("account_with_fund", ACCOUNT)
def no_second_row_with_one_key(scene):
    sql("ALTER TABLE funds_account DROP CONSTRAINT funds_account_pkey CASCADE")
    sql(
        f"INSERT INTO {ACCOUNT} (id, region_code, document_id, purpose, project_id,"
        " debit_fen, credit_fen, limit_fen)"
        " OVERRIDING SYSTEM VALUE"
        f" SELECT id, region_code, document_id, 'project', %s, 0, 0, 0 FROM {ACCOUNT}"
        " WHERE id = %s",
        scene.library.pk,
        scene.account("available"),
    )


@attack("account_never_overdrawn", ACCOUNT)
def more_allocated_than_issued(scene):
    fund, more = scene.other_fund, scene.other_fund.amount_fen + 1
    account(fund, "project", scene.library)
    entry(
        scene,
        "allocate",
        [("available", "debit", more), ("project", "credit", more)],
        fund=fund,
    )


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
        f"INSERT INTO {ENTRY} (id, region_code, kind, happened_on, document_id, note,"
        " made_by_id, approved_by_id,"
        " reverses_id, txid, at)"
        " VALUES (%s, '990101000000', %s, now(), %s, '', %s, %s, %s, txid_current(),"
        " '2000-01-01')",
        key,
        kind,
        fund.pk,
        made,
        approved,
        reverses and reverses.pk,
    )
    for purpose, side, amount in postings:
        posting(
            scene,
            key,
            purpose,
            side,
            amount,
            fund=posting_fund or fund,
            account_fund=fund,
        )
    return key


def posting(
    scene: Any,
    key: str,
    purpose: str,
    side: str,
    amount: int,
    *,
    fund: Any = None,
    account_fund: Any = None,
) -> None:
    fund = fund or scene.fund
    sql(
        f"INSERT INTO {POSTING} (entry_id, account_id, document_id, side, amount_fen)"
        " VALUES (%s, %s, %s, %s, %s)",
        key,
        scene.account(purpose, account_fund or fund),
        fund.pk,
        side,
        amount,
    )


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
        f"INSERT INTO {ENTRY} (id, region_code, kind, happened_on, document_id, note,"
        " made_by_id, approved_by_id)"
        " SELECT id, region_code, kind, happened_on, document_id, note, made_by_id,"
        f" approved_by_id FROM {ENTRY}"
        " WHERE id = %s",
        scene.issue.pk,
    )


def mirror(scene: Any, amount: int) -> str:
    back = [("available", "debit", amount), ("source", "credit", amount)]
    return entry(
        scene, "reverse", back, fund=scene.other_fund, reverses=scene.other_issue
    )


@attack("entry_reversed_once", ENTRY, without=("reversal_is_mirror",))
def reversed_twice(scene):
    mirror(scene, 40)
    mirror(scene, 40)


@attack("reversal_is_mirror", ENTRY, trigger="reversal_is_mirror")
def reversed_in_part(scene):
    mirror(scene, 40)


@attack("reversal_of_original", ENTRY, trigger="reversal_of_original")
def reversal_reversed(scene):
    amount = scene.other_fund.amount_fen
    first = Entry.objects.get(pk=mirror(scene, amount))
    again = [("available", "credit", amount), ("source", "debit", amount)]
    entry(scene, "reverse", again, fund=scene.other_fund, reverses=first)


@attack("entry_document_confirmed", ENTRY, trigger="entry_document_confirmed")
def money_of_an_unconfirmed_paper(scene):
    account(scene.pending_fund, "source")
    account(scene.pending_fund, "available")
    entry(
        scene,
        "issue",
        [("source", "debit", 5), ("available", "credit", 5)],
        fund=scene.pending_fund,
    )


@attack("entry_append_only", ENTRY, trigger="entry_append_only")
def entry_reworded(scene):
    sql(f"UPDATE {ENTRY} SET note = 'x' WHERE id = %s", scene.issue.pk)


@effect(ENTRY, "stamp_entry")
def entry_dated_back(scene):
    old = Entry.objects.get(pk=entry(scene, "issue", BACK))
    return old.at.year > 2000


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
        posting(
            scene,
            key,
            "available",
            side,
            1,
            fund=scene.fund,
            account_fund=scene.other_fund,
        )


@attack(
    "posting_with_its_entry",
    POSTING,
    trigger="posting_with_its_entry",
    without=("funds_entry:entry_append_only",),
)
def pair_added_to_an_old_entry(scene):
    sql(
        f"UPDATE {ENTRY} SET txid = 1 WHERE id = %s", scene.issue.pk
    )  # as if committed long ago
    for side in ("debit", "credit"):
        posting(scene, str(scene.issue.pk), "available", side, 1)


@effect(POSTING, "apply_posting")
def money_moved_past_the_balance(scene):
    before = balance(scene)
    entry(scene, "issue", BACK)
    return balance(scene) != before


def balance(scene: Any) -> int:
    return Account.objects.get(pk=scene.account("available")).debit_fen


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


@attack("funds_reversal_result_id_key", REVERSAL)
def one_reversal_for_two_requests(scene):
    for _ in range(2):
        ask(scene, "错误")
        sql(f"UPDATE {REVERSAL} SET result_id = %s", scene.issue.pk)


def ask(scene: Any, reason: str) -> None:
    sql(
        f"INSERT INTO {REVERSAL} (id, region_code, entry_id, reason, asked_by_id)"
        " VALUES (gen_random_uuid(), '990101000000', %s, %s, %s)",
        scene.issue.pk,
        reason,
        scene.people[0].pk,
    )
