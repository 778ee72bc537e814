"""The application of this chapter."""

from django.apps import AppConfig


class GuideConfig(AppConfig):
    """Registers chapters.guide."""

    name = "omzien.chapters.guide"
    label = "guide"
