"""`omzien import people`: the same steps as on screen, in one go, for a person or for a program."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.utils.translation import gettext as _

from omzien.ground.journal.writing import one_write
from omzien.ground.school.models import School

from .apply import carry_out
from .columns import field_named, normal
from .loads import NotNow, begin, confirm, preview, said_of, say
from .plan import COUNTED, HOME_GROUPS, Plan, many_gone_words
from .read import read_paths
from .synonyms import FIELDS
from .table import Problem

TOLD = ("pupils", "staff", "groups")
SHOWN = 40


def run(
    files: Sequence[Path | str],
    dry_run: bool = False,
    as_json: bool = False,
    mapping: Mapping[str, str] | None = None,
    school: str | None = None,
    *,
    confirm_gone: bool = False,
    partial: bool = False,
) -> int:
    """Load people from files; 0 when all went well, 1 when something was wrong (the good rows are loaded)."""
    where = find_school(school)
    told = meanings(mapping or {})
    intake = read_paths(Path(file) for file in files)
    plan, unknown = preview(intake, where, {**said_of(where), **told}, complete=not partial)
    if plan.many_gone and not confirm_gone:
        plan.errors += [Problem("", 0, "", "", words) for words in _refusals(plan)]
    elif not dry_run:
        _load(intake, where, told, complete=not partial, confirm_gone=confirm_gone)
    if as_json:
        sys.stdout.write(json.dumps(outcome(plan), ensure_ascii=False, indent=2) + "\n")
        # For whoever watches; the program that asked reads the other stream.
        sys.stderr.write("".join(f"{line}\n" for line in [*plan.notes, *skipped(unknown)]))
    else:
        sys.stdout.write(report(plan, unknown, dry_run=dry_run) + "\n")
    return 1 if plan.errors else 0


def _load(intake: Any, where: School, told: Mapping[str, str], *, complete: bool, confirm_gone: bool) -> None:
    if told:
        with one_write():
            say(where, told)
    load = begin(intake, where, None, complete=complete)
    try:
        confirm(load, None, confirm_gone=confirm_gone)
    except NotNow as refusal:
        raise CommandError(str(refusal)) from refusal
    carry_out(load.pk)


def _refusals(plan: Plan) -> list[str]:
    return [
        f"{words} {_('Niets is geladen. Klopt het wel, geef dan --confirm-gone.')}"
        for words in many_gone_words(plan.many_gone)
    ]


def find_school(name: str | None) -> School:
    """Return the school that is meant; raises CommandError that says which there are."""
    schools = list(School.objects.order_by("name"))
    if not schools:
        raise CommandError("there is no school yet: run `omzien init`")
    if name is None and len(schools) == 1:
        return schools[0]
    found = [school for school in schools if school.name.casefold() == (name or "").strip().casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"'{school.name}'" for school in schools)
    raise CommandError(f"which school? Give --school with one of: {names}")


def meanings(mapping: Mapping[str, str]) -> dict[str, str]:
    """Return what each column means, by normalised header; raises CommandError on a field that does not exist."""
    told: dict[str, str] = {}
    for header, name in mapping.items():
        if normal(header) == HOME_GROUPS:
            told[HOME_GROUPS] = name
            continue
        found = field_named(name)
        if found is None:
            raise CommandError(f"'{name}' is no field. Choose ignore, or one of: {', '.join(FIELDS)}")
        told[normal(header)] = found
    return told


def outcome(plan: Plan) -> dict[str, Any]:
    """Return what a program reads."""
    counts = plan.counts()
    return {**{kind: counts[kind] for kind in TOLD}, "errors": [error.as_dict() for error in plan.errors]}


def report(plan: Plan, unknown: Mapping[str, tuple[str, list[str]]], *, dry_run: bool) -> str:
    """Return what a person reads."""
    names = {"pupils": _("leerlingen"), "staff": _("medewerkers"), "groups": _("klassen"), "guardians": _("ouders")}
    head = _("Dit zou er gebeuren:") if dry_run else _("Dit is er gebeurd:")
    if plan.many_gone and plan.errors and not plan.errors[-1].file:
        head = _("Er is niets geladen. Dit zou er gebeuren:")
    lines = [head, "", f"{'':14}{_('nieuw'):>10}{_('gewijzigd'):>12}{_('verdwijnt'):>12}"]
    for kind in COUNTED:
        counted = plan.counts()[kind]
        lines.append(f"{names[kind]:14}{counted['new']:>10}{counted['changed']:>12}{counted['gone']:>12}")
    # Said always: how many it are, would say of whom a matter is open.
    lines += ["", _("Wie nog ergens bij nodig is, blijft voorlopig staan.")]
    lines += ["", *plan.notes] if plan.notes else []
    lines += ["", *skipped(unknown)] if unknown else []
    if plan.errors:
        lines += ["", _("Niet goed (%(n)d):") % {"n": len(plan.errors)}]
        lines += [_line(error) for error in plan.errors[:SHOWN]]
    if len(plan.errors) > SHOWN:
        lines.append(_("... en nog %(n)d. Met --json zie je ze allemaal.") % {"n": len(plan.errors) - SHOWN})
    return "\n".join(lines)


def skipped(unknown: Mapping[str, tuple[str, list[str]]]) -> list[str]:
    """Return which columns were skipped, and how to say what they are."""
    said = _('Kolom "%(header)s" kennen we niet en is overgeslagen. Geef zo nodig --map "%(header)s=..."')
    return [said % {"header": header} for header, _examples in unknown.values()]


def _line(error: Problem) -> str:
    place = _("%(file)s rij %(row)d") % {"file": error.file, "row": error.row} if error.row else error.file
    cell = f" [{error.column}: {error.value}]" if error.value else f" [{error.column}]" if error.column else ""
    return f"  {place}{cell} {error.message}" if place else f"  {error.message}"
