"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.vault, name="vault"),
    path("maken/", views.make, name="vault_make"),
    path("openen/", views.unlock, name="vault_unlock"),
    path("sluiten/", views.lock, name="vault_lock"),
    path("wachtzin/", views.change, name="vault_change"),
    path("herstel/", views.recover, name="vault_recover"),
    path("blad/", views.sheet, name="vault_sheet"),
    path("blad/klopt/", views.confirm, name="vault_confirm"),
    path("toegang/<uuid:pk>/", views.share, name="vault_share"),
    path("weg/<uuid:pk>/", views.remove, name="vault_remove"),
]
