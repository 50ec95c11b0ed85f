"""A posting, its entry and its account are of one document: the fund for one purpose is never used for another.

The keys compare two columns, which Django's foreign keys cannot.
"""

from django.db import migrations

KEYS = {
    "posting_entry_same_fund": ("entry_id", "funds_entry"),
    "posting_account_same_fund": ("account_id", "funds_account"),
}


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]
    operations = [
        migrations.RunSQL(
            f"ALTER TABLE funds_posting ADD CONSTRAINT {name} "
            f"FOREIGN KEY ({column}, document_id) REFERENCES {table} (id, document_id)",
            f"ALTER TABLE funds_posting DROP CONSTRAINT {name}",
        )
        for name, (column, table) in KEYS.items()
    ]
