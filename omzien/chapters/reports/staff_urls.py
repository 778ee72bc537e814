"""Addresses for colleagues."""

from django.urls import URLPattern, path

from . import staff_views as views
from .confidential.urls import confidential_urls

staff_urls: list[URLPattern] = [
    path("vertellen/", views.tell_page, name="tell"),
    path("mijn-meldingen/", views.own_reports_page, name="own_reports"),
    path("mijn-meldingen/<uuid:pk>/", views.own_report_page, name="own_report"),
    path("meldingen/", views.inbox_page, name="inbox"),
    path("meldingen/<uuid:pk>/", views.report_page, name="report"),
    path("meldingen/<uuid:pk>/naam/<uuid:mention>/", views.mention_page, name="mention"),
    path("meldingen/<uuid:pk>/naam/<uuid:mention>/ja/", views.confirm_mention, name="confirm_mention"),
    path("meldingen/<uuid:pk>/naam/<uuid:mention>/nee/", views.refute_mention, name="refute_mention"),
    *confidential_urls,
]
