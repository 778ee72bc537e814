"""The command `omzien`: what a person types to try, set up, run and feed an installation."""

import argparse
import contextlib
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import django
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections

import omzien
from omzien.config import environment, serve, setup
from omzien.config.refusal import Refusal
from omzien.ground.vault import ring

DEFAULT_PORT = 8000
# Two processes that never wait for each other's interpreter, each with room for slow uploads; SQLite queues writers.
WORKERS, THREADS = 2, 4


def room(name: str) -> ModuleType:
    """Open a room that holds models: possible only after the environment was read and Django was set up."""
    return import_module(name)


def begin(arguments: argparse.Namespace) -> None:
    """Read the installation's environment and set up Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omzien.config.settings")
    environment.load(environment.data_directory(arguments.data))
    django.setup()


def begin_filled(arguments: argparse.Namespace) -> None:
    """As `begin`, and bring the database to this version."""
    begin(arguments)
    environment.make_directory(environment.data_directory(arguments.data))
    serve.migrate()


def _ask(question: str, given: str | None, default: str, arguments: argparse.Namespace) -> str:
    if given is not None:
        return given
    if arguments.yes:
        return default
    if not sys.stdin.isatty():
        raise Refusal("Nobody can answer here. Give --site-url, --school and --region, and --yes for the rest.")
    answer = input(f"{question} [{default}]: " if default else f"{question}: ").strip()
    return answer or default


def init(arguments: argparse.Namespace) -> int:
    """Make a new installation."""
    data = environment.data_directory(arguments.data)
    setup.refuse_existing(data)
    site_url = setup.check_site_url(
        _ask("Address of the site", arguments.site_url, f"http://127.0.0.1:{DEFAULT_PORT}", arguments)
    )
    school = setup.check_name(_ask("Name of the school", arguments.school, "", arguments), "school")
    region = setup.check_region(
        _ask("Region of the school holidays (noord, midden, zuid)", arguments.region, "noord", arguments)
    )
    board = setup.check_name(arguments.board or school, "board")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omzien.config.settings")
    url = arguments.database_url or os.environ.get("DATABASE_URL", "")
    owner = arguments.database_owner_url or os.environ.get("DATABASE_OWNER_URL", "")
    print(setup.init(data, setup.Answers(site_url, school, board, region, url, owner)))
    return 0


def run_server(arguments: argparse.Namespace) -> int:
    """Serve a real installation."""
    address = serve.free_address(arguments.host, arguments.port, "omzien serve")
    serve.end_on_sigterm()
    begin_filled(arguments)
    return serve.run(address, workers=arguments.workers, threads=arguments.threads)


@contextlib.contextmanager
def _demo_directory(asked: str | None) -> Iterator[Path]:
    if asked is None:
        data = Path(tempfile.mkdtemp(prefix="omzien-demo-"))
        try:
            yield data
        finally:
            shutil.rmtree(data, ignore_errors=True)
        return
    data = Path(asked).expanduser().resolve()
    if (data / environment.FILE).exists():
        raise Refusal(f"{data} holds a real installation; a demo never runs beside it. Choose another directory.")
    environment.make_directory(data)
    yield data


def _demo_secret(data: Path) -> str:
    file = data / "demo.env"
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\n")
    return environment.parse(file.read_text(encoding="utf-8"), str(file))["SECRET_KEY"]


def demo(arguments: argparse.Namespace) -> int:
    """Open a fictional school that goes away again."""
    address = serve.free_address("127.0.0.1", arguments.port, "omzien demo")
    serve.end_on_sigterm()
    try:
        with _demo_directory(arguments.data) as data:
            os.environ["DJANGO_SETTINGS_MODULE"] = "omzien.config.settings"
            environment.become_demo(data, address.port, _demo_secret(data))
            if not (data / "keys.json").exists():
                ring.make(data / "keys.json")
            print("Making a fictional school", flush=True)
            django.setup()
            serve.migrate()
            room("omzien.config.demo").prepare(data)
            has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
            show = has_screen and not arguments.no_open
            return serve.run(address, workers=WORKERS, threads=THREADS, welcome="/demo/", open_browser=show)
    except KeyboardInterrupt:
        return 0


def _columns(told: Sequence[str]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for pair in told:
        column, sign, field = pair.partition("=")
        if not (sign and column.strip() and field.strip()):
            raise Refusal(f"'{pair}' does not say which column is which. Write --map COLUMN=FIELD.")
        mapping[column.strip()] = field.strip()
    return mapping


def import_people(arguments: argparse.Namespace) -> int:
    """Load pupils, guardians, staff and home groups."""
    files = [Path(name) for name in arguments.files]
    for file in files:
        if not file.exists():
            raise Refusal(f"There is no file or folder {file}.")
    mapping = _columns(arguments.map)
    begin_filled(arguments)
    command = room("omzien.ground.school.imports.command")
    done: int = command.run(
        files,
        arguments.dry_run,
        arguments.json,
        mapping,
        arguments.school,
        confirm_gone=arguments.confirm_gone,
        partial=arguments.partial,
    )
    return done


def tick(arguments: argparse.Namespace) -> int:
    """Run what the clock calls: once, or every minute."""
    begin_filled(arguments)
    if not arguments.loop:
        return 0 if serve.tick_once() else 1
    stopped = serve.until_signalled()
    print("ticking every minute", flush=True)
    serve.tick_forever(stopped)
    return 0


def createadmin(arguments: argparse.Namespace) -> int:
    """Make an administrator and print the one-time link by which they choose a password."""
    if not arguments.email:
        if not sys.stdin.isatty():
            raise Refusal("Nobody can answer here. Give --email, --given-name and --surname.")
        arguments.email = input("Mail address: ")
        arguments.given_name = arguments.given_name or input("Given name: ")
        arguments.surname = arguments.surname or input("Surname: ")
    begin_filled(arguments)
    accounts = room("omzien.ground.school.accounts")
    link: str = accounts.create_admin(
        email=arguments.email, given_name=arguments.given_name, surname=arguments.surname, school=arguments.school
    )
    print(f"Open this link once, within two weeks, to choose a password:\n{link}")
    return 0


def giverole(arguments: argparse.Namespace) -> int:
    """Give someone a role: for the one administrator of a school, who cannot give it to themselves on screen."""
    begin_filled(arguments)
    accounts = room("omzien.ground.school.accounts")
    title: str = accounts.give_role(email=arguments.email, role=arguments.role, school=arguments.school)
    print(f"Given: {title}")
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Check settings, database and key ring, without changing anything but a pending migration."""
    begin_filled(arguments)
    call_command("check", databases=["default"])
    print("The database is at this version and the key ring fits it.")
    return 0


def migrate(arguments: argparse.Namespace) -> int:
    """Bring the database to this version."""
    begin_filled(arguments)
    print("The database is at this version.")
    return 0


def keys(arguments: argparse.Namespace) -> int:
    """Show the keys, put a new one in use, or take an old one away."""
    begin_filled(arguments)
    keeping = room("omzien.config.keeping")
    verbs = {"status": keeping.status, "rotate": keeping.rotate, "retire": lambda: keeping.retire(arguments.number)}
    for line in verbs[arguments.what]():
        print(line, flush=True)
    return 0


def journal(arguments: argparse.Namespace) -> int:
    """Read the journal back."""
    begin_filled(arguments)
    lines, good = room("omzien.config.keeping").verify()
    print("\n".join(lines))
    return 0 if good else 1


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with a flag."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. Try: {self.prog} --help\n")


def _serving_flags(command: argparse.ArgumentParser) -> None:
    command.add_argument("--port", type=int, default=DEFAULT_PORT, help="port to listen on; 0 takes a free one")


def build() -> Parser:
    """Describe every command and flag."""
    top = Parser(prog="omzien", description="Runs a school's anti-bullying protocol.")
    top.add_argument("--version", action="version", version=f"omzien {omzien.__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)

    def command(name: str, function: object, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument("--data", metavar="DIR", help="data directory (default: OMZIEN_DATA, else ./data)")
        sub.set_defaults(function=function)
        return sub

    one = command("demo", demo, "open a fictional school that goes away again")
    _serving_flags(one)
    one.add_argument("--no-open", action="store_true", help="do not open a browser")

    one = command("init", init, "make a new installation")
    one.add_argument("--site-url", metavar="URL", help="address of the site, such as https://omzien.myschool.nl")
    one.add_argument("--school", metavar="NAME", help="name of the school")
    one.add_argument("--board", metavar="NAME", help="name of the board (default: that of the school)")
    one.add_argument("--region", metavar="REGION", help="region of the school holidays: noord, midden or zuid")
    one.add_argument("--database-url", metavar="URL", help="a PostgreSQL database; without it, SQLite")
    one.add_argument("--database-owner-url", metavar="URL", help="its owner: pages are then served behind its walls")
    one.add_argument("--yes", action="store_true", help="take the proposed answer to what is not given")

    one = command("serve", run_server, "serve this installation")
    _serving_flags(one)
    one.add_argument("--host", default="127.0.0.1", help="address to listen on")
    one.add_argument("--workers", type=int, default=WORKERS, help="processes")
    one.add_argument("--threads", type=int, default=THREADS, help="threads in each process")

    one = command("import", import_people, "load people from files")
    one.add_argument("what", choices=["people"])
    one.add_argument("files", nargs="+", metavar="FILE", help="CSV files, or a School Data Sync folder or zip")
    one.add_argument("--dry-run", action="store_true", help="only show what would happen")
    one.add_argument("--json", action="store_true", help="print the outcome as JSON")
    one.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help="say which column is which")
    one.add_argument("--school", metavar="NAME", help="which school, where the board has several")
    one.add_argument("--partial", action="store_true", help="the files hold only some people; nobody disappears")
    one.add_argument("--confirm-gone", action="store_true", help="yes, more than 10%% really disappears")

    one = command("tick", tick, "run what the clock calls; `serve` does this by itself")
    once = one.add_mutually_exclusive_group()
    once.add_argument("--once", action="store_true", help="run once (this is what happens without a flag)")
    once.add_argument("--loop", action="store_true", help="run every minute until SIGTERM")

    one = command("createadmin", createadmin, "make an administrator and print a one-time link")
    one.add_argument("--email", metavar="ADDRESS")
    one.add_argument("--given-name", metavar="NAME", default="")
    one.add_argument("--surname", metavar="NAME", default="")
    one.add_argument("--school", metavar="NAME", help="which school, where the board has several")

    one = command("giverole", giverole, "give someone a role for the whole school")
    one.add_argument("--email", metavar="ADDRESS", required=True)
    one.add_argument("--role", metavar="ROLE", required=True, help="such as anti_bullying_coordinator or director")
    one.add_argument("--school", metavar="NAME", help="which school, where the board has several")

    one = command("keys", keys, "show the keys, put a new one in use (rotate), or take an old one away (retire)")
    one.add_argument("what", choices=["status", "rotate", "retire"])
    one.add_argument("number", nargs="?", type=int, help="the key to retire")

    one = command("journal", journal, "read the journal back: exit code 1 when an entry was changed, moved or removed")
    one.add_argument("what", choices=["verify"])

    command("check", check, "check settings, database and key ring")
    command("migrate", migrate, "bring the database to this version")
    return top


def run(words: Sequence[str] | None) -> int:
    """Carry out one command; what can go wrong outside Omzien is told in one line."""
    arguments = build().parse_args(words)
    # Whatever is made from here on is readable by its owner only.
    os.umask(0o077)
    try:
        code: int = arguments.function(arguments)
        return code
    except (Refusal, ring.RingError, ImproperlyConfigured, CommandError) as error:
        print(f"omzien: {error}", file=sys.stderr)
    except InvalidTag:
        print("omzien: the key ring does not fit this database: put the right keys.json back", file=sys.stderr)
    except DatabaseError as error:
        print(f"omzien: the database does not answer: {str(error).splitlines()[0]}", file=sys.stderr)
    except OSError as error:
        print(f"omzien: {error.strerror}: {error.filename}", file=sys.stderr)
    return 2


def main(words: Sequence[str] | None = None) -> int:
    """Run `omzien`; the exit code is 0 when done, 1 when the answer is no, 2 when it could not be done."""
    try:
        return run(words)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    finally:
        if settings.configured:
            connections.close_all()


if __name__ == "__main__":
    sys.exit(main())
