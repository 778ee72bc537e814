"""From bytes to text: UTF-8 with or without BOM, UTF-16, Windows-1252, also line by line."""

import codecs

from django.utils.translation import gettext as _

from .csvtext import Refused

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "Excel"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "Word"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"SQLite format", "SQLite"),
)


def decode(data: bytes) -> str:
    """Return the text of a file; raises Refused when it is no text."""
    for mark, what in _OTHERS:
        if data.startswith(mark):
            raise Refused(
                _("Dit is een %(kind)s-bestand. Sla de lijst op als CSV en kies dat bestand.") % {"kind": what}
            )
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _lenient(data, encoding)
    head = data[:4000]
    if b"\x00" in head:
        return _lenient(data, _utf16_without_bom(head))
    if b"\x00" in data:
        raise Refused(_no_text())
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _by_line(data)
    return _no_markup(text)


def _lenient(data: bytes, encoding: str) -> str:
    return data.decode(encoding, errors="replace")


def _utf16_without_bom(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    many = len(head) // 5
    if odd > many and even * 10 < odd:
        return "utf-16-le"
    if even > many and odd * 10 < even:
        return "utf-16-be"
    raise Refused(_no_text())


def _by_line(data: bytes) -> str:
    """Read each line as UTF-8, else as Windows-1252: lists that were pasted together hold both."""
    lines = []
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
    text = "\n".join(lines)
    strange = sum(1 for character in text[:4000] if character < " " and character not in "\t\n\r\f\v\x1a")
    if strange * 20 > min(len(text), 4000):
        raise Refused(_no_text())
    return text


def _no_text() -> str:
    return _("Dit bestand is geen tekst. Sla de lijst op als CSV en kies dat bestand.")


def _no_markup(text: str) -> str:
    begin = text.lstrip()[:200].lower()
    if begin.startswith(("<?xml", "<!doctype", "<html", "<table", "<uwlr", "<edex")):
        raise Refused(_("Dit is een XML- of webbestand. Sla de lijst op als CSV en kies dat bestand."))
    if begin.startswith(('{"', "[{", "{\n", "{ ", '["')):
        raise Refused(_("Dit is een JSON-bestand. Sla de lijst op als CSV en kies dat bestand."))
    return text
