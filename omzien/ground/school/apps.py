"""The application of this room."""

from importlib import import_module

from django.apps import AppConfig


class SchoolConfig(AppConfig):
    """Registers ground.school, and at the start its jobs."""

    name = "omzien.ground.school"
    label = "school"

    def ready(self) -> None:
        """Register the jobs once the models exist."""
        import_module("omzien.ground.school.guessing")
        import_module("omzien.ground.school.imports.loads")
