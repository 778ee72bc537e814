"""Addresses of this room."""

from django.urls import path

from . import factors, login, profile, security

urlpatterns = [
    path("inloggen/", login.login, name="login"),
    path("inloggen/code/", login.enter_code, name="enter_code"),
    path("inloggen/passkey/", login.enter_passkey, name="enter_passkey"),
    path("uitloggen/", login.logout, name="logout"),
    path("welkom/<str:uid>/<str:token>/", login.welcome, name="welcome"),
    path("bevestigen/", security.confirm, name="step_up"),
    path("instellingen/", profile.profile, name="profile"),
    path("instellingen/beveiliging/", security.security, name="security"),
    path("instellingen/beveiliging/stap/", factors.choose, name="factor_choice"),
    path("instellingen/beveiliging/app/", factors.app, name="factor_app"),
    path("instellingen/beveiliging/app/beeld.svg", factors.app_picture, name="factor_app_picture"),
    path("instellingen/beveiliging/passkey/", factors.passkey, name="factor_passkey"),
    path("instellingen/beveiliging/codes/", factors.codes, name="codes"),
    path("instellingen/beveiliging/codes/nieuw/", security.new_codes, name="codes_new"),
    path("instellingen/beveiliging/wachtwoord/", security.password, name="password"),
    path("instellingen/beveiliging/apparaten/", security.end_others, name="end_others"),
    path("instellingen/beveiliging/<int:pk>/weg/", security.remove, name="factor_remove"),
    path("rol/", profile.hat, name="hat"),
]
