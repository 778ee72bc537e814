"""The vacations of the three regions: facts that come with the software, 2025 to 2028."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

REGIONS = ("noord", "midden", "zuid")

# How a school may call the same vacation; the first letters are enough.
SEASONS = {
    "herfst": ("herfst", "oktober"),
    "kerst": ("kerst",),
    "voorjaar": ("voorjaar", "krokus", "carnaval", "vastenavond"),
    "mei": ("mei",),
    "zomer": ("zomer",),
}


@dataclass(frozen=True, slots=True)
class Vacation:
    """One vacation of one region, first and last day included."""

    season: str
    name: str
    year: str
    first: date
    last: date


def school_year(day: date) -> str:
    """Return the school year of a day, such as 2026-2027; it begins on 1 August."""
    begin = day.year if day.month >= 8 else day.year - 1
    return f"{begin}-{begin + 1}"


def season_of(name: str) -> str:
    """Return the season that a vacation's name tells, or nothing."""
    for season, words in SEASONS.items():
        if name.strip().lower().startswith(words):
            return season
    return ""


@cache
def vacations(region: str) -> tuple[Vacation, ...]:
    """Return the vacations of a region, in order of date."""
    if region not in REGIONS:
        raise ValueError(f"{region!r} is no region of the school vacations; choose {', '.join(REGIONS)}")
    table = tomllib.loads((Path(__file__).parent / "vacations.toml").read_text(encoding="utf-8"))
    rows = (Vacation(row["season"], row["name"], row["year"], *row[region]) for row in table["vacations"])
    return tuple(sorted(rows, key=lambda vacation: vacation.first))
