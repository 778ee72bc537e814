"""Writes docs/access-matrix.md: who sees what, and who may do what, in words for a director; read from the policy itself."""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "access-matrix.md"

OBJECTS = {
    "reports.Report": "Een melding",
    "approach.Case": "Een situatie",
    "access.Emergency": "Inzage in nood",
    "school.Pupil": "Leerlingen",
    "school.HomeGroup": "Klassen",
    "school.Staff": "Collega's",
    "school.RoleHolding": "Wie welke rol heeft",
    "school.Load": "Laden van lijsten",
    "school.DayOff": "Vrije dagen",
    "notices.Notice": "Berichten aan een collega",
    "vault.AdviserKey": "De kluis van een vertrouwenspersoon",
    "reports.ConfidentialFile": "Een vertrouwelijk dossier",
    "reports.Disclosure": "Bekendmaken wie het vertelde",
}
ACTIONS = {
    "add": "toevoegen",
    "read": "zien",
    "handle": "behandelen",
    "close": "afronden en sluiten",
    "hand_over": "overdragen",
    "bar": "een collega erbuiten houden",
    "stop": "stoppen",
    "review": "terugkijken en beoordelen",
    "load": "laden",
    "choose_in_emergency": "opzoeken voor inzage in nood",
    "change": "wijzigen",
    "invite": "uitnodigen",
    "own": "een eigen kluis hebben",
    "share": "een andere vertrouwenspersoon toegang geven of afnemen",
    "decide": "meebeslissen",
    "tell": "de naam vertellen",
}
SCOPES = {
    "own": "eigen",
    "addressed": "aan deze persoon gericht",
    "case team": "van een situatie waar deze persoon in het team zit",
    "team": "als lid van het team",
    "owner": "als eigenaar",
    "groups": "eigen klassen en de klassen van het eigen kernteam",
    "school": "de hele school",
    "emergency": "inzage in nood: één uur, één leerling, met reden",
    "own open": "eigen, zolang het loopt",
    "own allowed": "eigen, na het ja van een tweede vertrouwenspersoon",
    "second": "als tweede vertrouwenspersoon",
    "second open": "als tweede vertrouwenspersoon, zolang er niet beslist is",
    "look back": "van een ander; wie het eerst aan de beurt is",
}
PARTS = {
    "told": "wat er verteld is",
    "names": "genoemde namen",
    "identity": "wie het vertelde",
    "header": "stap en datums",
    "parties": "betrokken leerlingen",
    "chronology": "tijdlijn",
    "agreements": "afspraken",
    "group": "steungroep",
    "file": "dossier",
}
HEAD = """\
<!-- Written by `make map`; a change by hand is overwritten. -->
# Wie mag wat zien

Deze pagina komt uit het programma zelf: wat hier niet staat, kan niet. Voor wie iets niet mag zien, bestaat het niet:
niet in een lijst, niet bij zoeken, niet in een aantal, en ook niet voor wie het adres raadt.

## De regels

1. **Nee gaat voor ja.** Over wie het gaat, wie familie is van een leerling om wie het gaat, en wie voor zo iemand
   waarneemt, ziet het niet. Ook niet met een rol die het anders wel zou zien.
2. **Eén pet tegelijk.** Wie twee rollen heeft, kiest er een. Rollen tellen nooit op.
3. **Wat verteld wordt aan een vertrouwenspersoon, blijft daar.** Geen aantal, geen zoekresultaat, geen hint.
4. **Een gesloten situatie is alleen te lezen**, tot iemand die dat mag haar weer opent.
5. **Soms ziet iemand een deel.** Dan staat erbij welk deel.
6. **Niet van jou is er niet** (404). Wel van jou, maar iets wat je niet mag doen, wordt geweigerd (403).
7. **Een wijziging in rollen werkt meteen.**
8. **Elke school is een eigen wereld.** Wie bij een andere school helpt, draagt daar een eigen pet.

"""
FOOT = """\

## Wie geen pet draagt

Een leerling of ouder heeft geen account en ziet met de code alleen de eigen melding: hoe ver het is, en wie leest.
Wie weg is, ziet niets meer. De klok vindt en herinnert; hij vertelt alleen dát er iets is, nooit wat.
"""


class Unnamed(KeyError):
    """Something in the policy has no words yet: add them to tools/access_matrix.py."""


def _words(found: dict[str, str], key: str) -> str:
    if key not in found:
        raise Unnamed(key)
    return found[key]


def render() -> str:
    """Return the page."""
    table = import_module("omzien.ground.access.table")
    text = HEAD
    for label in dict.fromkeys(rule.label for rule in table.RULES):
        text += f"## {_words(OBJECTS, label)}\n\n| wie | mag | binnen | ziet |\n|---|---|---|---|\n"
        every = table.PARTS.get(label, frozenset())
        for rule in table.RULES:
            if rule.label != label:
                continue
            # In the order in which a director reads: what somebody may, first to last.
            acts = ", ".join(_words(ACTIONS, act) for act in sorted(rule.actions, key=list(ACTIONS).index))
            parts = ", ".join(words for part, words in PARTS.items() if part in rule.parts)
            shown = "alles" if rule.parts == every else parts
            shown = shown if "read" in rule.actions else ""
            who = ", ".join(str(role.label) for role in rule.roles)
            text += f"| {who} | {acts} | {_words(SCOPES, rule.scope)} | {shown} |\n"
        text += "\n"
    return text.rstrip("\n") + "\n" + FOOT


def main() -> int:
    """Write the page, or with --check only tell whether it is fresh."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the page is stale")
    only_check = parser.parse_args().check
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omzien.config.settings")
    os.environ.setdefault("SECRET_KEY", "only to read the policy")
    os.environ.setdefault("SITE_URL", "http://127.0.0.1")
    django.setup()
    text = render()
    if not only_check:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        print(f"{PAGE.relative_to(ROOT)} is stale: run `make map`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
