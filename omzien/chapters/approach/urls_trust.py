"""Addresses for keeping a colleague out, and for reading in an emergency."""

from django.urls import URLPattern, path

from .views import conflicts, emergency

urlpatterns: list[URLPattern] = [
    path("meldingen/<uuid:pk>/buiten-houden/", conflicts.report_conflicts, name="report_conflicts"),
    path(
        "meldingen/<uuid:pk>/buiten-houden/<uuid:conflict>/weer/",
        conflicts.report_conflict_end,
        name="report_conflict_end",
    ),
    path("situaties/<uuid:pk>/buiten-houden/", conflicts.case_conflicts, name="case_conflicts"),
    path(
        "situaties/<uuid:pk>/buiten-houden/<uuid:conflict>/weer/",
        conflicts.case_conflict_end,
        name="case_conflict_end",
    ),
    path("nood/", emergency.emergency, name="emergency"),
    path("nood/nakijken/", emergency.emergency_reviews, name="emergency_reviews"),
    path("nood/nakijken/<uuid:pk>/", emergency.emergency_review, name="emergency_review"),
    path("nood/<uuid:pk>/", emergency.emergency_opened, name="emergency_opened"),
    path("nood/<uuid:pk>/stop/", emergency.emergency_stop, name="emergency_stop"),
]
