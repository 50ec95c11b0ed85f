"""The tags and filters of the pages."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from core.templatetags import ui
from core.web import formats

TODAY = dt.date(2026, 11, 21)


def render(text: str, **context) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (formats.yuan(1234567), "12,345.67"),
        (formats.yuan(-5), "-0.05"),
        (formats.yuan(None), "—"),
        (formats.yuan(0), "0.00"),
        (formats.wan(123456789), "123.46"),
        (formats.wan(500000, 0), "1"),
        (formats.money(Decimal("12345.6")), "12,345.60"),
        (formats.num(1234567), "1,234,567"),
        (formats.num(0), "0"),
        (formats.num(""), "—"),
        (formats.percent(Decimal("0.973")), "97.3%"),
        (formats.dash(""), "—"),
        (formats.dash(0), 0),
        (formats.day(TODAY), "2026-11-21"),
        (formats.day(dt.datetime(2026, 11, 20, 23, 0, tzinfo=dt.UTC)), "2026-11-21"),
        (
            formats.minute(dt.datetime(2026, 11, 20, 23, 5, tzinfo=dt.UTC)),
            "2026-11-21 07:05",
        ),
        (formats.long_day(TODAY), "2026年11月21日"),
    ],
)
def test_figures_and_dates_are_written_as_in_the_ledgers(shown, expected):
    assert shown == expected


@pytest.mark.parametrize(
    ("due_on", "words", "tone"),
    [
        (TODAY - dt.timedelta(2), "已逾期 2 天", "bad"),
        (TODAY, "今天到期", "warn"),
        (TODAY + dt.timedelta(3), "还剩 3 天", "warn"),
        (TODAY + dt.timedelta(4), "还剩 4 天", "neutral"),
        (None, "", "neutral"),
    ],
)
def test_a_deadline_is_said_in_days(due_on, words, tone):
    assert formats.days_left(due_on, TODAY) == words
    assert formats.due_tone(due_on, TODAY) == tone


def test_a_badge_says_its_state_in_words_and_with_an_icon():
    html = render('{% badge "overdue" label="已逾期" %}')
    assert "已逾期" in html
    assert "#calendar-due" in html
    assert "badge-bad" in html


def test_an_unknown_state_is_shown_plainly():
    assert "badge-neutral" in render('{% badge "brand_new_word" label="新" %}')


def test_a_badge_escapes_its_words():
    assert "<b>" not in render("{% badge state label=words %}", state="x", words="<b>")


class PayForm(forms.Form):
    amount = forms.DecimalField(
        label="金额", help_text="不含税", widget=forms.NumberInput
    )
    on = forms.DateField(label="日期", widget=forms.DateInput)
    way = forms.ChoiceField(
        label="方式", choices=[("a", "打卡"), ("b", "转账")], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="已核对")


def test_a_field_has_its_label_unit_and_hint_tied_to_it():
    html = render('{% field form.amount unit="元" %}', form=PayForm())
    assert 'for="id_amount"' in html
    assert "元</span>" in html
    assert 'aria-describedby="id_amount_helptext"' in html
    assert 'id="id_amount_helptext"' in html


def test_a_hint_given_by_the_page_is_tied_to_the_field_too():
    html = render('{% field form.sure hint="请看原件" %}', form=PayForm())
    assert 'aria-describedby="id_sure_helptext"' in html


def test_a_wrong_field_names_its_error():
    html = render("{% field form.amount %}", form=PayForm(data={"amount": "x"}))
    assert 'id="id_amount_error"' in html
    assert "is-invalid" in html
    assert 'aria-invalid="true"' in html


def test_a_date_gets_the_date_box_with_an_iso_value():
    html = render("{% field form.on %}", form=PayForm(initial={"on": TODAY}))
    assert 'type="date"' in html
    assert 'value="2026-11-21"' in html


def test_radio_buttons_are_grouped_under_a_legend():
    html = render("{% field form.way %}", form=PayForm())
    assert "<fieldset" in html
    assert "<legend" in html
    assert html.count('type="radio"') == 2


def test_a_second_click_on_a_header_turns_the_order_round_and_drops_the_cursor():
    request = RequestFactory().get(
        "/", {"sort": "income", "after": "x", "village": "1"}
    )
    html = render('{% sort_link "income" "收入" %}', request=request)
    assert "sort=-income" in html
    assert "after=" not in html
    assert "village=1" in html


def test_the_error_summary_links_to_the_wrong_field_and_is_absent_without_errors():
    wrong = PayForm(data={})
    html = render('{% include "components/error_summary.html" %}', form=wrong)
    assert 'href="#id_amount"' in html
    fine = render('{% include "components/error_summary.html" %}', form=PayForm())
    assert "error-summary" not in fine


def test_chart_rows_are_the_same_numbers_as_the_chart():
    chart = {
        "id": "c",
        "title": "收入",
        "labels": ["2025", "2026"],
        "series": [{"name": "村", "values": [1, 2]}, {"name": "乡", "values": [3, 4]}],
        "urls": ["/a/"],
    }
    rows = ui.chart_rows(chart)
    assert [(row["label"], row["url"], row["values"]) for row in rows] == [
        ("2025", "/a/", [1, 3]),
        ("2026", "", [2, 4]),
    ]


@pytest.mark.parametrize(
    "number",
    ["HH-360726-2014-000012", "2026-11-21", "0797-0000000", "FK-360726-2026-000001"],
)
def test_a_number_is_not_broken_at_its_hyphens_and_the_text_around_it_stays_escaped(
    number,
):
    assert (
        formats.unbroken(f"<b>{number}，好")
        == f'&lt;b&gt;<span class="nowrap">{number}</span>，好'
    )


def test_heads_stand_beside_the_cells_of_a_row():
    assert ui.beside(["甲", "乙"], [1, 2]) == [("甲", 1), ("乙", 2)]
