"""Give out business numbers from a counter row for each prefix, county and year.

Not from a database sequence: that one leaves gaps and knows no county.
"""

import datetime as dt

from django.db import connection

from core.scope import COUNTY, at_level


def next_number(*, prefix: str, region_code: str, on: dt.date) -> str:
    """The next number, like `TC-360726-2026-000123`.

    The counter row stays locked until the surrounding transaction ends.
    """
    return next_numbers(prefix=prefix, region_code=region_code, on=on, count=1)[0]


def next_numbers(
    *, prefix: str, region_code: str, on: dt.date, count: int
) -> list[str]:
    """`count` consecutive numbers at once, for batches."""
    # Of a village too the number names its county: numbers run through the county.
    county = at_level(region_code, COUNTY)[:6]
    scope = f"{prefix}-{county}-{on.year}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_counter (scope, last) VALUES (%s, %s) "
            "ON CONFLICT (scope) DO UPDATE"
            " SET last = core_counter.last + EXCLUDED.last RETURNING last",
            [scope, count],
        )
        last = cursor.fetchone()[0]
    return [f"{scope}-{number:06d}" for number in range(last - count + 1, last + 1)]
