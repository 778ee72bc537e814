"""Every address: Dutch paths, English names."""

from django.urls import include, path

from omzien.web import errors

urlpatterns = [
    path("", include("omzien.web.urls")),
    path("", include("omzien.web.accounts.urls")),
    path("", include("omzien.web.people.urls")),
    path("kluis/", include("omzien.web.vault.urls")),
    path("", include("omzien.chapters.guide.urls")),
    path("", include("omzien.chapters.reports.urls")),
    path("", include("omzien.chapters.approach.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
