"""A school on PostgreSQL with an owner apart is served behind the walls; a role that could pass them is refused."""

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.config.conftest import Command

ANSWERS = ("--site-url", "http://127.0.0.1:8000", "--school", "De Proef", "--region", "noord", "--yes")


@pytest.fixture
def roles(database_url: str) -> tuple[str, str]:
    """Give the database to an owner, and return the addresses for the owner and for a login that owns nothing."""
    name = database_url.split("/")[3].split("?")[0]
    # Roles belong to the whole server and outlive the test's database.
    owner, login = (f"{kind}_{uuid4().hex[:8]}" for kind in ("owner", "login"))
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {owner} LOGIN CREATEROLE".encode())
        connection.execute(f"CREATE ROLE {login} LOGIN".encode())
        connection.execute(f"GRANT omzien_app, omzien_tick, omzien_backup TO {owner} WITH ADMIN OPTION".encode())
        connection.execute(f'ALTER DATABASE "{name}" OWNER TO {owner}'.encode())
    return database_url.replace("omzien@", f"{owner}@"), database_url.replace("omzien@", f"{login}@")


@pytest.mark.usefixtures("db")
def test_it_is_set_up_behind_the_walls(omzien: Command, tmp_path: Path, roles: tuple[str, str]) -> None:
    owner, login = roles
    done = omzien("init", "--data", tmp_path, *ANSWERS, "--database-url", login, "--database-owner-url", owner)
    assert done.returncode == 0, done.stderr
    assert omzien("tick", "--data", tmp_path).returncode == 0
    with psycopg.connect(login) as connection:
        connection.execute("SET ROLE omzien_app")
        assert connection.execute("SELECT count(*) FROM school_school").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM reports_report").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("ALTER TABLE reports_report DISABLE ROW LEVEL SECURITY")


@pytest.mark.usefixtures("db")
def test_a_login_that_owns_the_tables_is_refused(omzien: Command, tmp_path: Path, roles: tuple[str, str]) -> None:
    owner, _login = roles
    done = omzien("init", "--data", tmp_path, *ANSWERS, "--database-url", owner, "--database-owner-url", owner)
    assert done.returncode == 2
    assert "can pass every wall" in done.stderr
    assert not (tmp_path / "omzien.env").exists()
