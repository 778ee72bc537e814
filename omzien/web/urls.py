"""Addresses of the pages that gather from every chapter."""

from django.urls import path

from . import demo, health, overview, security_txt, today

urlpatterns = [
    path("vandaag/", today.today_page, name="today"),
    path("vandaag/gezien/", today.all_seen, name="all_seen"),
    path("bericht/<uuid:pk>/", today.notice, name="notice"),
    path("overzicht/", overview.overview_page, name="overview"),
    path("demo/", demo.people, name="demo"),
    path("demo/in/", demo.become, name="demo_become"),
    path("healthz", health.healthz, name="healthz"),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
]
