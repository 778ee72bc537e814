"""The application of this room."""

from importlib import import_module

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Registers ground.journal, and at the start its jobs."""

    name = "omzien.ground.journal"
    label = "journal"

    def ready(self) -> None:
        """Register the jobs once the models exist."""
        import_module("omzien.ground.journal.jobs")
