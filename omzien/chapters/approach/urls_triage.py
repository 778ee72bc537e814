"""Addresses between a report and a case."""

from django.urls import URLPattern, path

from .views import opening, triage

triage_urls: list[URLPattern] = [
    path("meldingen/<uuid:pk>/gesprek/", triage.first_talk_page, name="first_talk"),
    path("meldingen/<uuid:pk>/inschatting/", triage.triage_page, name="triage"),
    path("meldingen/<uuid:pk>/vervolg/", triage.follow_up_page, name="follow_up"),
    path("vervolg/<uuid:pk>/", triage.follow_up_done_page, name="follow_up_done"),
    path("meldingen/<uuid:pk>/situatie/", opening.open_case_page, name="open_case"),
    path("meldingen/<uuid:pk>/toevoegen/", opening.join_case_page, name="join_case"),
]
urlpatterns = triage_urls
