"""THE policy: role x object x action -> scope. What stands not here is not allowed.

Scopes: own = made by oneself · addressed = one is a chosen reader · team = in the case's team · case team = in
the team of the case that the report belongs to · groups = of one's own
home groups and their core teams · school = of the school, normal level · emergency = for an hour, after breaking
the glass. Parts: what of the object is seen; without parts, all of it.
"""

from dataclasses import dataclass

from omzien.ground.school.models import Role

ME, VD, LC = Role.MENTOR, Role.TEACHER, Role.PUPIL_COORDINATOR
AC, OC, DI = Role.ANTI_BULLYING_COORDINATOR, Role.SUPPORT_COORDINATOR, Role.DIRECTOR
IV, EV = Role.CONFIDENTIAL_ADVISER_INTERNAL, Role.CONFIDENTIAL_ADVISER_EXTERNAL
IC, BE, FG = Role.ICT_COORDINATOR, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER
BO, BI = Role.BOARD, Role.BOARD_ICT
STAFF = (ME, VD, LC, AC, OC, DI, IV, EV, IC)


@dataclass(frozen=True)
class Rule:
    """These roles may do these actions on this object within this scope."""

    roles: tuple[Role, ...]
    label: str
    actions: frozenset[str]
    scope: str
    parts: frozenset[str]


# An object shows itself in parts where not everyone who may see it may see all of it.
PARTS: dict[str, frozenset[str]] = {
    "reports.Report": frozenset({"told", "names", "identity"}),
    "approach.Case": frozenset({"header", "parties", "chronology", "agreements", "group", "file"}),
}
EMERGENCY = "emergency"


def _rule(roles: tuple[Role, ...], label: str, actions: str, scope: str, parts: str = "") -> Rule:
    return Rule(
        roles, label, frozenset(actions.split()), scope, frozenset(parts.split()) or PARTS.get(label, frozenset())
    )


RULES: tuple[Rule, ...] = (
    # Telling and noticing (4.4, 4.10, 5.staff): every colleague can report, and re-read what they wrote.
    _rule(STAFF, "reports.Report", "add", "school"),
    _rule(STAFF, "reports.Report", "read", "own"),
    _rule((ME, LC), "reports.Report", "read handle bar", "addressed"),
    # Who works on the case reads what was told; who told it stays with whom it was told to.
    _rule((ME, LC), "reports.Report", "read", "case team", "told names"),
    _rule((AC,), "reports.Report", "read handle bar", "school"),
    # Working the case (5.mentor.1, 5.pc.1, 5.abc.1).
    _rule((ME, LC), "approach.Case", "add", "school"),
    _rule((ME, LC), "approach.Case", "read handle close", "team"),
    _rule((AC,), "approach.Case", "add read handle close hand_over bar", "school"),
    # Who carries a case, and the coordinator, keep a colleague out whom it concerns.
    _rule((ME, LC), "approach.Case", "bar", "owner"),
    # Break-glass: reading only, and never who is in the support group or what a reporter wrote.
    _rule((LC, AC, DI), "approach.Case", "read", EMERGENCY, "header parties chronology agreements"),
    _rule((LC, AC, DI), "access.Emergency", "add", "school"),
    _rule((LC, AC, DI), "access.Emergency", "read stop", "own"),
    # Somebody else looks back: the privacy officer, and when there is none (but who broke it) the next in line.
    _rule((FG, DI, BO, AC), "access.Emergency", "read review", "look back"),
    _rule((LC, AC, DI), "school.Pupil", "choose_in_emergency", "school"),
    # People: names only as far as the work asks for.
    _rule((ME,), "school.Pupil", "read", "groups"),
    _rule((VD,), "school.Pupil", "read", "groups"),
    _rule((LC, AC), "school.Pupil", "read", "school"),
    _rule((BE,), "school.Pupil", "load", "school"),
    _rule((*STAFF, BE), "school.HomeGroup", "read", "school"),
    _rule((*STAFF, BE), "school.Staff", "read", "school"),
    _rule((BE,), "school.Staff", "read change invite", "school"),
    _rule((BE,), "school.RoleHolding", "read change", "school"),
    _rule((AC, DI), "school.RoleHolding", "read", "school"),
    _rule((BE,), "school.Load", "read change", "school"),
    _rule((BE, AC), "school.DayOff", "read change", "school"),
    # A confidential adviser's vault; who the other advisers are, they know of each other.
    _rule((IV, EV), "vault.AdviserKey", "own", "own"),
    _rule((IV, EV), "vault.AdviserKey", "read share", "school"),
    # What is told to a confidential adviser (7): own = sealed for oneself. Passing on who came takes a second adviser.
    _rule((IV, EV), "reports.ConfidentialFile", "add", "school"),
    _rule((IV, EV), "reports.ConfidentialFile", "read", "own"),
    _rule((IV, EV), "reports.ConfidentialFile", "handle", "own open"),
    _rule((IV, EV), "reports.Disclosure", "add", "school"),
    _rule((IV, EV), "reports.Disclosure", "read", "own"),
    _rule((IV, EV), "reports.Disclosure", "read", "second"),
    _rule((IV, EV), "reports.Disclosure", "decide", "second open"),
    _rule((IV, EV), "reports.Disclosure", "tell", "own allowed"),
    _rule((*STAFF, BE, FG, BO, BI), "notices.Notice", "read change", "own"),
)


def rules_for(role: Role, label: str, action: str) -> list[Rule]:
    """Return the rows of the table by which a role may do something."""
    return [rule for rule in RULES if role in rule.roles and rule.label == label and action in rule.actions]


def scopes_for(role: Role, label: str, action: str) -> list[str]:
    """Return the names of the scopes within which a role may do something."""
    return [rule.scope for rule in rules_for(role, label, action)]


def roles_for(label: str, action: str, part: str = "") -> list[tuple[Role, str]]:
    """Return every role that may do something on an object, or on one part of it, with its scope."""
    return [
        (role, rule.scope)
        for rule in RULES
        if rule.label == label and action in rule.actions and (not part or part in rule.parts)
        for role in rule.roles
    ]
