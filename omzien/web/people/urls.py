"""Addresses of this room."""

from django.urls import path

from . import calendar, ending, groups, letters, loading, outside, parents, setup, staff

urlpatterns = [
    path("mensen/", staff.people, name="people"),
    path("mensen/uitnodigen/", staff.invite_everyone, name="invite_everyone"),
    path("mensen/brieven/", letters.print_letters, name="letters"),
    path("mensen/van-buiten/", outside.outsiders, name="outsiders"),
    path("mensen/van-buiten/nieuw/", outside.outsider_add, name="outsider_add"),
    path("mensen/van-buiten/school/", outside.sister_add, name="sister_add"),
    path("mensen/klassen/", groups.groups, name="home_groups"),
    path("mensen/klassen/<uuid:pk>/", groups.group, name="home_group"),
    path("mensen/klassen/<uuid:pk>/kernteam/", groups.place, name="home_group_place"),
    path("mensen/kernteams/<uuid:pk>/", groups.core_team, name="core_team"),
    path("mensen/kernteams/<uuid:pk>/weg/", groups.drop_core_team, name="core_team_drop"),
    path("mensen/leerlingen/", groups.pupils, name="pupils"),
    path("mensen/laden/", loading.load, name="load"),
    path("mensen/laden/<uuid:pk>/", loading.show, name="load_show"),
    path("mensen/laden/<uuid:pk>/bevestigen/", loading.confirm, name="load_confirm"),
    path("mensen/laden/<uuid:pk>/verder/", loading.carry_on, name="load_carry_on"),
    path("mensen/laden/<uuid:pk>/weggooien/", loading.drop, name="load_drop"),
    path("mensen/laden/<uuid:pk>/terugdraaien/", loading.take_back, name="load_undo"),
    path("mensen/laden/<uuid:pk>/fout/<int:number>/", loading.wrong, name="load_wrong"),
    path("mensen/rollen/<uuid:pk>/stoppen/", ending.end_role, name="end_role"),
    path("mensen/<uuid:pk>/", staff.person, name="person"),
    path("mensen/<uuid:pk>/uitnodigen/", staff.invite, name="invite"),
    path("mensen/<uuid:pk>/account/", staff.switch, name="switch_account"),
    path("mensen/<uuid:pk>/tweede-stap/", staff.reset_factors, name="reset_factors"),
    path("mensen/<uuid:pk>/ouder/", parents.person_parent, name="person_parent"),
    path("mensen/<uuid:pk>/ouder/<uuid:guardian>/weg/", parents.person_parent_end, name="person_parent_end"),
    path("inrichting/", setup.setup, name="setup"),
    path("kalender/", calendar.calendar, name="calendar"),
    path("kalender/<uuid:pk>/", calendar.change, name="calendar_change"),
    path("kalender/<uuid:pk>/weg/", calendar.remove, name="calendar_remove"),
]
