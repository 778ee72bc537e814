"""Core teams over several home groups, and whose mentor is who."""

from django.utils.translation import gettext as _

from omzien.ground.journal import once
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.models import CoreTeam, HomeGroup, School

from .refusal import NotDone


def name_core_team(school: School, name: str, actor: Actor, form_key: str, team: CoreTeam | None = None) -> None:
    """Make a core team, or give one another name."""
    with one_write():
        if not once.first_time(form_key):
            return
        taken = [one for one in CoreTeam.objects.filter(school=school) if one.name.casefold() == name.casefold()]
        if any(one != team for one in taken):
            raise NotDone(_("Er is al een kernteam dat zo heet. Kies een andere naam."))
        if team is None:
            team = CoreTeam(school=school)
        team.name = name
        team.save()
        record(actor, "core_team.named", team)


def drop_core_team(team: CoreTeam, actor: Actor, form_key: str) -> None:
    """Take away a core team that no home group and no colleague belongs to."""
    with one_write():
        if not once.first_time(form_key):
            return
        if team.home_groups.exists() or team.role_holdings.exists():
            raise NotDone(_("Er horen nog klassen of collega's bij dit kernteam. Haal die er eerst uit."))
        record(actor, "core_team.dropped", team)
        team.delete()


def place(group: HomeGroup, team: CoreTeam | None, actor: Actor, form_key: str) -> None:
    """Put a home group in a core team, or in none."""
    with one_write():
        if not once.first_time(form_key):
            return
        group.core_team = team
        group.save(update_fields=["core_team"])
        record(actor, "home_group.placed", group)
