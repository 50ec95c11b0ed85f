from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"

    def ready(self) -> None:
        from assessment import checks, sections, workflow  # noqa: F401  checks registers itself

        sections.register()
        workflow.register()
