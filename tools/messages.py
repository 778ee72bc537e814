"""Gathers every text on a screen into the English `.po`, keeps what is translated already, and compiles the `.mo`.

    python -m tools.messages           write both files anew, and say what has no English yet
    python -m tools.messages --check   change nothing; fail when a run would change something

The Dutch of the screens is the msgid. Python is read as a syntax tree, so a text inside an f-string and a text marked
under another name are found too, which xgettext leaves out. Nobody needs the gettext programs. No line number, no date
and no name of a person is written: the difference shows only texts.
"""

import argparse
import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "omzien"
PO = CODE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
HEADER = (
    "Project-Id-Version: omzien\n"
    "Language: en\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
TITLE = "# English of Omzien's screens; the msgid is the Dutch. Run `python -m tools.messages` after a text changes.\n"
# Which argument is what: context, text, plural.
_SHAPES: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
_LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_IN_TEMPLATE = re.compile(rf"(?P<name>\b(?:n?p?gettext)|\b_)\((?P<texts>{_LITERAL}(?:,\s*{_LITERAL})*)")
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[-#0 +]*\d*(?:\.\d+)?([sdifr%])|\{(\w*)\}")
_PARTS = re.compile(r'^(?:#~\s*)?(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(".*")$|^(?:#~\s*)?(".*")$')


@dataclass(frozen=True)
class Message:
    """One text: what identifies it, where it stands, and its English forms."""

    text: str
    plural: str = ""
    context: str = ""
    files: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    flags: frozenset[str] = field(default_factory=frozenset)

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what makes this text another than all the others."""
        return self.context, self.text, self.plural

    @property
    def is_translated(self) -> bool:
        """Tell whether every form has English."""
        return len(self.english) == (2 if self.plural else 1) and all(self.english)


class Unreadable(ValueError):
    """A text that is put together by code cannot be translated, since nobody sees it whole."""


# --- finding the texts -----------------------------------------------------------------------------------------------


def _imported(tree: ast.AST) -> dict[str, str]:
    """Return which name here is which function of Django, such as _ for gettext_lazy."""
    return {
        one.asname or one.name: one.name.removesuffix("_lazy").removesuffix("_noop")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for one in node.names
    }


def _constant(call: ast.Call, place: int | None, file: str) -> str:
    if place is None:
        return ""
    argument = call.args[place]
    if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
        raise Unreadable(f"{file}:{call.lineno}: a text must be written out, without f-string and without variable")
    return argument.value


def _is_variable(call: ast.Call) -> bool:
    """Tell whether this looks up a text that was marked elsewhere, such as gettext(words.title)."""
    return bool(call.args) and isinstance(call.args[0], ast.Name | ast.Attribute | ast.Subscript)


def in_python(source: str, file: str) -> Iterator[Message]:
    """Give every text that Python code marks for translation."""
    tree = ast.parse(source)
    names = _imported(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = names.get(called.id, "") if isinstance(called, ast.Name) else ""
        if (
            isinstance(called, ast.Attribute)
            and isinstance(called.value, ast.Name)
            and called.value.id == "translation"
        ):
            name = called.attr.removesuffix("_lazy").removesuffix("_noop")
        if name not in _SHAPES or _is_variable(node):
            continue
        context, text, plural = (_constant(node, place, file) for place in _SHAPES[name])
        yield Message(text, plural, context, (file,))


def in_template(source: str, file: str) -> Iterator[Message]:
    """Give every text that a template marks for translation."""
    for found in _IN_TEMPLATE.finditer(templatize(source, file)):
        texts = ast.literal_eval(f"({found['texts']},)")
        context, text, plural = ("" if place is None else texts[place] for place in _SHAPES[found["name"]])
        yield Message(text, plural, context, (file,))


def sources() -> list[Path]:
    """Return the files that can hold a text."""
    found = (path for path in CODE.rglob("*") if path.suffix in {".py", ".html", ".txt", ".svg"})
    leave_out = {"migrations", "vendor", "static", "__pycache__", "editions"}
    return sorted(path for path in found if not leave_out & set(path.parts))


def gather() -> list[Message]:
    """Return every text once, with the files that it stands in, in the order of those files."""
    found: dict[tuple[str, str, str], Message] = {}
    for path in sources():
        file = path.relative_to(ROOT).as_posix()
        read = in_python if path.suffix == ".py" else in_template
        for message in read(path.read_text(encoding="utf-8"), file):
            # gettext knows one text under one name, whether or not it has a plural.
            earlier = found.get(message.key, message)
            files = earlier.files if file in earlier.files else (*earlier.files, file)
            found[message.key] = replace(earlier, files=files)
    return list(found.values())


# --- the .po ---------------------------------------------------------------------------------------------------------


def placeholders(text: str) -> list[str]:
    """Return what is filled in later, in no order: %(name)s and {wie}."""
    return sorted(found.group(0) for found in _PLACEHOLDER.finditer(text))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    if "\n" not in text:
        return f'"{escaped}"'
    lines = escaped.split("\n")
    kept = [f'"{line}\\n"' for line in lines[:-1]] + ([f'"{lines[-1]}"'] if lines[-1] else [])
    return "\n".join(['""', *kept])


def _entry(message: Message) -> str:
    lines = [f"#: {file}" for file in message.files]
    if re.search(r"%\(\w+\)|%[sd%]", message.text):
        lines.append("#, python-format")
    if message.context:
        lines.append(f"msgctxt {_quoted(message.context)}")
    lines.append(f"msgid {_quoted(message.text)}")
    if message.plural:
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        forms = message.english or ("", "")
        lines += [f"msgstr[{number}] {_quoted(form)}" for number, form in enumerate(forms)]
    else:
        lines.append(f"msgstr {_quoted(message.english[0] if message.english else '')}")
    return "\n".join(lines)


def render(messages: Iterable[Message]) -> str:
    """Return the .po file."""
    head = f'{TITLE}msgid ""\nmsgstr {_quoted(HEADER)}'
    return "\n\n".join([head, *(_entry(message) for message in messages)]) + "\n"


def parse(source: str) -> list[Message]:
    """Return the entries of a .po file, the obsolete ones too (with the flag "obsolete"); its header is left out."""
    entries = []
    for block in re.split(r"\n\s*\n", source.strip()):
        parts: dict[str, str] = {}
        flags: set[str] = set()
        part = ""
        for line in block.splitlines():
            if line.startswith("#,"):
                flags |= {flag.strip() for flag in line[2:].split(",")}
            if line.startswith("#~"):
                flags.add("obsolete")
            if found := _PARTS.match(line):
                part = found[1] or part
                parts[part] = parts.get(part, "") + ast.literal_eval(found[2] or found[3])
        if parts.get("msgid"):
            english = tuple(parts[name] for name in sorted(parts) if name.startswith("msgstr"))
            plural, context = parts.get("msgid_plural", ""), parts.get("msgctxt", "")
            entries.append(Message(parts["msgid"], plural, context, (), english, frozenset(flags)))
    return entries


def renewed(old: str) -> list[Message]:
    """Return every text of the screens, with the English that the old file has for it."""
    known = {message.key: message for message in parse(old) if "fuzzy" not in message.flags}
    return [replace(new, english=known[new.key].english if new.key in known else ()) for new in gather()]


# --- the .mo ---------------------------------------------------------------------------------------------------------


def compiled(messages: Iterable[Message]) -> bytes:
    """Return the .mo file: the table that gettext reads, sorted by text."""
    table = {b"": HEADER.encode()}
    for one in messages:
        if one.is_translated:
            key = f"{one.text}\0{one.plural}" if one.plural else one.text
            table[(f"{one.context}\4{key}" if one.context else key).encode()] = "\0".join(one.english).encode()
    keys = sorted(table)
    texts = [table[name] for name in keys]
    start = 28 + 16 * len(keys)
    words = [0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, start]
    for part in (keys, texts):
        for text in part:
            words += [len(text), start]
            start += len(text) + 1
    return struct.pack(f"<{len(words)}I", *words) + b"".join(text + b"\0" for text in keys + texts)


def main() -> int:
    """Run from the command line."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("--check", action="store_true", help="change nothing; fail when a run would change something")
    check = reader.parse_args().check
    old = PO.read_text(encoding="utf-8") if PO.exists() else ""
    messages = renewed(old)
    po, mo = render(messages), compiled(messages)
    is_fresh = old == po and MO.exists() and MO.read_bytes() == mo
    if not check:
        PO.parent.mkdir(parents=True, exist_ok=True)
        PO.write_text(po, encoding="utf-8")
        MO.write_bytes(mo)
    without = [message for message in messages if not message.is_translated]
    for message in without:
        print(f"no English yet: {message.text!r} ({message.files[0]})")
    print(f"{len(messages)} texts, {len(without)} without English{'' if is_fresh or not check else '; not fresh'}")
    return 1 if without or (check and not is_fresh) else 0


if __name__ == "__main__":
    sys.exit(main())
