"""The sheet as forms: sections 1, 2 and 3; the people are in `member_forms`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import codelists
from core.forms.fields import (
    CodeField,
    CodesField,
    CountField,
    DayField,
    FigureField,
    PhoneField,
    PlainCharField,
    YesNoField,
    YuanField,
)
from core.forms.widgets import amount_input, share_fields
from households import bank_accounts
from households.models import Household, HouseholdPeriod, Member
from households.periods import Period
from households.sheet import account_holder
from households.sheet.values import HOUSEHOLD_FIELDS, PERIOD_RECORD
from households.wording import in_words
from villages.services import BEGINNING

MOST_OTHER_CAUSES = 2
MOST_INCOME_FEN = 10**12 - 1  # ten digits of yuan: beyond it somebody slipped


def offer_codes(form: forms.Form, on: dt.date) -> None:
    """Fill the options of every code field of a form, as labelled on a day."""
    for name, field in form.fields.items():
        if isinstance(field, (CodeField, CodesField)):
            field.offer(
                on,
                kept=form.get_initial_for_field(field, name),
                only=getattr(form, "only", {}).get(name),
            )


@share_fields
class HouseholdForm(forms.Form):
    """Section 1, the part that stays: where the household lives, how to reach it."""

    group_name = PlainCharField(
        label=_("villagers' group"), max_length=40, required=False
    )
    address = PlainCharField(label=_("address"), max_length=100, required=False)
    id_standard = CodeField(
        "id_standard", label=_("identification standard"), required=True, initial="01"
    )
    first_identified_on = DayField(label=_("first identified"), required=True)
    planned_exit_year = CountField(
        label=_("planned exit year"), units=("年",), min_value=2014, max_value=2100
    )
    phone = PhoneField(label=pgettext_lazy("household", "telephone"))
    bank_name = PlainCharField(label=_("bank"), max_length=60, required=False)
    bank_account = forms.CharField(
        label=_("bank account"), max_length=40, required=False
    )
    bank_holder = forms.ChoiceField(label=_("account holder"), required=False)

    def __init__(
        self,
        *args: Any,
        today: dt.date,
        stored: Household | None = None,
        people: Mapping[UUID, Member] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.stored = today, stored
        self.fields["bank_holder"].choices = account_holder.choices(people or {})
        offer_codes(self, today)
        for name in ("phone", "bank_account"):
            self.fields[name].widget.attrs |= {
                "inputmode": "tel" if name == "phone" else "numeric",
                "autocomplete": "off",
            }
            if mask := getattr(stored, f"{name}_mask", ""):
                self.fields[name].help_text = _(
                    "Now %(mask)s; leave empty to keep it."
                ) % {"mask": mask}

    def clean_phone(self) -> str | None:
        return self._number("phone")

    def clean_bank_account(self) -> str | None:
        number = self._number("bank_account")
        return bank_accounts.read_bank_account(number) if number else number

    def _number(self, name: str) -> str | None:
        """The number; empty on a stored household keeps what is there."""
        return self.cleaned_data[name] or (None if self.stored else "")

    def clean_first_identified_on(self) -> dt.date:
        day = self.cleaned_data["first_identified_on"]
        if day > self.today:
            raise ValidationError(_("This day lies in the future."))
        if day < BEGINNING:
            raise ValidationError(
                _("Nobody was registered so long ago; check the year.")
            )
        return day

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in HOUSEHOLD_FIELDS}


def _text(name: str, **kwargs: Any) -> PlainCharField:
    field = HouseholdPeriod._meta.get_field(name)
    return PlainCharField(
        label=field.verbose_name,
        max_length=field.max_length,
        **{"required": False} | kwargs,
    )


def _code(name: str, list_name: str, **kwargs: Any) -> CodeField:
    return CodeField(
        list_name, label=HouseholdPeriod._meta.get_field(name).verbose_name, **kwargs
    )


def _yes_no(name: str) -> YesNoField:
    return YesNoField(label=HouseholdPeriod._meta.get_field(name).verbose_name)


def _figure(name: str, *units: str) -> FigureField:
    label = HouseholdPeriod._meta.get_field(name).verbose_name
    return FigureField(label=label, units=units)


def _yuan(name: str) -> YuanField:
    return YuanField(
        label=HouseholdPeriod._meta.get_field(name).verbose_name,
        required=False,
        most=MOST_INCOME_FEN,
        widget=amount_input(),
    )


@share_fields
class PeriodForm(forms.Form):
    """Sections 1 to 3, the part recorded anew each period.

    The names are those of `HouseholdPeriod`.
    """

    attr = _code("attr", "household_attr", required=True)
    main_cause = _code("main_cause", "cause", required=True)
    other_causes = CodesField(
        "cause", label=HouseholdPeriod._meta.get_field("other_causes").verbose_name
    )
    need = _text("need", required=True, widget=forms.Textarea(attrs={"rows": 2}))
    is_military_martyr = _yes_no("is_military_martyr")
    in_coop = _yes_no("in_coop")
    led_by_firm = _yes_no("led_by_firm")
    led_by_leader = _yes_no("led_by_leader")
    is_relocation = _yes_no("is_relocation")

    cultivated_mu = _figure("cultivated_mu", "亩")
    irrigated_mu = _figure("irrigated_mu", "亩")
    forest_mu = _figure("forest_mu", "亩")
    orchard_mu = _figure("orchard_mu", "亩")
    pasture_mu = _figure("pasture_mu", "亩")
    water_mu = _figure("water_mu", "亩")
    power_production = _yes_no("power_production")
    power_domestic = _yes_no("power_domestic")
    tv = _yes_no("tv")
    road_km = _figure("road_km", "公里", "千米")
    access_road = _code("access_road", "access_road")
    house_m2 = _figure("house_m2", "平方米", "平米", "㎡")
    house_structure = _code("house_structure", "house_structure")
    danger_level = _code("danger_level", "danger_level")
    toilet = _yes_no("toilet")
    fuel = _code("fuel", "fuel")
    water_safe = _yes_no("water_safe")
    food_assured = _yes_no("food_assured")
    clothing_assured = _yes_no("clothing_assured")

    wage_fen = _yuan("wage_fen")
    business_fen = _yuan("business_fen")
    property_dividend_fen = _yuan("property_dividend_fen")
    property_other_fen = _yuan("property_other_fen")
    tr_family_planning_fen = _yuan("tr_family_planning_fen")
    tr_dibao_fen = _yuan("tr_dibao_fen")
    tr_tekun_fen = _yuan("tr_tekun_fen")
    tr_pension_fen = _yuan("tr_pension_fen")
    tr_eco_fen = _yuan("tr_eco_fen")
    tr_other_fen = _yuan("tr_other_fen")
    cost_fen = _yuan("cost_fen")

    PRODUCTION = (
        "cultivated_mu",
        "irrigated_mu",
        "forest_mu",
        "orchard_mu",
        "pasture_mu",
        "water_mu",
        "power_production",
        "power_domestic",
        "tv",
        "road_km",
        "access_road",
        "in_coop",
        "led_by_firm",
        "led_by_leader",
    )
    LIVING = (
        "food_assured",
        "clothing_assured",
        "water_safe",
        "house_m2",
        "house_structure",
        "danger_level",
        "toilet",
        "fuel",
        "is_relocation",
        "is_military_martyr",
    )
    UNITS = {name: "亩" for name in PERIOD_RECORD if name.endswith("_mu")} | {
        "road_km": "公里",
        "house_m2": "㎡",
    }
    UNITS |= {name: "元" for name in PERIOD_RECORD if name.endswith("_fen")}

    def __init__(self, *args: Any, period: Period, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.period = period
        self.only = {"main_cause": lambda code: not _secondary(code)}
        offer_codes(self, period.window_end)

    def clean_other_causes(self) -> list[str]:
        causes = self.cleaned_data["other_causes"]
        if len(causes) > MOST_OTHER_CAUSES:
            raise ValidationError(_("Choose at most two other causes."))
        if self.cleaned_data.get("main_cause") in causes:
            raise ValidationError(_("The main cause need not be chosen again here."))
        return causes

    def clean(self) -> None:
        land, irrigated = (
            self.cleaned_data.get("cultivated_mu"),
            self.cleaned_data.get("irrigated_mu"),
        )
        if land is not None and irrigated is not None and irrigated > land:
            self.add_error(
                "irrigated_mu",
                _("There cannot be more irrigated land than cultivated land."),
            )

    def values(self) -> dict[str, Any]:
        """What is known so far; the whole record once the form is valid."""
        return {
            name: self.cleaned_data[name]
            for name in PERIOD_RECORD
            if name in self.cleaned_data
        }


def _secondary(code: str) -> bool:
    item = codelists.item("cause", code)
    return bool(item and item.attributes.get("secondary"))


def mark_last_year(form: forms.Form, previous: dict[str, Any]) -> None:
    """Say beside a field what last year's sheet had, where it is something else."""
    for name, field in form.fields.items():
        if name not in previous:
            continue
        now = form.get_initial_for_field(field, name)
        if previous[name] != now and previous[name] not in (None, "", []):
            form[name].help_text = _("Last year: %(value)s") % {
                "value": in_words(name, previous[name])
            }
