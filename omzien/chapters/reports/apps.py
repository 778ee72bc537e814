"""The application of this chapter."""

from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers chapters.reports, and at the start what it adds to lower rooms: relations and jobs."""

    name = "omzien.chapters.reports"
    label = "reports"

    def ready(self) -> None:
        """Register relations and jobs once the models exist; advisers' events stand in a chain of their own."""
        import_module("omzien.chapters.reports.access")
        import_module("omzien.chapters.reports.confidential.access")
        import_module("omzien.chapters.reports.jobs")
        chain = import_module("omzien.ground.journal.chain")
        chain.confide("reports.ConfidentialFile", "reports.ConfidentialNote", "reports.Disclosure")
        import_module("omzien.ground.vault.vaults").personal("reports.ConfidentialSource")
