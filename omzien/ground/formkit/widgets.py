"""Ways to choose; the drawings themselves belong to the face and are named, never imported."""

from collections.abc import Mapping
from typing import Any

from django import forms

# A list longer than this gets a box to search a name in.
SEARCH_FROM = 13
Words = Mapping[Any, Any]


class _Illustrated(forms.RadioSelect):
    """Gives each choice a hint, an icon and a tone, by the choice's value."""

    look = ""
    # The words of the choices are Dutch, whatever the language of the page.
    dutch = False

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        icons: Words | None = None,
        hints: Words | None = None,
        tones: Words | None = None,
        look: str = "",
    ) -> None:
        super().__init__(attrs, choices)
        self.icons = dict(icons or {})
        self.hints = dict(hints or {})
        self.tones = dict(tones or {})
        self.look = look or self.look

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Illustrated":
        """Keeps a form's changes to hints and icons within that form."""
        copied = super().__deepcopy__(memo)
        copied.icons, copied.hints, copied.tones = dict(self.icons), dict(self.hints), dict(self.tones)
        return copied

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds what is drawn beside the words of a choice."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        key = getattr(value, "value", value)
        option["icon"] = self.icons.get(key, "")
        option["hint"] = self.hints.get(key, "")
        option["tone"] = self.tones.get(key, "")
        return option

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tells the drawing which look was asked for."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["look"] = self.look
        context["widget"]["dutch"] = self.dutch
        return context


class _Several(_Illustrated):
    """Reads several answers, as checkboxes do."""

    allow_multiple_selected = True
    input_type = "checkbox"

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Returns false, since a browser sends nothing for boxes left empty."""
        return False


class TileRadios(_Illustrated):
    """One of several tiles; `look` is "" (a list), "two", "three", "picture", "chips" or "bright"."""

    template_name = "web/forms/tiles.html"


class TileChecks(_Several):
    """Any of several tiles; `look` as in TileRadios."""

    template_name = "web/forms/tiles.html"


class _People(_Illustrated):
    """Draws each choice as a person: a face, a name and a hint such as the class."""

    template_name = "web/forms/people.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Offers a search box when the list is long, and counts when several may be chosen; groups are folded."""
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        context["widget"]["searchable"] = sum(len(options) for _name, options, _at in groups) >= SEARCH_FROM
        context["widget"]["near"] = [option for title, options, _at in groups if not title for option in options]
        context["widget"]["folds"] = [
            {"title": title, "options": options, "chosen": sum(option["selected"] for option in options)}
            for title, options, _at in groups
            if title
        ]
        context["widget"]["counted"] = self.allow_multiple_selected
        return context


class PersonRadios(_People):
    """One person from a list of names."""


class PeopleChecks(_Several, _People):
    """Any number of people from a list of names."""
