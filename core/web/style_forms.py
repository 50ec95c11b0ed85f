"""Made-up forms of the style guide."""

from __future__ import annotations

from django import forms

from core.forms.fields import DayField


class FilterForm(forms.Form):
    """A filter bar with two fields behind “more”."""

    name = forms.CharField(label="户主姓名或拼音", required=False)
    village = forms.ChoiceField(
        label="村",
        choices=[("", "全部"), ("1", "海雀村"), ("2", "松林村")],
        required=False,
    )
    kind = forms.ChoiceField(
        label="贫困户属性",
        choices=[("", "全部"), ("a", "脱贫户"), ("b", "监测对象")],
        required=False,
    )
    year = forms.ChoiceField(
        label="年度", choices=[("2026", "2026"), ("2025", "2025")], required=False
    )
    water = forms.ChoiceField(
        label="饮水安全",
        choices=[("", "全部"), ("1", "是"), ("0", "否")],
        required=False,
    )
    below = forms.DecimalField(label="人均纯收入低于（元）", required=False)


class HouseholdForm(forms.Form):
    """One of each kind of field."""

    head = forms.CharField(label="户主姓名", help_text="与户口簿一致")
    id_no = forms.CharField(label="身份证号", help_text="18 位，末位可为 X")
    cause = forms.ChoiceField(
        label="主要致贫原因",
        choices=[("", "请选择"), ("1", "因病"), ("2", "因残"), ("3", "缺劳力")],
    )
    from_on = DayField(label="识别时间", required=True)
    salary = forms.DecimalField(label="工资性收入", widget=forms.NumberInput)
    business = forms.DecimalField(label="生产经营性收入")
    water = forms.ChoiceField(
        label="饮水是否安全",
        choices=[("1", "是"), ("0", "否"), ("9", "不清楚")],
        widget=forms.RadioSelect,
    )
    helps = forms.MultipleChoiceField(
        label="已落实的帮扶措施",
        required=False,
        choices=[
            ("1", "产业帮扶"),
            ("2", "公益岗位"),
            ("3", "小额信贷"),
            ("4", "教育资助"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label="备注", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    paper = forms.FileField(
        label="佐证材料", required=False, help_text="照片或 PDF，不超过 20 MB"
    )
    agreed = forms.BooleanField(label="户主已确认以上内容并签字")


class MemberForm(forms.Form):
    name = forms.CharField(label="姓名")
    relation = forms.ChoiceField(
        label="与户主关系",
        choices=[("01", "本人或户主"), ("02", "配偶"), ("03", "之子"), ("04", "之女")],
    )
    wage = forms.DecimalField(label="务工收入", required=False)


MemberFormSet = forms.formset_factory(MemberForm, extra=0, can_delete=True)
