"""The application of this room."""

from importlib import import_module

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Registers ground.access, and at the start the scopes of the school's own objects."""

    name = "omzien.ground.access"
    label = "access"

    def ready(self) -> None:
        """Register the scopes once the models exist."""
        import_module("omzien.ground.access.school")
        import_module("omzien.ground.access.vaults")
