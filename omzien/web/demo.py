"""The people of the fictional school, with one-tap log-in; exists only in a database made as a demo."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from omzien.ground.access.doors import public
from omzien.ground.access.viewer import HAT
from omzien.ground.clock import today
from omzien.ground.school.models import Account, Role, RoleHolding, School

from .accounts.entering import enter

# Of the fictional advisers' vaults: known to all, so it exists only where nobody is real.
VAULT_SENTENCE = "drie eekhoorns slapen in de linde"
INTRODUCED = (
    Role.MENTOR,
    Role.ANTI_BULLYING_COORDINATOR,
    Role.PUPIL_COORDINATOR,
    Role.TEACHER,
    Role.ADMINISTRATOR,
    Role.DIRECTOR,
)


def demo_school() -> School:
    """Return the fictional school; raises Http404 beside a real school, even when a demo stands in the same database."""
    schools = list(School.objects.all()[:2])
    if len(schools) != 1 or not schools[0].is_demo:
        raise Http404
    return schools[0]


@public
def people(request: HttpRequest) -> HttpResponse:
    """List who one can be."""
    school = demo_school()
    held = (
        RoleHolding.objects.on(today())
        .filter(school=school, staff__account__isnull=False, staff__left_on__isnull=True)
        .select_related("staff", "home_group", "core_team")
    )
    by_role: dict[str, list[RoleHolding]] = {}
    for holding in sorted(held, key=lambda row: (row.staff.sort_key, str(row.home_group or ""))):
        by_role.setdefault(holding.role, []).append(holding)
    order = [role.value for role in (*INTRODUCED, *(role for role in Role if role not in INTRODUCED))]
    groups: list[tuple[Any, list[RoleHolding]]] = [(Role(key).label, by_role[key]) for key in order if key in by_role]
    return render(request, "web/today/demo.html", {"school": school, "groups": groups, "passphrase": VAULT_SENTENCE})


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@public
@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Log in as one of the fictional people, with the chosen hat."""
    school, key = demo_school(), _key(request.POST.get("holding", ""))
    holding = RoleHolding.objects.on(today()).filter(school=school, pk=key).first() if key else None
    account = Account.objects.filter(staff=holding.staff).first() if holding else None
    if holding is None or account is None:
        raise Http404
    enter(request, account, "demo", demo=True)
    request.session[HAT] = holding.role
    return HttpResponseRedirect(reverse("today"))
