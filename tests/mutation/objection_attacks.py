"""Attacks on what the public says against a list."""

from __future__ import annotations

from typing import Any

from tests.mutation.attacks import attack, copy, sql

OBJECTION = "publicity_objection"
ANSWER = (
    "state = 'dismissed', answer = '查无此事', answered_at = now(), answered_by_id = %s"
)


def said(scene: Any, **changes: str) -> None:
    copy(OBJECTION, scene.objection.pk, **{"receipt": "'X'", **changes})


def answered(scene: Any, by: Any, assignment: str = ANSWER) -> None:
    sql(f"UPDATE {OBJECTION} SET {assignment} WHERE id = %s", by.pk, scene.objection.pk)


@attack("publicity_objection_receipt_key", OBJECTION)
def one_receipt_for_two(scene):
    said(scene, receipt="receipt")


@attack("objection_says_something", OBJECTION)
def objection_of_nothing(scene):
    said(scene, text="''")


@attack("objection_recorded_by_staff", OBJECTION)
def telephone_answered_by_nobody(scene):
    said(scene, via="'phone'")


@attack("objection_sent_once", OBJECTION)
def sent_twice(scene):
    for receipt in ("'X'", "'Y'"):
        said(scene, receipt=receipt, sent_index=r"'\x0102'")


@attack("objection_to_a_notice", OBJECTION, trigger="guard_insert")
def said_against_an_announcement(scene):
    sql("ALTER TABLE publicity_notice DISABLE TRIGGER USER")
    sql(
        "UPDATE publicity_notice SET kind = 'announcement' WHERE id = %s",
        scene.objection.notice_id,
    )
    said(scene)


@attack("objection_starts_open", OBJECTION, trigger="guard_insert")
def born_answered(scene):
    by = scene.people[0].pk
    said(
        scene,
        state="'dismissed'",
        answer="'x'",
        answered_at="now()",
        answered_by_id=str(by),
    )


@attack("objection_row_of_notice", OBJECTION, trigger="guard_insert")
def line_of_another_list(scene):
    said(scene, notice_id=f"'{scene.withdrawn.pk}'")


@attack("objection_never_lost", OBJECTION, trigger="guard_change")
def objection_deleted(scene):
    sql(f"DELETE FROM {OBJECTION} WHERE id = %s", scene.objection.pk)


@attack("objection_text_fixed", OBJECTION, trigger="guard_change")
def objection_reworded(scene):
    sql(f"UPDATE {OBJECTION} SET text = '没有意见' WHERE id = %s", scene.objection.pk)


@attack("objection_answer_final", OBJECTION, trigger="guard_change")
def answer_reworded(scene):
    sql(
        f"UPDATE {OBJECTION} SET answer = 'x' WHERE answered_by_id = %s",
        scene.answerer.pk,
    )


@attack("objection_upheld_sends_back", OBJECTION, trigger="upheld_sends_back")
def upheld_and_nothing_follows(scene):
    upheld = ANSWER.replace("dismissed", "accepted")
    answered(scene, scene.answerer, upheld)


@attack("objection_answerer_unrelated", OBJECTION, trigger="guard_change")
def answered_by_the_proposer(scene):
    answered(scene, scene.cadre)


@attack("objection_answer_complete", OBJECTION)
def answered_without_a_word(scene):
    answered(scene, scene.people[0], ANSWER.replace("查无此事", ""))
