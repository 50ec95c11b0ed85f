from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Commands and checks that span all apps."""

    name = "config"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers the system checks
