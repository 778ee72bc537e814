"""THE policy: role x object x action -> scope. What stands not here is not allowed.

Scopes: own = made by oneself · addressed = one is a chosen reader · team = in the case's team · case team = in
the team of the case that the report belongs to · groups = of one's own
home groups and their core teams · school = of the school, normal level.
"""

from dataclasses import dataclass

from omzien.ground.school.models import Role

ME, VD, LC = Role.MENTOR, Role.TEACHER, Role.PUPIL_COORDINATOR
AC, OC, DI = Role.ANTI_BULLYING_COORDINATOR, Role.SUPPORT_COORDINATOR, Role.DIRECTOR
IV, EV = Role.CONFIDENTIAL_ADVISER_INTERNAL, Role.CONFIDENTIAL_ADVISER_EXTERNAL
IC, BE = Role.ICT_COORDINATOR, Role.ADMINISTRATOR
STAFF = (ME, VD, LC, AC, OC, DI, IV, EV, IC)


@dataclass(frozen=True)
class Rule:
    """These roles may do these actions on this object within this scope."""

    roles: tuple[Role, ...]
    label: str
    actions: frozenset[str]
    scope: str


def _rule(roles: tuple[Role, ...], label: str, actions: str, scope: str) -> Rule:
    return Rule(roles, label, frozenset(actions.split()), scope)


RULES: tuple[Rule, ...] = (
    # Telling and noticing (4.4, 4.10, 5.staff): every colleague can report, and re-read what they wrote.
    _rule(STAFF, "reports.Report", "add", "school"),
    _rule(STAFF, "reports.Report", "read", "own"),
    _rule((ME, LC), "reports.Report", "read handle", "addressed"),
    _rule((ME, LC), "reports.Report", "read", "case team"),
    _rule((AC,), "reports.Report", "read handle", "school"),
    # Working the case (5.mentor.1, 5.pc.1, 5.abc.1).
    _rule((ME, LC), "approach.Case", "add", "school"),
    _rule((ME, LC), "approach.Case", "read handle close", "team"),
    _rule((AC,), "approach.Case", "add read handle close hand_over", "school"),
    # People: names only as far as the work asks for.
    _rule((ME,), "school.Pupil", "read", "groups"),
    _rule((VD,), "school.Pupil", "read", "groups"),
    _rule((LC, AC), "school.Pupil", "read", "school"),
    _rule((BE,), "school.Pupil", "load", "school"),
    _rule((*STAFF, BE), "school.HomeGroup", "read", "school"),
    _rule((*STAFF, BE), "school.Staff", "read", "school"),
    _rule((BE,), "school.Staff", "read change invite", "school"),
    _rule((BE,), "school.RoleHolding", "read change", "school"),
    _rule((AC,), "school.RoleHolding", "read", "school"),
    _rule((BE,), "school.Load", "read change", "school"),
    _rule((BE, AC), "school.DayOff", "read change", "school"),
    _rule((*STAFF, BE), "notices.Notice", "read change", "own"),
)


def scopes_for(role: Role, label: str, action: str) -> list[str]:
    """Return the names of the scopes within which a role may do something."""
    return [rule.scope for rule in RULES if role in rule.roles and rule.label == label and action in rule.actions]


def roles_for(label: str, action: str) -> list[tuple[Role, str]]:
    """Return every role that may do something on an object, with its scope."""
    return [
        (role, rule.scope) for rule in RULES if rule.label == label and action in rule.actions for role in rule.roles
    ]
