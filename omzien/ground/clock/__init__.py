"""Days, school days and what is due when: everything about time, in Europe/Amsterdam."""

from omzien.ground.clock.calendar import Calendar, DayRange
from omzien.ground.clock.moments import AMSTERDAM, now, today

__all__ = ["AMSTERDAM", "Calendar", "DayRange", "now", "today"]
