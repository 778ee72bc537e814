"""The application of this chapter."""

from importlib import import_module

from django.apps import AppConfig


class ApproachConfig(AppConfig):
    """Registers chapters.approach, and at the start what it adds to lower rooms: relations, jobs and panels."""

    name = "omzien.chapters.approach"
    label = "approach"

    def ready(self) -> None:
        """Register relations, jobs and panels once the models exist."""
        import_module("omzien.chapters.approach.access")
        import_module("omzien.chapters.approach.jobs")
        import_module("omzien.chapters.approach.keeping")
        import_module("omzien.chapters.approach.jobs_triage")
        import_module("omzien.chapters.approach.panels")
