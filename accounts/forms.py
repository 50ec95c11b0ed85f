"""Forms of signing in, one's own account, people and their roles."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import passwords
from accounts.models import User
from accounts.passwords import LONGEST, ProfileValidator
from accounts.permissions import MANAGE_PEOPLE
from accounts.roles import ROLES
from core.forms.fields import PhoneField, PlainCharField, PlanDayField
from core.scope import valid_region_code
from villages.models import Region
from villages.picker import code_of


def is_a_name(text: str) -> None:
    """Letters of any script, also rare characters that Python's tables do not know yet."""
    if any(
        sign not in " .·'-" and unicodedata.category(sign)[0] not in "LMNC"
        for sign in text
    ):
        raise ValidationError(_("Enter the name in letters, without signs."))


NOT_RIGHT = _(
    "The account or the password is not right. "
    "After five wrong tries you wait 15 minutes."
)


class SignInForm(AuthenticationForm):
    """Account and password; one answer for an unknown account and a wrong password."""

    # One sentence for both: the answer must not tell which accounts exist.
    error_messages = {"invalid_login": NOT_RIGHT, "inactive": NOT_RIGHT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Telephones begin a field with a capital letter.
        self.fields["username"].widget.attrs |= {
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        # Hashing costs by length; a whole book would keep a worker busy.
        self.fields["password"].validators.append(MaxLengthValidator(LONGEST))

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip().lower()

    def confirm_login_allowed(self, user: User) -> None:
        """A password given by another person opens nothing once its days are over."""
        super().confirm_login_allowed(user)
        # Said only to who knows the password: it gives away nothing about accounts.
        if passwords.is_lapsed(user, timezone.now()):
            words = _(
                "This password was given to you and not used in time; "
                "ask the account administrator for a new one."
            )
            raise ValidationError(words, code="lapsed")


class OwnPasswordForm(forms.Form):
    """The present password, and the new one twice."""

    present = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new"].help_text = ProfileValidator().get_help_text()

    def clean_present(self) -> str:
        if not self.user.check_password(self.cleaned_data["present"]):
            raise ValidationError(_("The present password is not right."))
        return self.cleaned_data["present"]

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"], self.user)
        return self.cleaned_data["new"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if "new" in values and "again" in values and values["new"] != values["again"]:
            self.add_error("again", _("The two new passwords differ; type them again."))
        return values


class TokenForm(forms.Form):
    name = PlainCharField(
        label=_("What it is for"),
        max_length=60,
        help_text=_("For example: the county's data exchange."),
    )


class SearchForm(forms.Form):
    """The conditions of the list of people."""

    q = forms.CharField(
        label=_("Account, name or organisation"), max_length=60, required=False
    )
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        choices=[("", _("All"))] + [(role.slug, role.name) for role in ROLES],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("in_use", _("In use")),
            ("off", _("Switched off")),
            ("idle", _("No role today")),
        ],
    )


class PostForm(forms.Form):
    """A role in a place, and why."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose"))] + [(role.slug, role.name) for role in ROLES],
    )
    region_code = forms.CharField(
        label=_("Place"),
        max_length=60,
        help_text=_("Type part of the name, or the 12-digit code."),
    )
    note = PlainCharField(label=_("Reason or document"), max_length=200, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_region_code(self) -> str:
        """A code, or a name that only one place has in which `by` gives roles."""
        code, problem = code_of(
            self.by,
            self.cleaned_data["region_code"],
            {"scope": "1", "permission": MANAGE_PEOPLE},
        )
        if problem:
            raise ValidationError(problem)
        return code

    def places_url(self) -> str:
        """The search for places in which the one who asks may give roles."""
        return reverse(
            "villages:search", query={"scope": "1", "permission": MANAGE_PEOPLE}
        )

    def place_name(self) -> str:
        """The name of the place chosen so far, for the place box."""
        code = self["region_code"].value() or ""
        return (
            Region.objects.names([code]).get(code, "")
            if valid_region_code.regex.match(code)
            else ""
        )


class GrantForm(PostForm):
    """A role, a place and a period."""

    valid_from = PlanDayField(label=_("From"))
    valid_to = PlanDayField(
        label=_("Until"),
        required=False,
        help_text=_("The first day on which it no longer holds; empty: open."),
    )
    field_order = ("role", "region_code", "valid_from", "valid_to", "note")


class PersonForm(PostForm):
    """A new person with the first role."""

    username = forms.RegexField(
        r"^[A-Za-z0-9_.-]{3,60}\Z",
        label=_("Account"),
        max_length=60,
        help_text=_(
            "Small letters and digits, for example the pinyin of the name and a number."
        ),
        error_messages={
            "invalid": _("Use at least three letters, digits, dots or dashes.")
        },
    )
    name = PlainCharField(label=_("Full name"), max_length=50, validators=[is_a_name])
    organisation = PlainCharField(
        label=_("Organisation"), max_length=100, required=False
    )
    phone = PhoneField(office=True, label=_("Office telephone"))
    field_order = (
        "username",
        "name",
        "organisation",
        "phone",
        "role",
        "region_code",
        "note",
    )


class HandOverForm(forms.Form):
    """Why the work goes to another person."""

    note = PlainCharField(label=_("Reason or document"), max_length=200, required=False)


class AccountForm(forms.Form):
    """The exact account of a person who works elsewhere."""

    # Exact, no search: an administrator need not see who works in other counties.

    account = forms.CharField(label=_("Account"), max_length=60)

    def clean_account(self) -> User:
        user = (
            User.objects.in_use()
            .filter(username=self.cleaned_data["account"].strip().lower())
            .first()
        )
        if user is None:
            raise ValidationError(
                _(
                    "There is no such account in use; ask the person for the exact account."
                )
            )
        return user
