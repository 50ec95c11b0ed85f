"""Everything wrong with a form, said once each, with a way to its field."""

from __future__ import annotations

from django import forms
from django.template.loader import render_to_string

from core.forms.mistakes import labelled, mistakes_of


class Line(forms.Form):
    name = forms.CharField(label="姓名")
    amount = forms.IntegerField(label="金额", required=False)


Lines = forms.formset_factory(Line, extra=0, can_delete=True)


class Whole(forms.Form):
    why = forms.CharField(label="为什么不需要办理？")
    kind = forms.ChoiceField(
        label="类别", choices=[("1", "一")], widget=forms.RadioSelect
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self):
        self.add_error(None, "合计不符。")


def lines(*rows, taken_out=()):
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
        if number in taken_out:
            data[f"form-{number}-DELETE"] = "on"
    return Lines(data)


def summary(**context):
    return render_to_string("components/error_summary.html", context)


def test_a_label_that_asks_is_followed_by_no_colon():
    assert labelled("为什么？", "必填。") == "为什么？ 必填。"
    assert labelled("金额：", "必填。") == "金额：必填。"
    assert labelled("", "必填。") == "必填。"
    assert "？：" not in summary(form=Whole({}))


def test_each_mistake_leads_to_its_field_and_a_hidden_one_nowhere():
    anchors = [mistake.anchor for mistake in mistakes_of(Whole({"key": "x"}))]
    assert anchors == ["", "id_why", "id_kind", ""]


def test_mistakes_of_several_forms_stand_in_one_list_in_their_order():
    rows = lines({"name": "", "amount": "1"}, {"name": "王", "amount": "x"})
    found = [mistake.words for mistake in mistakes_of(Whole({}), rows, None)]
    assert found[0] == "合计不符。"
    assert found[-2].startswith("第 1 行，姓名：")
    assert found[-1].startswith("第 2 行，金额：")


def test_a_row_that_is_taken_out_is_not_complained_about():
    assert mistakes_of(lines({"amount": "x"}, taken_out=[0])) == []


def test_no_sentence_stands_twice_in_the_summary():
    html = summary(form=Whole({}), reasons=["合计不符。"])
    assert html.count("合计不符。") == 1
    assert html.count("<h2") == 1


def test_the_forms_that_were_judged_are_listed_whatever_else_the_page_holds():
    html = summary(
        form=Line({"name": "王"}), judged=[Whole({}), lines({"amount": "x"})]
    )
    assert "为什么不需要办理？" in html
    assert "第 1 行" in html


def test_without_a_mistake_there_is_no_summary():
    assert summary(form=Line({"name": "王"})).strip() == ""
