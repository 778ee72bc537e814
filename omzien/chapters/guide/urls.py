"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("wie/", views.contacts, name="contacts"),
    path("weg/", views.away, name="away"),
]
