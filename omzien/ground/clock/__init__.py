"""Days, school days and what is due when: everything about time, in Europe/Amsterdam."""

from omzien.ground.clock.calendar import Calendar, DayRange
from omzien.ground.clock.moments import AMSTERDAM, from_today, now, today

__all__ = ["AMSTERDAM", "Calendar", "DayRange", "from_today", "now", "today"]
