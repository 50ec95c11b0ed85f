"""No tables: a ledger is a declaration, an export is a job and a file. Only the right to export is ours."""

from django.db import models


class ExportRight(models.Model):
    """Carries the permission; it has no rows."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [("export_ledger", "Can export ledgers as Excel files")]

    def __str__(self) -> str:
        return "export"
