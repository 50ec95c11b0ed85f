"""No tables: a ledger is a declaration, an export is a job and a file.

The one model carries the permission to export.
"""

from django.db import models


class ExportRight(models.Model):
    """Carries the permission; it has no rows."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [("export_ledger", "Can export ledgers as Excel files")]

    def __str__(self) -> str:
        return "export"
