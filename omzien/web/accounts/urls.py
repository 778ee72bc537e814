"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("inloggen/", views.login, name="login"),
    path("uitloggen/", views.logout, name="logout"),
    path("welkom/<str:uid>/<str:token>/", views.welcome, name="welcome"),
    path("instellingen/", views.profile, name="profile"),
    path("rol/", views.hat, name="hat"),
    # The page with every hat and the act of putting one on share an address.
    path("rol/", views.hat, name="hats"),
]
