from django.db import migrations


class Migration(migrations.Migration):
    """knox's own table stays empty beside ApiToken, and its foreign key would hinder a flush."""

    dependencies = [
        ("accounts", "0002_sessions_and_tokens"),
        ("knox", "0009_extend_authtoken_field"),
    ]

    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS knox_authtoken", migrations.RunSQL.noop)
    ]
