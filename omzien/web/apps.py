"""The application of the face."""

from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers web, and at the start what the clock does about accounts."""

    name = "omzien.web"
    label = "web"

    def ready(self) -> None:
        """Register the jobs once the models exist."""
        import_module("omzien.web.accounts.jobs")
        import_module("omzien.web.accounts.sessions")
