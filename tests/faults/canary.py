"""Puts sensitive values in by every door there is, as a process of its own; prints them, one JSON list."""

import json
import os
import sys
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - models exist only after the set-up
from django.db import connection  # noqa: E402 - see above
from django.test import Client  # noqa: E402 - see above

from omzien.chapters.approach.actions.agreements import add_agreement  # noqa: E402 - see above
from omzien.chapters.approach.actions.talk import Talk, record_talk  # noqa: E402 - see above
from omzien.chapters.approach.models import LogEntry  # noqa: E402 - see above
from omzien.chapters.reports.models import Report  # noqa: E402 - see above
from omzien.config import second_line  # noqa: E402 - see above
from omzien.ground.clock import tick, today  # noqa: E402 - see above
from omzien.ground.school.imports import command  # noqa: E402 - see above
from omzien.ground.school.models import Pupil, Role, Staff  # noqa: E402 - see above
from omzien.ground.vault import boxes, check, files  # noqa: E402 - see above
from omzien.ground.vault.models import AdviserKey  # noqa: E402 - see above
from omzien.ground.vault.ring import index_key  # noqa: E402 - see above
from tests.cast import Cast, make_school  # noqa: E402 - see above
from tests.chapters.desk import log_in, told  # noqa: E402 - see above
from tests.stories.telling import case_about, pupils  # noqa: E402 - see above

VALUES: list[str] = []
SYLLABLES = ("qua", "zor", "vij", "kwe", "mop", "xil", "tru", "bej")


def secret() -> str:
    """Make a value that stands nowhere else, with a letter that is spelled differently in every encoding."""
    number, word = len(VALUES), ""
    for _syllable in range(4):
        word += SYLLABLES[number % 8]
        number //= 8
    VALUES.append(f"{word.capitalize()}ë{len(VALUES):02d}kanarie")
    return VALUES[-1]


def address() -> str:
    """Make an address of mail."""
    VALUES.append(f"kanarie{len(VALUES):02d}zq@geheim.example")
    return VALUES[-1]


def load(cast: Cast) -> None:
    """Load people from a list."""
    rows = [f"9{at};{secret()};{secret()};2B;{secret()} {secret()};{address()}" for at in range(6)]
    path = Path(os.environ["OMZIEN_DATA"]) / "leerlingen.csv"
    path.write_text("leerlingnummer;roepnaam;achternaam;klas;ouder naam;ouder e-mail\n" + "\n".join(rows))
    with redirect_stdout(sys.stderr):
        command.run([path], school=cast.school.name, partial=True)
    path.unlink()


def public(cast: Cast) -> None:
    """Tell as a pupil does."""
    for _telling in range(3):
        said = {"told": f"Het was {secret()}.", "about_name": secret(), "reporter_name": secret(), "reach_me": secret()}
        Client().post(
            "/hulp/", {"form_key": str(uuid4()), "readers": "mentor", "home_group": str(cast.group_2b.pk), **said}
        )


def staff(cast: Cast) -> None:
    """Tell as a colleague does, with a pupil who is not on the list, and read it in the inbox."""
    report = told(cast, told=secret(), name=secret(), others=secret())
    desk = log_in(Client(), cast.mentor)
    for path in ("/vandaag/", "/meldingen/", f"/meldingen/{report.pk}/", "/mensen/"):
        desk.get(path, follow=True)
    named = Staff.objects.get(pk=cast.staff["Petra"].pk)
    named.given_name, named.email = secret(), address()
    named.save()
    account = named.account
    account.email = account.login_name = named.email
    account.save()
    Client().post("/inloggen/", {"name": named.email, "password": secret(), "form_key": str(uuid4())})


def case(cast: Cast) -> None:
    """Work on a case."""
    row = case_about(cast)
    record_talk(
        cast.mentor,
        row,
        Talk(today(), members=pupils(cast, "Sofie", "Amir", "Lotte", "Jesse"), answers={"wish": secret()}),
    )
    row.refresh_from_db()
    add_agreement(cast.mentor, row, "safe", secret(), today() + timedelta(days=7), who=secret())
    desk = log_in(Client(), cast.mentor)
    for _note in range(3):
        said = {"form_key": str(uuid4()), "text": secret(), "happened_on": today().isoformat()}
        assert desk.post(f"/situaties/{row.pk}/notitie/", said).status_code == 302
    # What is refused must be kept nowhere either.
    desk.post(f"/situaties/{row.pk}/notitie/", {"form_key": "x", "text": secret(), "happened_on": "nooit"})
    for tab in ("", "tijdlijn/", "afspraken/", "mensen/", "dossier/", "wie-keek/"):
        desk.get(f"/situaties/{row.pk}/{tab}")
    desk.get(f"/situaties/?q={secret()}")


def vault(cast: Cast) -> None:
    """Keep what is for an adviser only, and files."""
    viewer = cast.viewer("Selma", Role.CONFIDENTIAL_ADVISER_EXTERNAL)
    phrase = f"{secret()} en {secret()}"
    desk = log_in(Client(), viewer)
    desk.post("/kluis/maken/", {"form_key": str(uuid4()), "passphrase": phrase, "again": phrase})
    assert AdviserKey.objects.exists()
    data_key = boxes.new_data_key()
    files.write([secret().encode() * 9000], "canary", data_key)
    files.write([secret().encode()], "canary")


def main() -> None:
    """Put everything in."""
    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        second_line.draw(connection, str(connection.settings_dict["USER"]))
    check.fits()
    cast = make_school()
    for act in (load, public, staff, case, vault):
        act(cast)
    tick.run_once()
    assert Pupil.objects.filter(external_key__in=[index_key("pupil", f"9{at}") for at in range(6)]).count() == 6
    assert Report.objects.filter(source=Report.Source.PUPIL).count() >= 4
    assert LogEntry.objects.filter(kind="note").count() == 3
    while len(VALUES) < 60:
        Client().post("/hulp/", {"form_key": str(uuid4()), "told": secret(), "readers": "mentor"})
    sys.stdout.write(json.dumps(VALUES) + "\n")
    sys.stdout.flush()
    sys.stdin.readline()


if __name__ == "__main__":
    main()
