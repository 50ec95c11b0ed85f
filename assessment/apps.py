from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"

    def ready(self) -> None:
        from assessment import checks, recheck, sections, workflow  # noqa: F401  checks and recheck register themselves

        sections.register()
        workflow.register()
