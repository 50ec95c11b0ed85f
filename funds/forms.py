"""The forms of documents, allocations, reasons and payment batches."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import codelists
from core.actors import Actor
from core.forms.amounts import Amount, ReadsBack, doubt
from core.forms.fields import PlanDayField, YuanField
from core.forms.idempotency import SentOnceForm
from core.money import WAN
from core.refusals import REASON_LIMIT
from core.scope import COUNTY, at_level
from core.web.formats import wan, yuan
from funds import line_rules, permissions, purposes, rules, services
from funds.models import Allocation, FundDocument
from projects.models import Project, ProjectBeneficiary
from villages.models import Region


def _counties_of(user: Actor) -> list[str]:
    """Codes of the counties in which the person may register documents."""
    ranges = user.scope_ranges(permissions.REGISTER_DOCUMENT)
    return sorted({at_level(lo, COUNTY) for lo, _hi in ranges})


class DocumentForm(ReadsBack):
    """A fund document as it stands on paper; the amount in 10,000 yuan."""

    place = forms.ChoiceField(label=gettext_lazy("County"))
    number = forms.CharField(
        label=gettext_lazy("Fund document number"),
        max_length=60,
        help_text=gettext_lazy("As printed on the paper"),
    )
    title = forms.CharField(label=gettext_lazy("Name of the fund"), max_length=120)
    issued_on = PlanDayField(label=gettext_lazy("Issued on"))
    issuer = forms.CharField(label=gettext_lazy("Issued by"), max_length=80)
    level = forms.ChoiceField(label=gettext_lazy("Level of the fund"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of fund"))
    budget_line = forms.ChoiceField(label=gettext_lazy("Budget line"), required=False)
    amount_fen = YuanField(unit=WAN, least=1, label=gettext_lazy("Amount"))
    is_advance = forms.BooleanField(
        label=gettext_lazy("Issued in advance of the budget year"), required=False
    )
    tasks = forms.CharField(
        label=gettext_lazy("Tasks and remarks"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counties = _counties_of(user)
        names = Region.objects.names(counties)
        self.fields["place"].choices = [
            (code, names.get(code, code)) for code in counties
        ]
        self.fields["level"].choices = codelists.choices("fund_source")
        self.fields["kind"].choices = codelists.choices("fund_type")
        lines = [
            (code, f"{code} {label}")
            for code, label in codelists.choices("budget_line")
        ]
        self.fields["budget_line"].choices = [
            ("", gettext_lazy("please choose")),
            *lines,
        ]

    def doubts(self) -> list[str]:
        cleaned = self.cleaned_data
        known = FundDocument.objects.not_voided().filter(region_code=cleaned["place"])
        amounts = known.least_and_most()
        return doubt("document", cleaned["amount_fen"], amounts)

    def clean_issued_on(self) -> dt.date:
        if self.cleaned_data["issued_on"] > timezone.localdate():
            raise ValidationError(
                _("A document that has not been issued yet cannot be registered.")
            )
        return self.cleaned_data["issued_on"]


class AllocationForm(ReadsBack, SentOnceForm):
    """How much of a document goes to which project of the library."""

    project = forms.ModelChoiceField(
        label=gettext_lazy("Project of the library"),
        empty_label=gettext_lazy("please choose"),
        queryset=Project.objects.none(),
    )
    amount_fen = YuanField(
        unit=WAN, least=1, label=gettext_lazy("Amount (10,000 yuan)")
    )
    note = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=200)

    def __init__(
        self, *args: Any, user: Actor, document: FundDocument, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        projects = Project.objects.visible_to(user, permissions.ALLOCATE).in_region(
            document.region_code
        )
        self.fields["project"].queryset = projects.in_library().order_by(
            "region_code", "id"
        )
        self.source = purposes.source_of(document)

    def doubts(self) -> list[str]:
        budget = purposes.budget_fen(self.cleaned_data["project"], self.source)
        fen = self.cleaned_data["amount_fen"]
        # More than the budget is refused; a slip to the other side is not.
        return doubt("allocation", fen, [budget]) if fen < budget else []


MOST_DOUBTS = 20  # lines asked about on one page; of more, how many
TOTAL = "amount_total"


class ReasonForm(forms.Form):
    """Why something is voided, withdrawn, reversed or returned."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _allocation_label(allocation: Allocation) -> str:
    """The option of a select box: document number, allocated, left."""
    return _(
        "%(number)s · allocated %(amount)s × 10,000 yuan, "
        "%(left)s yuan left for payment"
    ) % {
        "number": allocation.document.number,
        "amount": wan(allocation.amount_fen, 4),
        "left": yuan(max(allocation.left_fen, 0)),
    }


class BatchForm(forms.Form):
    """Which subsidy, for which period, out of which allocation."""

    allocation = forms.ModelChoiceField(
        label=gettext_lazy("Out of"),
        empty_label=gettext_lazy("please choose"),
        queryset=Allocation.objects.none(),
    )
    programme = forms.ChoiceField(
        label=gettext_lazy("Subsidy"),
        help_text=gettext_lazy("Those that a project of this type pays"),
    )
    first_day = PlanDayField(label=gettext_lazy("Period from"))
    last_day = PlanDayField(label=gettext_lazy("Period until"))
    is_advance = forms.BooleanField(
        label=gettext_lazy("Pay in advance: the project has not been accepted yet"),
        required=False,
    )

    def __init__(
        self, *args: Any, project: Project, only_lists: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.only_lists = only_lists
        standing = project.allocations.standing().with_left()
        self.fields["allocation"].queryset = standing.select_related(
            "document", "project"
        )
        self.fields["allocation"].label_from_instance = _allocation_label
        self.fields["programme"].choices = purposes.subsidies_of(project)
        if project.state == project.State.ACCEPTED:
            del self.fields["is_advance"]

    def clean(self) -> dict[str, Any]:
        """Say what is wrong with the terms beside the field it is about."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        allocation, terms = cleaned["allocation"], self.terms()
        for words in rules.wrong_period(allocation, terms.covers):
            self.add_error("last_day", words)
        if not self.only_lists:
            for words in rules.unmarked_advance(allocation.project, terms):
                self.add_error("is_advance", words)
        return cleaned

    def terms(self) -> rules.Terms:
        """Subsidy and period, half open as the database keeps it."""
        cleaned = self.cleaned_data
        covers = (cleaned["first_day"], cleaned["last_day"] + dt.timedelta(days=1))
        advance = cleaned.get("is_advance", False)
        return rules.Terms(cleaned["programme"], covers, advance)


class AmountsForm(ReadsBack):
    """One amount in yuan for each household of the project.

    Empty or zero leaves a household out. Nothing is proposed for a household that
    cannot be paid now, or has been for the period; `terms` and `allocation` are None
    while they are not known.
    """

    def __init__(
        self,
        *args: Any,
        beneficiaries: list[ProjectBeneficiary],
        terms: rules.Terms | None = None,
        allocation: Allocation | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.beneficiaries, self.allocation = beneficiaries, allocation
        named = [row.household for row in beneficiaries]
        self.paid = services.paid_already(named, terms) if terms else {}
        for row in beneficiaries:
            proposed = None if self.why_not(row) else row.expected_fen or None
            box = YuanField(
                label=row.household.head_name, required=False, initial=proposed
            )
            self.fields[_box(row)] = box

    def why_not(self, row: ProjectBeneficiary) -> str:
        """Why this household is left out; empty when it can be paid."""
        unpayable = line_rules.unpayable(row.household)
        return unpayable or self.paid.get(row.household_id, "")

    def clean(self) -> dict[str, Any]:
        """Every line that cannot be paid, and what is asked for in all, at once."""
        cleaned = super().clean()
        for row in self.beneficiaries:
            if cleaned.get(_box(row)) and (why := self.why_not(row)):
                self.add_error(_box(row), why)
        if self.allocation:
            left = self.allocation.left_fen
            for words in rules.over_the_money(self.total_fen, left):
                self.add_error(None, words)
        return cleaned

    def amounts(self) -> list[Amount]:
        """What the whole list comes to: a list of hundreds is not read line by line."""
        total, count = self.total_fen, len(self.by_household())
        words = ngettext(
            "In all, for %(count)d household",
            "In all, for %(count)d households",
            count,
        )
        if not total:
            return []  # the verb says that nobody is paid
        return [Amount(words % {"count": count}, total, self._was_read(TOTAL, total))]

    def doubts(self) -> list[str]:
        """Lines far from what the project expects for the household."""
        found = [
            f"{row.household.head_name}：{words}"
            for row in self.beneficiaries
            if (fen := self.cleaned_data.get(_box(row)))
            for words in doubt("payment", fen, [row.expected_fen])
        ]
        return line_rules.first_of(found, MOST_DOUBTS)

    def rows(self) -> list[tuple[ProjectBeneficiary, forms.BoundField, str]]:
        """Household, box, and why it is left out."""
        return [(row, self[_box(row)], self.why_not(row)) for row in self.beneficiaries]

    @property
    def total_fen(self) -> int:
        """What all amounts come to, as typed or as proposed."""
        if self.is_bound:
            return sum(self.by_household().values())
        return sum(field.initial or 0 for field in self.fields.values())

    def by_household(self) -> dict[Any, int]:
        """Fen by household, of those that get something."""
        return {
            row.household_id: fen
            for row in self.beneficiaries
            if (fen := self.cleaned_data.get(_box(row)))
        }


def _box(row: ProjectBeneficiary) -> str:
    return f"amount_{row.household_id.hex}"
