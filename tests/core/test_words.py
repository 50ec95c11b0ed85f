import pytest
from django import forms
from django.utils import translation

from core.forms.fields import PlainCharField
from core.forms.readers import without_hidden


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (forms.CharField(), "", "请填写。"),
        (forms.CharField(max_length=3), "一二三四", "最多 3 个字，现在有 4 个。"),
        (forms.IntegerField(), "x", "请填写整数。"),
        (forms.IntegerField(min_value=1), "0", "不能小于 1。"),
        (
            forms.DecimalField(max_digits=4, decimal_places=2),
            "123456",
            "数字太大：最多 4 位。",
        ),
        (
            forms.DateField(),
            "2026-02-30",
            "没有这一天；请按年、月、日填写，例如 2026-3-1。",
        ),
        (
            forms.ChoiceField(choices=[("1", "是")]),
            "7",
            "没有“7”这一项，请从列表中选择。",
        ),
    ],
)
def test_mistakes_are_said_in_the_cadres_words(field, typed, sentence):
    with (
        translation.override("zh-hans"),
        pytest.raises(forms.ValidationError) as caught,
    ):
        field.clean(typed)
    assert caught.value.messages[0] == sentence


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12\u200b号", "12号"),
        ("\u202e海雀村", "海雀村"),
        ("a\r\nb", "ab"),
        ("一\t二", "一 二"),
        ("\ufeff 㐱·阿普 ", "㐱·阿普"),
    ],
)
def test_signs_nobody_sees_are_dropped(typed, kept):
    assert PlainCharField().clean(typed) == kept


def test_a_text_of_several_lines_keeps_them():
    assert without_hidden("一\r\n二\u200f", lines=True) == "一\n二"
