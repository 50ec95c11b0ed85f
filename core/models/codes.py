import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CodeQuerySet(models.QuerySet):
    def in_list(self, name: str) -> "CodeQuerySet":
        """The items of one list in their official order."""
        return self.filter(list_name=name).order_by("position", "code")

    def valid_on(self, day: dt.date) -> "CodeQuerySet":
        """Items in force on `day`; labels change by era."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))


class CodeItem(models.Model):
    """One code of one official list with its label in one era."""

    list_name = models.CharField(_("list"), max_length=40)
    code = models.CharField(_("code"), max_length=40)
    label = models.CharField(_("label"), max_length=100)
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    aliases = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    attributes = models.JSONField(default=dict, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code")
        ordering = ("list_name", "position", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["list_name", "code", "valid_from"],
                name="code_once_per_era",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.list_name} {self.code} {self.label}"
