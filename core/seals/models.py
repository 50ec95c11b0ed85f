"""What is kept to notice an alteration: notes of lawful writes, and sealed digests."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SealNote(models.Model):
    """Rows that a statement has written, and in which role; made by triggers only."""

    id = models.BigAutoField(primary_key=True)
    table_name = models.CharField(max_length=63)
    rows = ArrayField(models.TextField())
    writer = models.CharField(max_length=63)
    at = models.DateTimeField(db_default=models.functions.Now())

    def __str__(self) -> str:
        return f"{self.table_name} by {self.writer}"


class Seal(models.Model):
    """The keyed digests of one row: of the whole, and four bytes of each field."""

    pk = models.CompositePrimaryKey("table_name", "row_id")
    table_name = models.CharField(max_length=63)
    row_id = models.TextField()
    whole = models.BinaryField()
    fields = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id}"


class SealHead(models.Model):
    """How many rows of a table are sealed and what their digests add up to, sealed too.

    Without it a row could be removed together with its seal.
    """

    table_name = models.CharField(max_length=63, primary_key=True)
    columns = ArrayField(models.CharField(max_length=63))
    count = models.BigIntegerField()
    total = models.CharField(max_length=40)
    batch = models.BigIntegerField(help_text="Rises with each sealed batch.")
    mac = models.BinaryField()
    sealed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.table_name} {self.count}"
