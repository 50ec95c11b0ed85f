from django.db import models


class Counter(models.Model):
    """The last business number given out under one prefix, county and year."""

    scope = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.scope} {self.last}"
