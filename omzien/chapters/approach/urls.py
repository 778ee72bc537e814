"""Addresses of the cases; "Working a report" and the six steps bring their own."""

from django.urls import include, path

from .views import agreements, cases, closing, contacts, log, looks, team

ON_A_CASE = [
    path("", cases.case, name="case"),
    path("tijdlijn/", log.case_timeline, name="case_timeline"),
    path("notitie/", log.case_note, name="case_note"),
    path("notitie/<uuid:entry>/", log.case_correct, name="case_correct"),
    path("afspraken/", agreements.case_agreements, name="case_agreements"),
    path("afspraken/nieuw/", agreements.case_agreement_add, name="case_agreement_add"),
    path("afspraken/<uuid:agreement>/", agreements.case_agreement, name="case_agreement"),
    path("mensen/", team.case_people, name="case_people"),
    path("mensen/leerling/", team.case_part_add, name="case_part_add"),
    path("mensen/leerling/<uuid:pupil>/", team.case_part, name="case_part"),
    path("mensen/collega/", team.case_team_add, name="case_team_add"),
    path("mensen/collega/<uuid:member>/weg/", team.case_team_leave, name="case_team_leave"),
    path("mensen/ouders/", team.case_told_parents, name="case_told_parents"),
    path("mensen/ouders/<uuid:parent>/", team.case_parent, name="case_parent"),
    path("mensen/kijkt-mee/", team.case_told_colleague, name="case_told_colleague"),
    path("dossier/", cases.case_file, name="case_file"),
    path("wie-keek/", looks.case_looks, name="case_looks"),
    path("contact/", contacts.case_contact, name="case_contact"),
    path("overdragen/", cases.case_hand_over, name="case_hand_over"),
    path("herinner/", cases.case_nudge, name="case_nudge"),
    path("einde/", closing.case_end, name="case_end"),
    path("laatste-woord/", closing.case_last_words, name="case_last_words"),
    path("laatste-woord/<uuid:told>/", closing.case_last_word, name="case_last_word"),
    path("later/<uuid:check>/", closing.case_later_check, name="case_later_check"),
    path("sluiten/", closing.case_close, name="case_close"),
    path("heropenen/", closing.case_reopen, name="case_reopen"),
]

urlpatterns = [
    path("situaties/", cases.cases, name="cases"),
    path("situaties/<uuid:pk>/", include(ON_A_CASE)),
    path("", include("omzien.chapters.approach.urls_trust")),
    path("", include("omzien.chapters.approach.urls_triage")),
    path("", include("omzien.chapters.approach.urls_noblame")),
]
