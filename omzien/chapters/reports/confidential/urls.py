"""Addresses of an adviser's files."""

from django.urls import URLPattern, path

from . import asking_views, views

confidential_urls: list[URLPattern] = [
    path("vertrouwelijk/", views.files, name="confidential"),
    path("vertrouwelijk/nieuw/", views.new, name="confidential_new"),
    path("vertrouwelijk/<uuid:pk>/", views.file, name="confidential_file"),
    path("vertrouwelijk/<uuid:pk>/notitie/", views.note, name="confidential_note"),
    path("vertrouwelijk/<uuid:pk>/weer-kijken/", views.look_again, name="confidential_look_again"),
    path("vertrouwelijk/<uuid:pk>/delen/", views.share, name="confidential_share"),
    path("vertrouwelijk/<uuid:pk>/sluiten/", views.close, name="confidential_close"),
    path("vertrouwelijk/<uuid:pk>/naam/", asking_views.ask, name="disclosure_ask"),
    path("vertrouwelijk/vraag/<uuid:pk>/", asking_views.request_page, name="disclosure"),
    path("vertrouwelijk/vraag/<uuid:pk>/naam/", asking_views.tell, name="disclosure_tell"),
]
