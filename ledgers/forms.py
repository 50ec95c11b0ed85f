"""What a person chooses before a ledger is shown or written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import codelists
from core.actors import Actor
from villages.fields import PlaceField, no_place


class ScopeForm(forms.Form):
    """The region of a ledger; empty means the widest place of the person."""

    region = PlaceField(label=_("Region"), required=False)

    def __init__(
        self, *args: Any, user: Actor, permission: str, default: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.permission, self.default = user, permission, default
        self.fields["region"].for_person(user)

    def clean_region(self) -> str:
        """A place of the person's; of others nothing is said, not even that they are."""
        region = self.cleaned_data["region"] or self.default
        if not self.user.can(self.permission, region):
            raise ValidationError(no_place(self.data.get("region", "")), code="place")
        return region


class PurposeForm(forms.Form):
    """Whether full numbers are written, and for which purpose."""

    full = forms.BooleanField(
        label=_("With full numbers of documents, telephones and accounts"),
        required=False,
    )
    purpose = forms.CharField(
        label=_("Purpose (recorded)"), required=False, max_length=200
    )


class YearField(forms.IntegerField):
    """The year of a ledger, from the first that was collected to the present one.

    `ahead` more years may be asked for where plans are kept. Of any other year a file
    would say nothing, or would be taken for one of everything.
    """

    def __init__(self, *, ahead: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ahead = ahead

    def clean(self, value: Any) -> int | None:
        year = super().clean(value)
        first = min(item.code for item in codelists.every_item("period"))[:4]
        last = timezone.localdate().year + self.ahead
        if year is not None and not int(first) <= year <= last:
            raise ValidationError(
                gettext("There is no ledger of %(year)s; choose %(first)s to %(last)s.")
                % {"year": year, "first": first, "last": last}
            )
        return year

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        return super().widget_attrs(widget) | {
            "placeholder": str(timezone.localdate().year)
        }


def chosen_filters(form: Any) -> dict[str, Any]:
    """The filters of a ledger's form that were filled in; those with a mistake are not.

    `form` is None for a ledger without filters.
    """
    if form is None:
        return {}
    form.is_valid()
    return {
        name: value
        for name, value in form.cleaned_data.items()
        if value not in (None, "", [])
    }
