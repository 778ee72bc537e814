"""Board, schools, people, groups, and who holds which role."""

from .account import Account, Guesses
from .groups import CoreTeam, DayOff, HomeGroup, SchoolYear
from .invitations import Invitation
from .loads import Load, LoadMap
from .people import Guardian, Guardianship, Placement, Pupil, Staff
from .roles import ADVISERS, Role, RoleHolding
from .schools import Board, School

__all__ = [
    "ADVISERS",
    "Account",
    "Board",
    "CoreTeam",
    "DayOff",
    "Guardian",
    "Guardianship",
    "Guesses",
    "HomeGroup",
    "Invitation",
    "Load",
    "LoadMap",
    "Placement",
    "Pupil",
    "Role",
    "RoleHolding",
    "School",
    "SchoolYear",
    "Staff",
]
