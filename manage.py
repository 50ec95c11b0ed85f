#!/usr/bin/env python3
"""The front door of every command; brings its own database and broker when none is named."""

import os
import sys

# Commands that only look at the code and must work without any server.
NO_SERVICES = {
    "help",
    "version",
    "--help",
    "--version",
    "collectstatic",
    "makemessages",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Commands may take longer than a page is allowed to.
    os.environ.setdefault("DB_STATEMENT_TIMEOUT", "0")
    if sys.argv[1:] and sys.argv[1] not in NO_SERVICES:
        from config.local import services
        from config.local.state import LocalError

        try:
            services.ensure()
        except LocalError as error:
            sys.exit(str(error))
    else:
        os.environ.setdefault("LIKA_LOCAL", "1")
        os.environ.setdefault("DATABASE_URL", "postgres://none@127.0.0.1:1/none")
        os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
