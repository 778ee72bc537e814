"""The application of this room."""

from importlib import import_module

from django.apps import AppConfig

from omzien.ground.vault.ring import index_key


class VaultConfig(AppConfig):
    """Registers ground.vault, and gives the journal the key by which its chains are sealed."""

    name = "omzien.ground.vault"
    label = "vault"

    def ready(self) -> None:
        """Seal the journal with the ring's own key, and keep what advisers do with their vaults out of the school's."""
        chain = import_module("omzien.ground.journal.chain")
        chain.sealed_by(index_key)
        chain.confide("vault.AdviserKey", "vault.Wrap")
