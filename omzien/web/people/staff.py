"""Medewerkers: who they are, which roles they hold, and how they come in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import find, scope
from omzien.ground.access.stepup import step_up
from omzien.ground.clock import today
from omzien.ground.school.actions import roles, staffing
from omzien.ground.school.actions.refusal import NotDone
from omzien.ground.school.elsewhere import known_as
from omzien.ground.school.factors import has_second_factor
from omzien.ground.school.invitations import invite_all, uninvited
from omzien.ground.school.models import Account, Invitation, Role, RoleHolding, Staff
from omzien.ground.school.names import plain
from omzien.web.accounts import acts

from .forms import LeaveForm, RoleForm, SearchForm, SeenForm
from .frame import carry_out, form_key, page_of, tabs
from .parents import parents_of

FOUND = 50
STATES = {
    "off": (gettext_lazy("account staat uit"), "plain"),
    "none": (gettext_lazy("niet uitgenodigd"), "soon"),
    "invited": (gettext_lazy("uitgenodigd"), "sky"),
    "active": (gettext_lazy("actief"), ""),
}


@dataclass(frozen=True)
class Row:
    """A colleague in the list."""

    person: Staff
    roles: str
    state: str

    @property
    def words(self) -> str:
        """Return the state in words."""
        return str(STATES[self.state][0])

    @property
    def tone(self) -> str:
        """Return the state's tone."""
        return STATES[self.state][1]

    @property
    def name(self) -> str:
        """Return the name, with the organisation of someone from outside behind it."""
        return known_as(self.person, self.person.school_id)


def _rows(people: list[Staff]) -> list[Row]:
    """Return the rows of these colleagues; the number of queries does not grow with them."""
    keys = [person.pk for person in people]
    titles: dict[UUID, list[str]] = {}
    for holding in RoleHolding.objects.on(today()).filter(staff__in=keys).select_related("home_group", "core_team"):
        titles.setdefault(holding.staff_id, []).append(_title(holding))
    accounts = {account.staff_id: account for account in Account.objects.filter(staff__in=keys)}
    invited = set(Invitation.objects.filter(account__staff__in=keys).values_list("account_id", flat=True))
    return [
        Row(person, ", ".join(sorted(set(titles.get(person.pk, [])))), _state(person, accounts.get(person.pk), invited))
        for person in people
    ]


def _title(holding: RoleHolding) -> str:
    where = holding.home_group or holding.core_team
    return f"{holding.title} {where}" if where else holding.title


def _state(person: Staff, account: Account | None, invited: set[UUID]) -> str:
    if person.left_on is not None or (account and not account.is_active):
        return "off"
    if account and account.has_usable_password():
        return "active"
    return "invited" if account and account.pk in invited else "none"


@door("school.Staff", "change")
def people(request: StaffRequest) -> HttpResponse:
    """List the colleagues in the Dutch order, or find some by name, code or role."""
    form = SearchForm(request.POST or None)
    wanted = plain(form.cleaned_data["query"]) if form.is_valid() else ""
    everyone = sorted(
        scope(request.viewer, Staff, "change"), key=lambda person: (person.left_on is not None, *person.sort_key)
    )
    if wanted:
        found = [person for person in everyone if wanted in plain(f"{person.full_name} {person.code} {person.email}")]
        rows, page = _rows(found[:FOUND]), None
    else:
        page = page_of(everyone, request)
        rows = _rows(list(page.rows))
    shown = {
        "tabs": tabs("people"),
        "form": form,
        "rows": rows,
        "page": page,
        "wanted": wanted,
        "more": max(len(found) - FOUND, 0) if wanted else 0,
        "waiting": len(uninvited(request.viewer.school)),
        "letters": Invitation.objects.filter(
            school=request.viewer.school, way=Invitation.Way.LETTER, used_at__isnull=True
        ).exists(),
        "form_key": uuid4(),
    }
    return render(request, "web/people/people.html", shown)


@door("school.Staff", "change")
@step_up
def person(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show one colleague, and give a role."""
    staff = find(request.viewer, Staff, pk, "change")
    form = RoleForm(request.viewer.school, request.POST or None)
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        try:
            roles.give(staff, role, form.scope, form.term, request.viewer, str(form.cleaned_data["form_key"]))
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("De rol is gegeven."))
            return HttpResponseRedirect(reverse("person", args=[staff.pk]))
    return render(request, "web/people/person.html", _person(staff, form, today()))


def _person(staff: Staff, form: RoleForm, day: date) -> dict[str, object]:
    held = (
        RoleHolding.objects.filter(staff=staff)
        .select_related("home_group__year", "core_team", "stands_in_for")
        .order_by("-from_on")
    )
    (row,) = _rows([staff])
    account = Account.objects.filter(staff=staff).first()
    return {
        "tabs": tabs("people"),
        "staff": staff,
        "row": row,
        "account": account,
        "off": staff.left_on is not None or (account is not None and not account.is_active),
        "has_factor": account is not None and has_second_factor(account),
        "invitation": Invitation.objects.filter(account=account).order_by("-made_at").first() if account else None,
        "now": [holding for holding in held if holding.until_on is None or holding.until_on >= day],
        "before": [holding for holding in held if holding.until_on is not None and holding.until_on < day][:20],
        "today": day,
        "parents": parents_of(staff),
        "form": form,
        "form_key": uuid4(),
    }


@door("school.Staff", "change")
@step_up
def switch(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Put an account off, with who takes the open work over; or on again."""
    staff = find(request.viewer, Staff, pk, "change")
    account = Account.objects.filter(staff=staff).first()
    if staff.left_on is not None or (account is not None and not account.is_active):
        return _switch_on(request, staff)
    form = LeaveForm(staff, request.POST or None)
    if form.is_valid():
        key, heir = f"{form.cleaned_data['form_key']}:off", form.heir
        done = _("Het account staat uit en de rollen zijn gestopt.")
        if carry_out(request, lambda: staffing.deactivate(staff, request.viewer, key, heir), done):
            return HttpResponseRedirect(reverse("person", args=[staff.pk]))
    return render(request, "web/people/leave.html", {"tabs": tabs("people"), "staff": staff, "form": form})


def _switch_on(request: StaffRequest, staff: Staff) -> HttpResponse:
    if request.method == "POST":
        key, done = form_key(request, "on"), _("Het account staat weer aan. Nodig deze collega nu uit.")
        carry_out(request, lambda: staffing.reactivate(staff, request.viewer, key), done)
    return HttpResponseRedirect(reverse("person", args=[staff.pk]))


@door("school.Staff", "change")
@step_up
def reset_factors(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take away the second step of a colleague whose phone is gone, after seeing that it is them."""
    staff = find(request.viewer, Staff, pk, "change")
    form = SeenForm(request.POST or None)
    if form.is_valid():
        key, done = (
            f"{form.cleaned_data['form_key']}:factors",
            _("De tweede stap is weg. Bij het inloggen komt een nieuwe."),
        )
        carry_out(request, lambda: acts.reset_factors(staff, request.viewer, key), done)
        return HttpResponseRedirect(reverse("person", args=[staff.pk]))
    return render(request, "web/people/reset_factors.html", {"tabs": tabs("people"), "staff": staff, "form": form})


@door("school.Staff", "invite")
@step_up
@require_POST
def invite(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Invite one colleague, or once more."""
    staff = find(request.viewer, Staff, pk, "invite")
    key = form_key(request, "invite")
    carry_out(request, lambda: staffing.invite(staff, request.viewer, key), _("De uitnodiging is gemaakt."))
    return HttpResponseRedirect(reverse("person", args=[staff.pk]))


@door("school.Staff", "invite")
@step_up
@require_POST
def invite_everyone(request: StaffRequest) -> HttpResponse:
    """Invite everyone who was not invited yet; doing it twice invites nobody twice."""
    made = invite_all(request.viewer.school, request.viewer)
    if made["mail"]:
        said = ngettext("%(n)d uitnodiging gaat per mail weg.", "%(n)d uitnodigingen gaan per mail weg.", made["mail"])
        messages.success(request, said % {"n": made["mail"]})
    if made["letter"]:
        said = ngettext(
            "Voor %(n)d collega ligt een brief klaar.", "Voor %(n)d collega's ligt een brief klaar.", made["letter"]
        )
        messages.success(request, said % {"n": made["letter"]})
    if not any(made.values()):
        messages.success(request, _("Iedereen is al uitgenodigd."))
    return HttpResponseRedirect(reverse("people"))
