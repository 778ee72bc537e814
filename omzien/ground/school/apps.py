"""The application of this room."""

from django.apps import AppConfig


class SchoolConfig(AppConfig):
    """Registers ground.school."""

    name = "omzien.ground.school"
    label = "school"
