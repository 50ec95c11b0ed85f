from django.db import migrations

from assessment.triggers import SIGNER_OF_HOUSEHOLD, SIGNER_OF_HOUSEHOLD_REVERSE


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0003_verdict_stands_until"),
        ("core", "0002_initial"),
        ("households", "0001_initial"),
    ]
    operations = [migrations.RunSQL(SIGNER_OF_HOUSEHOLD, SIGNER_OF_HOUSEHOLD_REVERSE)]
