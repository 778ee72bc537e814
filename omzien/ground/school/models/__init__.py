"""Board, schools, people, groups, and who holds which role."""

from .account import Account
from .groups import CoreTeam, DayOff, HomeGroup, SchoolYear
from .people import Guardian, Guardianship, Placement, Pupil, Staff
from .roles import Role, RoleHolding
from .schools import Board, School
from .loads import Load, LoadMap

__all__ = [
    "Account",
    "Board",
    "CoreTeam",
    "DayOff",
    "Guardian",
    "Guardianship",
    "HomeGroup",
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
