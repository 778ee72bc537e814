"""Draws the second line in a PostgreSQL database: roles, and who of them sees which row."""

from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Identifier

from .refusal import Refusal

OWNER = "owner"
WALLS = Path(__file__).with_name("second_line.sql")
OWN_ROLE = (
    "The role %s of DATABASE_URL can pass every wall. Give it a role of its own that owns nothing: "
    "CREATE ROLE omzien_login LOGIN PASSWORD '...' NOSUPERUSER NOBYPASSRLS"
)


def migrate() -> None:
    """Bring the database to this version as the owner of its tables, then draw the walls."""
    connections.databases[OWNER] = connections.databases["default"] | dict(settings.OWNER or {})
    with closing(connections[OWNER]) as owner:
        login = str(settings.DATABASES["default"]["USER"])
        refuse_powerful(owner, login)
        call_command("migrate", database=OWNER, verbosity=0, interactive=False)
        draw(owner, login)


def refuse_powerful(owner: BaseDatabaseWrapper, login: str) -> None:
    """Raise Refusal when the role that serves pages is missing, or is one whom no wall stops."""
    with owner.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [login])
        found = cursor.fetchone()
    if found is None:
        raise Refusal(f"The role {login} of DATABASE_URL does not exist on this database server.")
    if found[0] or login == owner.settings_dict["USER"]:
        raise Refusal(OWN_ROLE % login)


def draw(owner: BaseDatabaseWrapper, login: str) -> None:
    """Apply the walls; `login`, the role that serves, may act as a request and as the clock."""
    with owner.cursor() as cursor:
        cursor.execute(WALLS.read_text())
        for role in ("omzien_app", "omzien_tick"):
            cursor.execute(SQL("GRANT {} TO {}").format(Identifier(role), Identifier(login)))
