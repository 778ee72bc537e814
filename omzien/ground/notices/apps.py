"""The application of this room."""

from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers ground.notices, and at the start its scope and its job."""

    name = "omzien.ground.notices"
    label = "notices"

    def ready(self) -> None:
        """Register the scope and the job once the models exist."""
        import_module("omzien.ground.notices.access")
        import_module("omzien.ground.notices.outbox")
