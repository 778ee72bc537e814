"""The application of this room."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Registers ground.journal."""

    name = "omzien.ground.journal"
    label = "journal"
