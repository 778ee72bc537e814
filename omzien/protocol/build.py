"""From plain TOML tables to the frozen values of the schema; what the schema does not know is refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, Protocol, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Keys = tuple[str, ...]
Table = Mapping[str, Any]

WORDS: Mapping[object, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    date: "a date such as 2026-09-01",
}


class Faults(Protocol):
    """Makes the error for what stands under a path of keys."""

    def __call__(self, keys: Sequence[str], problem: str, remedy: str) -> Exception: ...


class Builder:
    """Builds values and remembers where it is, so that every complaint has an address."""

    def __init__(self, faults: Faults) -> None:
        self.fault = faults

    def table(self, wanted: type[T], table: Table, keys: Keys, id_: str | None = None) -> T:
        """Return a value of the schema from its table; its first field may be the table's name."""
        hints = get_type_hints(wanted)
        known = {field.name: field for field in fields(cast("Any", wanted)) if field.metadata.get("from_file", True)}
        given = dict(table)
        if id_ is not None:
            self._no_second_id(next(iter(known)), given, keys)
            given = {next(iter(known)): id_, **given}
        self._only_known(given, known, keys)
        self._all_needed(given, known, keys)
        return wanted(**{name: self.value(hints[name], value, (*keys, name)) for name, value in given.items()})

    def value(self, hint: object, value: object, keys: Keys) -> object:
        """Return what the hint asks for, or raise."""
        for fits, make in self._makers:
            if fits(hint):
                return make(hint, value, keys)
        raise TypeError(f"the schema has a field that no file can hold: {hint}")

    @property
    def _makers(self) -> tuple[tuple[Callable[[object], bool], Callable[[object, object, Keys], object]], ...]:
        return (
            (lambda hint: get_origin(hint) is UnionType, self._optional),
            (lambda hint: get_origin(hint) is Literal, self._literal),
            (lambda hint: get_origin(hint) is tuple, self._tuple),
            (lambda hint: get_origin(hint) is Mapping, self._mapping),
            (is_dataclass, self._nested),
            (lambda hint: hint in WORDS, self._plain),
        )

    def _optional(self, hint: object, value: object, keys: Keys) -> object:
        (inner,) = (arg for arg in get_args(hint) if arg is not NoneType)
        return self.value(inner, value, keys)

    def _literal(self, hint: object, value: object, keys: Keys) -> object:
        if value not in get_args(hint):
            allowed = ", ".join(repr(arg) for arg in get_args(hint))
            raise self.fault(keys, f"{keys[-1]} is {value!r}", f"Choose one of {allowed}")
        return value

    def _tuple(self, hint: object, value: object, keys: Keys) -> tuple[object, ...]:
        inner = get_args(hint)[0]
        if is_dataclass(inner):
            return tuple(self._tables(cast("type[object]", inner), value, keys).values())
        if not isinstance(value, list):
            raise self.fault(keys, f"{keys[-1]} is not a list", "Write it between [ and ]")
        return tuple(self.value(inner, item, keys) for item in value)

    def _mapping(self, hint: object, value: object, keys: Keys) -> Mapping[str, object]:
        return MappingProxyType(self._tables(get_args(hint)[1], value, keys))

    def _tables(self, inner: type[object], value: object, keys: Keys) -> dict[str, object]:
        tables = self._as_table(value, keys)
        return {
            id_: self.table(inner, self._as_table(row, (*keys, id_)), (*keys, id_), id_) for id_, row in tables.items()
        }

    def _nested(self, hint: object, value: object, keys: Keys) -> object:
        return self.table(cast("type[object]", hint), self._as_table(value, keys), keys)

    def _as_table(self, value: object, keys: Keys) -> Table:
        if not isinstance(value, dict):
            raise self.fault(keys, f"{keys[-1]} is not a table", f"Write [{'.'.join(keys)}] above its own lines")
        return value

    def _plain(self, hint: object, value: object, keys: Keys) -> object:
        # A bool is an int and a moment is a date to Python; not on paper.
        if type(value) is not hint:
            raise self.fault(keys, f"{keys[-1]} is {value!r}", f"Write {WORDS[hint]}")
        if not isinstance(value, str):
            return value
        if not value.strip():
            raise self.fault(keys, f"{keys[-1]} is empty", "Write a text, or leave the line out")
        return one_line_a_paragraph(value)

    def _no_second_id(self, name: str, given: Table, keys: Keys) -> None:
        if name in given:
            raise self.fault((*keys, name), f"{name} stands in the table and in its name", "Leave out the line")

    def _only_known(self, given: Table, known: Mapping[str, "Field[Any]"], keys: Keys) -> None:
        for name in given:
            if name not in known:
                remedy = f"Leave it out, or use one of: {', '.join(known)}"
                raise self.fault((*keys, name), f"unknown key {name!r}", remedy)

    def _all_needed(self, given: Table, known: Mapping[str, "Field[Any]"], keys: Keys) -> None:
        for name, field in known.items():
            if name not in given and field.default is MISSING:
                raise self.fault(keys, f"{name} is missing in {'.'.join(keys) or 'the edition'}", f"Add {name} = …")


def one_line_a_paragraph(text: str) -> str:
    """Return a text without the line ends of its file; a blank line still parts two paragraphs."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n") if part.strip())
