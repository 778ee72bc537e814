"""The application of the face."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers web."""

    name = "omzien.web"
    label = "web"
