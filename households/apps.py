from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"

    def ready(self) -> None:
        from households import ledgers  # noqa: F401  declares the ledgers of the registry
