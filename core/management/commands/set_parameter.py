"""`manage.py set_parameter`: puts a county's figure in force; two people are named."""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from psycopg2.extras import DateRange

from core.policy.parameters import set_parameter
from core.refusals import Refused


class Command(BaseCommand):
    help = "Set a figure that the policy leaves to the county: maker and checker are two people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key")
        parser.add_argument("value")
        parser.add_argument(
            "--region", required=True, help="12-digit code of the jurisdiction."
        )
        parser.add_argument(
            "--from", dest="start", required=True, type=dt.date.fromisoformat
        )
        parser.add_argument(
            "--until",
            type=dt.date.fromisoformat,
            help="First day on which it no longer holds.",
        )
        parser.add_argument(
            "--document", required=True, help="The document that sets the figure."
        )
        parser.add_argument("--by", required=True, help="Account of who sets it.")
        parser.add_argument(
            "--approved-by", required=True, help="Account of who approves it."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        people = get_user_model().objects
        try:
            row = set_parameter(
                key=options["key"],
                region_code=options["region"],
                value=options["value"],
                period=DateRange(options["start"], options["until"]),
                document=options["document"],
                by=people.get(username=options["by"]),
                approved_by=people.get(username=options["approved_by"]),
            )
        except people.model.DoesNotExist as error:
            raise CommandError(
                "No such account; see --by and --approved-by."
            ) from error
        except (Refused, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{row.region_code} {row.key} = {row.value}")
