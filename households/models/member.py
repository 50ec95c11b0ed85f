from __future__ import annotations

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Left, Replace
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ids import uuid7
from core.scope import ScopedModel
from households.models.household import Household
from households.models.recorded_triggers import NAME_TO_HOUSEHOLD
from households.ngrams import CountyBeginnings, CountyNgrams
from households.querysets import MemberQuerySet


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    model_name="MemberHistory",
    exclude=["name_sounds"],
)
class Member(ScopedModel):
    """A person of a registered household.

    They leave with a date and a reason, and are never deleted.
    """

    class State(models.TextChoices):
        """Registry codes AAB015, in words."""

        NORMAL = "normal", _("normal")
        DEAD = "dead", _("died")
        MOVED_OUT = "moved_out", _("moved out")
        MOVED_IN = "moved_in", _("moved in")
        REDUCED = "reduced", _("left")
        DELETED = "deleted", _("entered by mistake")
        REMOVED = "removed", _("removed as registered by mistake")

    class Sex(models.TextChoices):
        MALE = "1", _("male")
        FEMALE = "2", _("female")

    COUNTED = (State.NORMAL, State.MOVED_IN)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    person_no = models.CharField(
        _("person number"), max_length=32, unique=True, editable=False
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50)
    name_pinyin = models.CharField(max_length=120, blank=True)
    name_initials = models.CharField(max_length=20, blank=True)
    # Only for the search, made of the name: its history is that of the name.
    name_sounds = models.TextField(
        blank=True,
        db_default="",
        help_text="Every further reading, each after a blank.",
    )
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    born_on = models.DateField(_("date of birth"))
    ethnicity = models.CharField(_("ethnicity"), max_length=4, default="01")
    id_type = models.CharField(_("kind of document"), max_length=4, default="01")
    # Empty for those without a document yet, as the new-born; NULL is never a duplicate.
    id_no_sealed = models.TextField(blank=True)
    id_no_index = models.BinaryField(
        max_length=16, null=True, help_text="Keyed hash of the first 18 characters."
    )
    id_tail_index = models.BinaryField(
        max_length=16, null=True, help_text="Keyed hash of county and last four."
    )
    id_no_mask = models.CharField(_("document number"), max_length=22, blank=True)
    state = models.CharField(
        _("state of the person"), max_length=10, choices=State, default=State.NORMAL
    )
    joined_on = models.DateField(_("joined"))
    joined_reason = models.CharField(_("reason for joining"), max_length=4, blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)
    left_reason = models.CharField(_("reason for leaving"), max_length=4, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        ordering = ("household", "position", "id")
        indexes = [
            models.Index(fields=["household"], name="member_household"),
            models.Index(fields=["region_code", "id"], name="member_place"),
            models.Index(fields=["id_no_index"], name="member_id_no"),
            models.Index(fields=["id_tail_index"], name="member_id_tail"),
            # Search: each begins with the county, so that a common name is a short list.
            GinIndex(CountyNgrams("region_code", "name"), name="member_name_ngrams"),
            models.Index(
                OpClass(Left("region_code", 6), name="text_ops"),
                OpClass("name_initials", name="varchar_pattern_ops"),
                name="member_county_initials",
            ),
            models.Index(
                OpClass(Left("region_code", 6), name="text_ops"),
                OpClass(Replace("name_pinyin", Value(" ")), name="text_pattern_ops"),
                name="member_county_pinyin",
            ),
            GinIndex(
                CountyBeginnings("region_code", "name_sounds"),
                name="member_further_sounds",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_no_index"],
                condition=Q(state__in=["normal", "moved_in"]),
                name="member_id_no_once_among_active",
                violation_error_message=_(
                    "This number has to be checked by the county office."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["normal", "moved_in"], left_on=None)
                | (
                    ~Q(state__in=["normal", "moved_in"])
                    & Q(left_on__isnull=False)
                    & ~Q(left_reason="")
                ),
                name="member_left_with_date_and_reason",
                violation_error_message=_("Choose why the person has left."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="member_has_name"),
        ]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="number_fixed", operation=pgtrigger.UpdateOf("person_no")
            ),
            NAME_TO_HOUSEHOLD,
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="MemberPeriodHistory"
)
class MemberPeriod(ScopedModel):
    """What was recorded of a person in one period.

    Blank means not filled in, which is not «no».
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="periods")
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="member_periods"
    )
    period = models.CharField(_("period"), max_length=6)
    relation = models.CharField(_("relation to head"), max_length=4)
    political = models.CharField(_("political status"), max_length=4, blank=True)
    education = models.CharField(_("education"), max_length=4, blank=True)
    schooling = models.CharField(_("in school"), max_length=4, blank=True)
    dropout_reason = models.CharField(
        _("reason for not attending"), max_length=4, blank=True
    )
    health = ArrayField(
        models.CharField(max_length=4),
        verbose_name=_("health"),
        default=list,
        blank=True,
    )
    labour = models.CharField(_("labour capacity"), max_length=4, blank=True)
    work_area = models.CharField(_("where working"), max_length=4, blank=True)
    work_months = models.PositiveSmallIntegerField(
        _("months worked"), null=True, blank=True
    )
    employer = models.CharField(_("employer"), max_length=80, blank=True)
    has_dibao = models.BooleanField(
        _("minimum living allowance"), null=True, blank=True
    )
    has_tekun = models.BooleanField(
        _("support for the extremely poor"), null=True, blank=True
    )
    med_resident = models.BooleanField(
        _("residents' medical insurance"), null=True, blank=True
    )
    med_employee = models.BooleanField(
        _("employees' medical insurance"), null=True, blank=True
    )
    med_critical = models.BooleanField(
        _("critical illness insurance"), null=True, blank=True
    )
    pension_resident = models.BooleanField(
        _("residents' pension"), null=True, blank=True
    )
    pension_employee = models.BooleanField(
        _("employees' pension"), null=True, blank=True
    )
    is_soldier = models.BooleanField(_("in active service"), null=True, blank=True)

    class Meta:
        verbose_name = _("member's period")
        indexes = [
            models.Index(fields=["household", "period"], name="memberperiod_household")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "period"], name="memberperiod_once"
            ),
            models.UniqueConstraint(
                fields=["household", "period"],
                condition=Q(relation="01"),
                name="memberperiod_one_head",
                violation_error_message=_(
                    "A household has one head; choose “head” for one person."
                ),
            ),
            models.CheckConstraint(
                condition=Q(work_months=None) | Q(work_months__lte=12),
                name="memberperiod_work_months",
            ),
        ]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.member_id} {self.period}"
