"""One row of "Vandaag": something that asks for someone's attention, with one button."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Todo:
    """What is asked, by when (both dates included), and where the button leads."""

    title: str
    note: str
    due_from: date
    due_until: date
    url: str
    button: str
    icon: str = "bell"
    # Said after the button's text to a screen reader, so that no two buttons sound alike.
    about: str = ""

    def late_days(self, today: date) -> int:
        """Return how many days it is late; 0 or less when it is not."""
        return (today - self.due_until).days
