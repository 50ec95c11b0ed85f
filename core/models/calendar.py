from django.db import models
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """A day that is not what its weekday says: a rest day in the week, or a worked weekend."""

    day = models.DateField(_("day"), primary_key=True)
    is_workday = models.BooleanField(_("worked"))
    name = models.CharField(_("name"), max_length=40)
    source = models.CharField(_("source"), max_length=100)

    class Meta:
        verbose_name = _("holiday")
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
