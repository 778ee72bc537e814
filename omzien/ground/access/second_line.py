"""The second line: on PostgreSQL the database itself knows who asks, and shows no row beyond (omzien/config/second_line.sql).

Outside a request the connection acts for the clock; a request acts as its person and hat, or as nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from omzien.ground.clock import now

from .viewer import Viewer

_SET = "SELECT set_config('omzien.staff', %s, false), set_config('omzien.hat', %s, false),"
_SET += " set_config('omzien.school', %s, false), set_config('omzien.now', %s, false), set_config('role', %s, false)"


def _act_as(staff: str, hat: str, school: str, role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, [staff, hat, school, now().isoformat(), role])


def is_drawn() -> bool:
    """Tell whether this installation has a second line: PostgreSQL with a separate owner."""
    return bool(settings.SECOND_LINE)


def enter(viewer: Viewer | None) -> None:
    """From here on the connection sees what this viewer may see; nobody sees nothing."""
    if not is_drawn():
        return
    if viewer is None:
        _act_as("", "", "", "omzien_app")
    else:
        _act_as(str(viewer.staff.pk), viewer.role.value, str(viewer.school.pk), "omzien_app")


def leave() -> None:
    """Act for the clock again; nothing of the person stays on the connection."""
    if is_drawn():
        _act_as("", "", "", "none")


@contextmanager
def lifted() -> Iterator[None]:
    """Look past the walls for one named purpose, as the clock does; used only by the runtime guard's own exception."""
    if not is_drawn():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        (role,) = cursor.fetchone()
        cursor.execute("SELECT set_config('role', 'none', false)")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("SELECT set_config('role', %s, false)", [role])
