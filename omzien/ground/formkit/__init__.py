"""What every form of the house is made of: a base form, kind words for mistakes, tiles, people and dates."""

from omzien.ground.formkit.fields import DateField, LongText, ShortText, TimeField
from omzien.ground.formkit.forms import Form
from omzien.ground.formkit.text import no_strange_characters
from omzien.ground.formkit.widgets import PeopleChecks, PersonRadios, TileChecks, TileRadios

__all__ = [
    "DateField",
    "Form",
    "LongText",
    "PeopleChecks",
    "PersonRadios",
    "ShortText",
    "TileChecks",
    "TileRadios",
    "TimeField",
    "no_strange_characters",
]
