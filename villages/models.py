"""The tree of regions, and what is known of each village."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.scope import RegionCodeField, ScopedModel
from villages.ngrams import NameNgrams
from villages.querysets import RegionQuerySet, VillageQuerySet


class Region(models.Model):
    """A place of the national statistical division in one period of its existence."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("province")
        PREFECTURE = 2, _("prefecture")
        COUNTY = 3, _("county")
        TOWNSHIP = 4, _("township")
        VILLAGE = 5, _("village")

    # Not unique: a code may end and begin again as another place.
    code = RegionCodeField()
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=60)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    parent_code = RegionCodeField(blank=True)
    pinyin = models.CharField(max_length=200, blank=True)
    initials = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        ordering = ("code",)
        indexes = [
            models.Index(fields=["parent_code", "code"], name="region_parent"),
            models.Index(
                fields=["initials"],
                name="region_initials",
                opclasses=["text_pattern_ops"],
            ),
            models.Index(
                fields=["pinyin"], name="region_pinyin", opclasses=["text_pattern_ops"]
            ),
            GinIndex(NameNgrams("name"), name="region_name_grams"),
            models.Index(
                fields=["short_name"],
                name="region_short_name",
                opclasses=["text_pattern_ops"],
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_to=None),
                name="region_code_valid_once",
            ),
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="region_code_from_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
                name="region_period_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("villages:region-detail", args=[self.code])

    def end(self, *, on: dt.date, heir: Region) -> None:
        """The place stops existing on a day and another one takes over."""
        self.valid_to, self.successor = on, heir
        self.save(update_fields=["valid_to", "successor"])


class RegionLoad(models.Model):
    """One list of regions that was loaded: which file, for which day, and what it changed."""

    source = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    as_of = models.DateField(_("list of"))
    province = models.CharField(_("province"), max_length=2, blank=True)
    counts = models.JSONField(default=dict)
    loaded_at = models.DateTimeField(_("loaded"), db_default=models.functions.Now())

    class Meta:
        verbose_name = _("load of regions")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.source} {self.as_of}"


class Village(ScopedModel):
    """A village under assistance: its kind by the poverty programme and who to call."""

    class Kind(models.TextChoices):
        DEEP_POOR = "deep_poor", _("deeply poor village")
        POOR = "poor", _("poor village")
        NON_POOR = "non_poor", _("non-poor village")

    region_code = RegionCodeField(unique=True)
    kind = models.CharField(
        _("kind of village"), max_length=10, choices=Kind, default=Kind.NON_POOR
    )
    rural_population = models.PositiveIntegerField(
        _("rural registered population"), default=0
    )
    phone = models.CharField(_("office telephone"), max_length=20, blank=True)

    objects = VillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("village")
        ordering = ("region_code",)

    def __str__(self) -> str:
        return self.region_code

    def get_absolute_url(self) -> str:
        return reverse("villages:detail", args=[self.region_code])
