"""The application of this room."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Registers ground.vault."""

    name = "omzien.ground.vault"
    label = "vault"
