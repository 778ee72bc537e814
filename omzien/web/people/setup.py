"""Inrichting: who fills which role, what does not work as long as nobody does, and who could."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst

from omzien.chapters.guide.queries import groups_of_today, listed
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import may
from omzien.ground.access.gaps import Check, Held, Post, Rule, checks, gaps, posts
from omzien.ground.clock import today
from omzien.ground.school.actions.outsiders import ROLES
from omzien.ground.school.elsewhere import known_as
from omzien.ground.school.models import Role, RoleHolding, School

from .setup_words import ROLE_MISSED, RULE_ICONS, RULE_TITLES, missed, works

SHOWN = 8


@dataclass(frozen=True)
class Line:
    """One role or rule, in words; `url` leads to where it can be filled."""

    title: str
    icon: str
    open: bool
    people: str
    missed: str = ""
    nobody: bool = False
    url: str = ""
    elsewhere_url: str = ""


@dataclass(frozen=True)
class Known:
    """What is known of a school: who holds what, and its classes; two queries."""

    held: list[Held]
    groups: dict[UUID, str]
    names: dict[UUID, str]


def known(school: School) -> Known:
    """Return today's roles of this school, with everyone's name and organisation."""
    rows = RoleHolding.objects.on(today()).filter(school=school, staff__left_on__isnull=True)
    held, names = [], {}
    for row in rows.select_related("staff__school").order_by("from_on", "pk"):
        held.append(Held(row.staff_id, Role(row.role), row.home_group_id))
        names[row.staff_id] = known_as(row.staff, school.pk)
    return Known(held, dict(groups_of_today(school).values_list("pk", "name")), names)


def count_gaps(school: School) -> int:
    """Return how many roles and rules are open."""
    found = known(school)
    return gaps(found.held, found.groups)


@door("school.RoleHolding", "read")
def setup(request: StaffRequest) -> HttpResponse:
    """Show every role and every rule for a second person: who fills it, or what is missing."""
    viewer = request.viewer
    found = known(viewer.school)
    fills = may(viewer, "change", "school.RoleHolding")
    lines = [_rule(one, found, fills=fills) for one in checks(found.held, found.groups)]
    lines += [_post(one, found, fills=fills) for one in posts(found.held)]
    shown: dict[str, Any] = {
        "open": [line for line in lines if line.open],
        "filled": [line for line in lines if not line.open],
        "fills": fills,
    }
    return render(request, "web/people/setup.html", shown)


def _post(post: Post, found: Known, *, fills: bool) -> Line:
    url, elsewhere_url = _ways(post.role if post.open and fills else None)
    return Line(
        title=capfirst(str(post.role.label)),
        icon="user" if post.open else "user-check",
        open=post.open,
        people=_names(post.people, found),
        missed=str(ROLE_MISSED[post.role]) if post.open else "",
        nobody=post.open,
        url=url,
        elsewhere_url=elsewhere_url,
    )


def _rule(check: Check, found: Known, *, fills: bool) -> Line:
    url, elsewhere_url = _ways(check.fill if check.open and fills else None)
    without = [found.names.get(one, str(one)) for one in check.without]
    return Line(
        title=str(RULE_TITLES[check.rule]),
        icon=RULE_ICONS[check.rule],
        open=check.open,
        people="" if check.rule is Rule.MENTOR else works(check, _names(check.people, found)),
        missed=missed(check, _some(without)) if check.open else "",
        url=url,
        elsewhere_url=elsewhere_url,
    )


def _ways(role: Role | None) -> tuple[str, str]:
    """Return where a role can be filled: by a colleague, and by somebody who works elsewhere."""
    if role is None:
        return "", ""
    if role is Role.MENTOR:
        return reverse("home_groups"), ""
    elsewhere = f"{reverse('outsider_add')}?rol={role.value}" if role in ROLES else ""
    return reverse("people"), elsewhere


def _names(people: tuple[Any, ...], found: Known) -> str:
    return _some([found.names[one] for one in people])


def _some(names: list[str]) -> str:
    rest = len(names) - SHOWN
    return listed([*names[:SHOWN], f"+{rest}"] if rest > 0 else names)
