"""The application of this chapter."""

from importlib import import_module

from django.apps import AppConfig


class ApproachConfig(AppConfig):
    """Registers chapters.approach, and at the start what it adds to lower rooms: relations and jobs."""

    name = "omzien.chapters.approach"
    label = "approach"

    def ready(self) -> None:
        """Register relations and jobs once the models exist."""
        import_module("omzien.chapters.approach.access")
        import_module("omzien.chapters.approach.jobs")
