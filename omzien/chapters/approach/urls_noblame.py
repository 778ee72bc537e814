"""Addresses of the six steps; no name of anyone stands in them."""

from django.urls import include, path

from .views import group, noblame, reviews

ON_A_STEP = [
    path("", noblame.step_page, name="step"),
    path("kaart/", noblame.step_card, name="step_card"),
    path("plan/", group.step_plan, name="step_plan"),
    path("overslaan/", reviews.step_leave_out, name="step_leave_out"),
    path("notitie/", noblame.step_note, name="step_note"),
]

urlpatterns = [
    path("situaties/<uuid:pk>/stap/<str:clause>/", include(ON_A_STEP)),
    path("situaties/<uuid:pk>/lid/<uuid:member>/", reviews.member_review, name="member_review"),
    path("situaties/<uuid:pk>/lid/<uuid:member>/overslaan/", reviews.member_leave_out, name="member_leave_out"),
    path("situaties/<uuid:pk>/groep/", group.group_page, name="group"),
    path("situaties/<uuid:pk>/akkoord/", group.step_consent, name="step_consent"),
    path("situaties/<uuid:pk>/akkoord/terug/", group.consent_withdraw, name="consent_withdraw"),
    path("situaties/<uuid:pk>/slechter/", reviews.worse_page, name="worse"),
]
