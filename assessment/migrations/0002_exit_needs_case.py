from django.db import migrations

from assessment.triggers import EXIT_NEEDS_CASE, EXIT_NEEDS_CASE_REVERSE


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0001_initial"),
        ("core", "0002_initial"),
        ("households", "0001_initial"),
    ]
    operations = [migrations.RunSQL(EXIT_NEEDS_CASE, EXIT_NEEDS_CASE_REVERSE)]
