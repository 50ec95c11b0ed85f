"""Amounts are read back in figures and words, and asked about when out of proportion."""

import pytest
from django import forms
from django.http import QueryDict
from django.urls import reverse

from core.forms.amounts import SEEN, ReadsBack, doubt, questions_of
from core.forms.fields import YuanField
from core.money import WAN
from core.web.formats import spelled


class Grant(ReadsBack):
    budget_fen = YuanField(unit=WAN, label="预算")
    share_fen = YuanField(label="自筹", required=False)


GRANTS = forms.formset_factory(Grant, extra=0, can_delete=True)


def filled(*, form=Grant, **typed):
    grant = form(_sent(typed))
    assert grant.is_valid()
    return grant


def _sent(typed):
    sent = QueryDict(mutable=True)
    sent.update(
        {name.replace("_read", "-read"): value for name, value in typed.items()}
    )
    return sent


def asked(*grants, **sent):
    return questions_of(grants, sent)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (5 * 10**11, "5,000,000,000.00 元（伍拾亿元整）"),
        (123_456_78, "123,456.78 元（壹拾贰万叁仟肆佰伍拾陆元柒角捌分）"),
        (1_000_000, "10,000.00 元（壹万元整）"),
        (999_999, "9,999.99 元"),
        (0, "0.00 元"),
        (None, "—"),
    ],
)
def test_an_amount_is_spelled_in_figures_and_large_ones_in_words(fen, words):
    assert spelled(fen) == words


def test_each_amount_is_asked_back_before_it_counts():
    questions = asked(filled(budget_fen="500000", share_fen="3"))
    assert [str(amount) for amount in questions.amounts] == [
        "预算：5,000,000,000.00 元（伍拾亿元整）",
        "自筹：3.00 元",
    ]
    assert questions.doubts == []


def test_what_has_been_read_back_is_not_asked_again():
    seen = {"budget_fen_read": "500000000000", "share_fen_read": "300"}
    assert asked(filled(budget_fen="500000", share_fen="3", **seen)) is None


def test_another_amount_than_was_read_back_is_asked():
    questions = asked(filled(budget_fen="50", budget_fen_read="5000000"))
    assert [amount.fen for amount in questions.amounts] == [50_000_000]


def test_the_mark_of_the_page_answers_for_what_it_asked_and_nothing_else():
    mark = asked(filled(budget_fen="500000")).mark
    assert asked(filled(budget_fen="500000"), **{SEEN: mark}) is None
    assert asked(filled(budget_fen="500001"), **{SEEN: mark})
    assert asked(filled(budget_fen="500000"), **{SEEN: ""})


class Doubted(Grant):
    def doubts(self):
        return ["数额很大"]


def test_a_doubt_is_asked_even_where_the_amount_was_read_back():
    grant = filled(form=Doubted, budget_fen="1", budget_fen_read="1000000")
    questions = asked(grant)
    assert (questions.amounts, questions.doubts) == ([], ["数额很大"])
    assert asked(grant, **{SEEN: questions.mark}) is None


def test_an_empty_box_and_another_kind_of_form_are_not_asked():
    class Plain(forms.Form):
        sum_fen = YuanField(label="金额")

    plain = Plain(_sent({"sum_fen": "5"}))
    plain.is_valid()
    (only,) = asked(plain, filled(budget_fen="1")).amounts
    assert only.label == "预算"


def test_rows_are_asked_like_forms():
    rows = GRANTS(
        _sent(
            {
                "form-TOTAL_FORMS": "2",
                "form-INITIAL_FORMS": "0",
                "form-0-budget_fen": "2",
                "form-1-budget_fen": "3",
                "form-1-budget_fen_read": "3000000",
            }
        )
    )
    assert rows.is_valid()
    assert [amount.fen for amount in asked(rows).amounts] == [2_000_000]


def test_the_box_shows_what_it_read_and_sends_it_along():
    html = str(filled(budget_fen="500000")["budget_fen"])
    assert "5,000,000,000.00 元（伍拾亿元整）" in html
    assert '<input type="hidden" name="budget_fen-read" value="500000000000">' in html
    assert 'data-amount="wan"' in html


@pytest.mark.parametrize("typed", ["", "五十万", "-1", '"><script>'])
def test_what_is_no_amount_is_not_read_back(typed):
    html = str(Grant(_sent({"budget_fen": typed}))["budget_fen"])
    assert '<span class="amount-read" role="status"></span>' in html
    assert 'name="budget_fen-read" value=""' in html
    assert "<script" not in html


# --- proportion -------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fen", "known", "words"),
    [
        (100_001, [10_000], "超过100.00 元（本县已登记的资金文件）的10倍"),
        (100_000, [10_000, 5_000, None], ""),
        (50_001, [5_000, 4_000], "超过50.00 元"),
        (999, [10_000], "不到100.00 元"),
        (1_000, [10_000], ""),
        (1_000, [], ""),
        (10**10, [None], ""),
        (10**10 + 1, [None], "数额很大"),
        (None, [1], ""),
    ],
)
def test_an_amount_is_doubted_beside_what_is_known(fen, known, words):
    found = doubt("document", fen, known)
    assert len(found) == bool(words)
    assert words in "".join(found)


@pytest.mark.django_db
def test_what_no_code_list_bounds_is_not_doubted():
    assert doubt("unheard of", 10**14, [1]) == []


# --- read while one types ---------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("unit", "text", "read"),
    [
        ("wan", "500000", ("500000000000", "5,000,000,000.00 元（伍拾亿元整）")),
        ("yuan", "１，０００．５", ("100050", "1,000.50 元")),
        ("yuan", "3.6万", ("", "")),
        ("yuan", "", ("", "")),
        ("丈", "5", ("500", "5.00 元")),
    ],
)
def test_an_amount_is_read_back_while_one_types(client, cadre, unit, text, read):
    client.force_login(cadre)
    answer = client.get(reverse("core:amount"), {"unit": unit, "text": text})
    assert (answer.json()["fen"], answer.json()["words"]) == read
