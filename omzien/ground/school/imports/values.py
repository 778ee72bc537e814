"""Reading single values: dates and addresses as people write them, and numbers that must never be kept."""

import re
import unicodedata
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_OTHER_MONTHS = {"maa": 3, "mar": 3, "may": 5, "oct": 10}
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"))
_EXCEL_ZERO = date(1899, 12, 30)


class Unreadable(ValueError):
    """A value that is not what its column asks for."""


def clean(cell: str) -> str:
    """Return a cell without what spreadsheets add: odd spaces, a leading apostrophe, ="..." round a number."""
    text = cell.translate(_INVISIBLE).replace("\u00a0", " ").replace("\u202f", " ").strip()
    if found := re.fullmatch(r'="([^"]*)"', text):
        text = found[1]
    if re.match(r"'(\d+$|[=+@-])", text):
        text = text[1:]
    return unicodedata.normalize("NFC", " ".join(text.split()))


def is_damaged(text: str) -> bool:
    """Tell whether a value holds characters that were lost or cannot be kept."""
    return any(character == "\ufffd" or unicodedata.category(character) in {"Cc", "Cs"} for character in text)


def number(text: str) -> str:
    """Return an id; raises Unreadable when a spreadsheet rounded it off."""
    if re.fullmatch(r"\d[.,]\d+E\+?\d+", text, re.I):
        raise Unreadable
    if found := re.fullmatch(r"(\d+)[.,]0+", text):
        return found[1]
    return text


def grade(text: str) -> int:
    """Return the year of "2", "leerjaar 2" or "2 havo"; raises Unreadable."""
    found = re.search(r"\d+", text)
    if not found or not 1 <= int(found[0]) <= 8:
        raise Unreadable
    return int(found[0])


def day(text: str, today: date, *, past: bool = False) -> date:
    """Return a date as the Dutch write it, or ISO; `past` puts a short year before today. Raises Unreadable."""
    text = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$", "", text.strip())
    try:
        return _iso(text) or _dutch(text, today, past=past) or _words(text) or _serial(text)
    except ValueError as error:
        raise Unreadable from error


def _iso(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})[-/. ]?(\d{1,2})[-/. ]?(\d{1,2})", text)
    if not found or (text.isdigit() and len(text) != 8):
        return None
    if text.isdigit() and not 1900 <= int(text[:4]) <= 2100:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    return date(int(found[1]), int(found[2]), int(found[3]))


def _dutch(text: str, today: date, *, past: bool) -> date | None:
    found = re.fullmatch(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|'?\d{2})", text)
    if not found:
        return None
    year = int(found[3].lstrip("'"))
    if year < 100:
        year += 2000
        if past and year > today.year:
            year -= 100
    return date(year, int(found[2]), int(found[1]))


def _words(text: str) -> date | None:
    found = re.fullmatch(r"(?:[a-z]{2,9},? )?(\d{1,2})[ -]([a-z]{3,9})\.?[ -](\d{4})", text.casefold())
    if not found:
        return None
    short = found[2][:3]
    month = _MONTHS.index(short) + 1 if short in _MONTHS else _OTHER_MONTHS.get(short, 13)
    return date(int(found[3]), month, int(found[1]))


def _serial(text: str) -> date:
    """Read the number by which a spreadsheet keeps a date."""
    if not re.fullmatch(r"[2-6]\d{4}", text):
        raise Unreadable
    return _EXCEL_ZERO + timedelta(days=int(text))


def email(text: str) -> str:
    """Return an address, also out of "Naam <naam@school.nl>"; raises Unreadable."""
    found = re.search(r"<([^<>]+)>", text)
    address = (found[1] if found else text).strip()
    address = re.sub(r"^mailto:", "", address, flags=re.I)
    try:
        validate_email(address)
    except ValidationError as error:
        raise Unreadable from error
    if len(address) > 254:
        raise Unreadable
    return address


def looks_like_citizen_number(text: str) -> bool:
    """Tell whether a value passes the test of eleven that every Dutch citizen number passes."""
    digits = re.sub(r"[\s.\-]", "", text)
    if not digits.isdigit() or not 8 <= len(digits) <= 9:
        return False
    figures = [int(figure) for figure in digits.zfill(9)]
    total = sum(weight * figure for weight, figure in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), figures, strict=True))
    return total % 11 == 0 and int(digits) > 0


_STREET = re.compile(
    r"[^\d@]*(straat|str\.|laan|weg|plein|kade|singel|dijk|hof|pad|gracht|dreef|steeg|park|baan|plantsoen|markt|wal)"
    r" \d{1,5}\s?[a-z]?(-\w+)?",
    re.I,
)


def looks_private(text: str) -> bool:
    """Tell whether a value looks like a postcode, or a street with its number."""
    return bool(re.fullmatch(r"[1-9]\d{3}\s?[A-Za-z]{2}", text) or _STREET.fullmatch(text))
