"""What Django cannot say: allowed keys of cells, and the gate before every event of a case."""

from django.db import migrations

from publicity import triggers

# The list stands here in full: a column added to `publicity.columns` needs a migration that adds it here too.
KEYS = (
    "village",
    "group",
    "head_name",
    "member_count",
    "measure",
    "quantity",
    "standard",
    "amount",
    "project_name",
    "site",
    "content",
    "fund_source",
    "document",
    "duration",
    "unit",
    "effect",
    "result",
    "population",
    "remaining",
    "incidence",
)
ALLOWED = "ARRAY[" + ", ".join(f"'{key}'" for key in KEYS) + "]"
NUMBERS = r"(?<!\d)(\d{15,20}|\d{17}[Xx]|1[3-9]\d{9})(?!\d)"


def guard(table: str) -> str:
    return f"""
ALTER TABLE {table}
  ADD CONSTRAINT notice_public_columns_only
    CHECK (jsonb_typeof(cells) = 'object' AND cells - {ALLOWED} = '{{}}'::jsonb),
  ADD CONSTRAINT notice_row_without_numbers CHECK (cells::text !~ '{NUMBERS}');
"""


def unguard(table: str) -> str:
    return f"""
ALTER TABLE {table} DROP CONSTRAINT notice_public_columns_only, DROP CONSTRAINT notice_row_without_numbers;
"""


class Migration(migrations.Migration):
    dependencies = [("publicity", "0001_initial"), ("core", "0002_initial")]

    operations = [
        migrations.RunSQL(guard("publicity_noticerow"), unguard("publicity_noticerow")),
        migrations.RunSQL(guard("publicity_publicrow"), unguard("publicity_publicrow")),
        migrations.RunSQL(
            "ALTER TABLE publicity_publicrow ADD CONSTRAINT notice_public_name_masked "
            "CHECK (COALESCE(cells ->> 'head_name', '') IN ('') OR cells ->> 'head_name' LIKE '%*%')",
            "ALTER TABLE publicity_publicrow DROP CONSTRAINT notice_public_name_masked",
        ),
        migrations.RunSQL(triggers.FUNCTIONS, triggers.FUNCTIONS_REVERSE),
    ]
