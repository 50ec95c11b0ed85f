"""The forms of projects, acceptances and measures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import codelists
from core.actors import Actor
from core.forms.amounts import ReadsBack, doubt
from core.forms.fields import MOST_COUNTED, PlanDayField, YuanField
from core.forms.files import FilesField, files_of
from core.forms.idempotency import SentOnceForm
from core.money import WAN
from core.scope import COUNTY, at_level
from households.models import Household
from projects import categories, permissions
from projects.models import Measure, Project
from projects.services import Benefit
from villages.models import Region

MAX_NAMESAKES = 5  # numbers offered when several heads have the typed name


def _from_model(name: str, **kwargs: Any) -> forms.Field:
    """The form field of a model field; a count is bounded as its column is."""
    column = Project._meta.get_field(name)
    if isinstance(column, models.IntegerField):
        kwargs.setdefault("max_value", MOST_COUNTED)
    return column.formfield(**kwargs)


def _budget(name: str) -> YuanField:
    return YuanField(
        unit=WAN, label=Project._meta.get_field(name).verbose_name, required=False
    )


class ProjectForm(ReadsBack, SentOnceForm):
    """A project as its village declares it; amounts in 10,000 yuan."""

    place = forms.ChoiceField(label=gettext_lazy("Village"))
    name = _from_model("name")
    category = forms.ChoiceField(label=gettext_lazy("Project type"))
    nature = forms.ChoiceField(label=gettext_lazy("Nature of construction"))
    content = forms.CharField(
        label=gettext_lazy("Content and scale"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What is built or done, how much of it, in which unit"),
    )
    site = _from_model("site")
    planned_from = PlanDayField(label=gettext_lazy("Planned start"))
    planned_to = PlanDayField(label=gettext_lazy("Planned completion"))
    plan_year = forms.IntegerField(
        min_value=2000,
        max_value=2100,
        label=gettext_lazy("Plan year"),
        help_text=gettext_lazy("The year of the library that the project belongs to"),
    )
    responsible_unit = _from_model("responsible_unit")
    responsible_person = _from_model("responsible_person")
    budget_special_fen = _budget("budget_special_fen")
    budget_fiscal_fen = _budget("budget_fiscal_fen")
    budget_bond_fen = _budget("budget_bond_fen")
    budget_other_fen = _budget("budget_other_fen")
    standard_fen = YuanField(
        label=gettext_lazy("Subsidy standard"),
        required=False,
        help_text=gettext_lazy(
            "What a household is paid for one unit; empty when it is not paid by units"
        ),
    )
    standard_unit = _from_model("standard_unit", required=False)
    benefit_linkage = forms.CharField(
        label=gettext_lazy("How it links and leads farm households"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "For example: rent of land, work on the site, dividends, purchase orders"
        ),
    )
    performance_target = forms.CharField(
        label=gettext_lazy("Performance target"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    benefit_villages = _from_model("benefit_villages", min_value=1)
    benefit_households = _from_model("benefit_households", min_value=0)
    benefit_people = _from_model("benefit_people", min_value=0)
    remark = _from_model("remark")
    version = forms.IntegerField(
        required=False, max_value=MOST_COUNTED, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = (
            Region.objects.current()
            .in_scope_of(user, permissions.DECLARE)
            .filter(level__gte=4)
            .order_by("code")
        )
        self.fields["place"].choices = list(places.values_list("code", "name"))
        self.fields["category"].choices = [
            ("", gettext_lazy("please choose")),
            *categories.grouped(),
        ]
        self.fields["nature"].choices = codelists.choices(categories.NATURE)

    def doubts(self) -> list[str]:
        county = at_level(self.cleaned_data["place"], COUNTY)
        known = Project.objects.in_region(county).submitted().least_and_most()
        budget = sum(self.cleaned_data[name] for name in Project.BUDGETS)
        return doubt("budget", budget, known)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in Project.BUDGETS:
            cleaned[name] = cleaned.get(name) or 0
        if bool(cleaned.get("standard_fen")) != bool(cleaned.get("standard_unit")):
            self.add_error(
                "standard_unit",
                _("Enter the standard and its unit together, as 500 yuan for one mu."),
            )
        if not self.errors and not any(cleaned[name] for name in Project.BUDGETS):
            words = _("Enter the budget of at least one source.")
            self.add_error(Project.BUDGETS[0], words)
        start, end = cleaned.get("planned_from"), cleaned.get("planned_to")
        if start and end and end < start:
            self.add_error(
                "planned_to",
                _("The planned completion cannot be before the planned start."),
            )
        return cleaned


class BeneficiaryForm(ReadsBack):
    """One row: a household by number or head, how it benefits, what it expects."""

    household = forms.CharField(
        label=gettext_lazy("Farm household"),
        max_length=80,
        help_text=gettext_lazy("Name of the head, or household number"),
        widget=forms.TextInput(
            attrs={
                "list": "household-options",
                "autocomplete": "off",
                "hx-get": reverse_lazy("projects:household-options"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#household-options",
            }
        ),
    )
    how = forms.CharField(label=gettext_lazy("How it benefits"), max_length=200)
    expected_fen = YuanField(label=gettext_lazy("Expected amount"), required=False)

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_household(self) -> Household:
        text = self.cleaned_data["household"].strip()
        number = text.split()[0] if text else ""
        rows = Household.objects.visible_to(self.user, permissions.DECLARE).active()
        found = list(rows.filter(hh_no=number)) or list(
            rows.filter(head_name=text)[: MAX_NAMESAKES + 1]
        )
        if not found:
            raise ValidationError(
                _("No registered household of yours has this number or head.")
            )
        if len(found) > 1:
            numbers = "、".join(
                f"{row.hh_no}（{row.group_name or row.region_code}）"
                for row in found[:MAX_NAMESAKES]
            )
            raise ValidationError(
                _("Several heads have this name; enter the number: %(numbers)s")
                % {"numbers": numbers}
            )
        return found[0]

    def benefit(self) -> Benefit:
        cleaned = self.cleaned_data
        return Benefit(
            cleaned["household"], cleaned["how"], cleaned["expected_fen"] or 0
        )


class BaseBeneficiaries(forms.BaseFormSet):
    """All rows of the households that a project is to benefit."""

    def benefits(self) -> list[Benefit]:
        """The rows that were filled in and not marked for removal."""
        # An untouched row of a draft has not "changed", but it stays.
        kept = [
            form
            for form in self.forms
            if form.has_changed() and not self._should_delete_form(form)
        ]
        kept += [
            form
            for form in self.initial_forms
            if not form.has_changed() and form not in kept
        ]
        return [form.benefit() for form in kept if "household" in form.cleaned_data]


BeneficiaryFormSet = forms.formset_factory(
    BeneficiaryForm,
    formset=BaseBeneficiaries,
    extra=3,
    can_delete=True,
    max_num=300,
    absolute_max=300,
)


class AcceptanceForm(forms.Form):
    """The finding of the acceptance group, with a photograph or the signed record."""

    accepted_on = PlanDayField(label=gettext_lazy("Day of acceptance"))
    people = forms.CharField(
        label=gettext_lazy("People of the acceptance group"),
        max_length=200,
        help_text=gettext_lazy(
            "Unit and name of each; the declarer cannot be one of them"
        ),
    )
    passed = forms.TypedChoiceField(
        label=gettext_lazy("Result"),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("Passed")),
            ("no", gettext_lazy("Not passed, to be put right")),
        ],
    )
    finding = forms.CharField(
        label=gettext_lazy("Finding"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Quantity done, quality, use of the money, and what is to be put right"
        ),
    )
    measure_kind = forms.ChoiceField(
        label=gettext_lazy("Recorded for the households as"),
        help_text=gettext_lazy(
            "Each household of the project gets a measure of this kind, "
            "which it then confirms"
        ),
    )
    photos = FilesField(label=gettext_lazy("Photographs or signed record"))

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure_kind"].choices = codelists.choices(categories.MEASURE)
        files_of(self, user)


class MeasureForm(ReadsBack, SentOnceForm):
    """Help given to one household."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of help"))
    happened_on = PlanDayField(label=gettext_lazy("Date"))
    content = forms.CharField(label=gettext_lazy("Help given"), max_length=200)
    amount_fen = YuanField(label=gettext_lazy("Amount"), required=False)
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        required=False,
        max_length=Measure._meta.get_field("unit").max_length,
    )

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = codelists.choices(categories.MEASURE)
        self.county = at_level(household.region_code, COUNTY)

    def doubts(self) -> list[str]:
        kind, fen = self.cleaned_data["kind"], self.cleaned_data["amount_fen"]
        known = Measure.objects.in_region(self.county).filter(kind=kind)
        return doubt("measure", fen, known.least_and_most()) if fen else []


class ConfirmationForm(forms.Form):
    """The day on which the household confirmed the help."""

    confirmed_on = PlanDayField(label=gettext_lazy("Confirmed by the household on"))
