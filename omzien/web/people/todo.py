"""What Mensen asks on Vandaag of who looks after it: classes without a mentor, colleagues who cannot come in yet."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omzien.chapters.guide.queries import groups_of_today, listed
from omzien.ground.access.engine import may
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now, today
from omzien.ground.notices.todo import Todo
from omzien.ground.school.invitations import uninvited
from omzien.ground.school.models import Account, HomeGroup, Role, RoleHolding, School

from .setup import count_gaps

NAMED = 5
# Who was invited so long ago and never came in may have missed the mail or the letter.
PATIENCE = timedelta(days=7)


def todo(viewer: Viewer) -> list[Todo]:
    """Return what is open in Mensen; a constant number of queries."""
    rows: list[Todo] = []
    if may(viewer, "change", "school.RoleHolding"):
        rows += _without_mentor(viewer.school)
        rows += _gaps(viewer.school)
    if may(viewer, "invite", "school.Staff"):
        rows += _not_invited(viewer.school)
        rows += _never_came(viewer.school)
    return rows


def _without_mentor(school: School) -> Iterable[Todo]:
    held = RoleHolding.objects.on(today()).filter(
        school=school, role=Role.MENTOR, home_group__isnull=False, staff__left_on__isnull=True
    )
    groups = list(groups_of_today(school).exclude(pk__in=held.values("home_group_id")).order_by("grade", "name"))
    if groups:
        yield _todo(
            ngettext("%(n)d klas heeft geen mentor", "%(n)d klassen hebben geen mentor", len(groups)),
            [group.name for group in groups],
            _address(groups),
            _("Kies een mentor"),
            "user-plus",
        )


def _gaps(school: School) -> Iterable[Todo]:
    missing = count_gaps(school)
    if missing:
        title = ngettext("%(n)d ding van de inrichting ontbreekt", "%(n)d dingen van de inrichting ontbreken", missing)
        said = title % {"n": missing}
        yield Todo(
            title=said,
            note=_("Een rol die niemand heeft, of iets waar een tweede persoon voor nodig is."),
            due_from=today(),
            due_until=today(),
            url=reverse("setup"),
            button=_("Bekijk"),
            icon="list-checks",
            about=said,
        )


def _address(groups: Sequence[HomeGroup]) -> str:
    return reverse("home_group", args=[groups[0].pk]) if len(groups) == 1 else reverse("home_groups")


def _not_invited(school: School) -> Iterable[Todo]:
    names = [person.full_name for person in uninvited(school)]
    if names:
        yield _todo(
            ngettext("%(n)d collega is nog niet uitgenodigd", "%(n)d collega's zijn nog niet uitgenodigd", len(names)),
            names,
            reverse("people"),
            _("Nodig uit"),
            "mail",
        )


def _never_came(school: School) -> Iterable[Todo]:
    waiting = Account.objects.filter(
        staff__school=school,
        staff__left_on__isnull=True,
        is_active=True,
        last_login__isnull=True,
        invitations__made_at__lte=now() - PATIENCE,
    ).exclude(invitations__made_at__gt=now() - PATIENCE)
    people = sorted({account.staff for account in waiting.select_related("staff")}, key=lambda staff: staff.sort_key)
    if people:
        yield _todo(
            ngettext(
                "%(n)d collega is uitgenodigd, maar nog nooit ingelogd",
                "%(n)d collega's zijn uitgenodigd, maar nog nooit ingelogd",
                len(people),
            ),
            [person.full_name for person in people],
            reverse("person", args=[people[0].pk]) if len(people) == 1 else reverse("people"),
            _("Bekijk"),
            "key-round",
        )


def _todo(title: str, names: Sequence[str], url: str, button: str, icon: str) -> Todo:
    said = title % {"n": len(names)}
    shown = list(names[:NAMED])
    if len(names) > NAMED:
        shown.append(_("nog %(n)d") % {"n": len(names) - NAMED})
    return Todo(
        title=said,
        note=listed(shown),
        due_from=today(),
        due_until=today(),
        url=url,
        button=button,
        icon=icon,
        about=said,
    )
