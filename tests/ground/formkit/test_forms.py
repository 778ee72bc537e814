"""A form answers in plain words beside the field, keeps what was typed, and knows a second click."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import translation

from omzien.ground import formkit

FRIDAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _in_dutch() -> Any:
    with translation.override("nl"):
        yield


class Visit(formkit.Form):
    """Something of everything."""

    title = formkit.ShortText(label="Titel")
    story = formkit.LongText(label="Verhaal", required=False)
    plain = forms.CharField(label="Los veld", required=False)
    on = formkit.DateField(label="Dag", latest=lambda: FRIDAY, earliest=date(2026, 11, 1), required=False)
    at = formkit.TimeField(label="Tijd", required=False)
    kind = forms.ChoiceField(label="Soort", choices=[("a", "A"), ("b", "B")], widget=formkit.TileRadios)
    places = forms.MultipleChoiceField(
        label="Plekken", choices=[("gym", "Gym"), ("bus", "Bus")], widget=formkit.TileChecks, required=False
    )
    mail = forms.EmailField(label="Adres", required=False)
    number = forms.IntegerField(label="Aantal", min_value=1, max_value=8, required=False)
    agreed = forms.BooleanField(label="Akkoord", required=False)
    own = forms.CharField(label="Eigen", required=False, max_length=3, error_messages={"max_length": "Kort graag."})


def visit(**answers: Any) -> Visit:
    """Return a filled-in form, as a browser sends it."""
    return Visit({"form_key": str(uuid4()), "title": "Ja", "kind": "a", **answers})


def only_error(field: str, **answers: Any) -> str:
    """Return the one mistake of a field."""
    mistakes = visit(**answers).errors[field]
    assert len(mistakes) == 1
    return str(mistakes[0])


def test_a_form_that_is_filled_in_well_is_accepted() -> None:
    form = visit(on="2026-11-18", at="10:45", places=["gym", "bus"], mail="a@school.example", number="3", agreed="on")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == date(2026, 11, 18)
    assert form.cleaned_data["places"] == ["gym", "bus"]


@pytest.mark.parametrize(
    ("field", "typed", "answer"),
    [
        ("title", "", "Vul hier iets in."),
        ("kind", "", "Kies een antwoord."),
        ("kind", "z", "Deze keuze is er niet meer. Kies opnieuw."),
        ("places", ["moon"], "Een van de keuzes is er niet meer. Kies opnieuw."),
        ("on", "31-02-2026", "Dit is geen datum. Schrijf bijvoorbeeld 18-11-2026."),
        ("on", "2026-11-21", "Kies 20 november 2026 of eerder."),
        ("on", "2026-10-31", "Kies 1 november 2026 of later."),
        ("at", "25:00", "Dit is geen tijd. Schrijf bijvoorbeeld 10:45."),
        ("mail", "geen adres", "Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@school.nl."),
        ("number", "drie", "Vul een heel getal in, zonder letters."),
        ("number", "9", "Vul 8 in, of minder."),
        ("own", "lang", "Kort graag."),
        ("title", "x" * 201, "Dit zijn 201 tekens. Er passen er 200. Maak de tekst iets korter."),
        ("story", "x" * 5001, "Dit zijn 5001 tekens. Er passen er 5000. Maak de tekst iets korter."),
        ("plain", "x" * 5001, "Dit zijn 5001 tekens. Er passen er 5000. Maak de tekst iets korter."),
    ],
)
def test_a_mistake_is_told_in_plain_words(field: str, typed: Any, answer: str) -> None:
    assert only_error(field, **{field: typed}) == answer


@pytest.mark.parametrize("typed", ["18-11-2026", "18/11/2026", "18.11.2026", "2026-11-18"])
def test_a_date_may_be_typed_in_more_than_one_way(typed: str) -> None:
    form = visit(on=typed)
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2026, 11, 18)


@pytest.mark.parametrize(
    ("text", "place"), [("a\x00b", 2), ("\x07", 1), ("ab\x1b", 3), ("\ud800", 1), ("x\u202ey", 2), ("\ufffe", 1)]
)
def test_a_character_that_breaks_things_is_refused_with_its_place(text: str, place: int) -> None:
    assert only_error("story", story=text + "einde").startswith(f"Op plaats {place} staat een teken")


@pytest.mark.parametrize("text", ["Één regel\nen nog een", "tab\there", "سلام", "👩‍👩‍👧 ❤️", "Wójcik, Yıldız, d’Hondt"])
def test_every_script_and_every_emoji_is_welcome(text: str) -> None:
    form = visit(story=text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["story"] == text


def test_a_line_end_counts_once() -> None:
    form = visit(story="a\r\nb\rc\n" + "x" * 4994)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["story"].startswith("a\nb\nc\nx")


def test_what_was_typed_stays_in_the_field() -> None:
    page = visit(title="", story="Dit blijft", on="morgen").as_div()
    assert "Dit blijft" in page
    assert 'value="morgen"' in page


def test_an_empty_form_carries_a_fresh_key_and_a_sent_form_keeps_its_key() -> None:
    first, second = Visit()["form_key"].value(), Visit()["form_key"].value()
    assert first != second
    key = uuid4()
    again = Visit({"form_key": str(key)})
    assert not again.is_valid()
    assert f'value="{key}"' in str(again["form_key"])
    assert again.cleaned_data["form_key"] == key


@pytest.mark.parametrize("key", ["", "x", "123", "\x00"])
def test_without_a_good_key_the_form_asks_again_and_offers_a_new_key(key: str) -> None:
    form = visit(form_key=key)
    assert form.errors["form_key"] == ["Deze pagina was niet compleet. Kijk alles na en verstuur opnieuw."]
    offered = str(form["form_key"]).split('value="')[1].split('"')[0]
    assert str(UUID(offered)) == offered


def test_the_browser_cuts_nothing_off_and_stops_nothing() -> None:
    page = str(Visit())
    assert "maxlength" not in page
    assert " required" not in page
    assert 'data-max="5000"' in page


def test_the_calendar_of_the_browser_knows_the_limits() -> None:
    widget = str(Visit()["on"])
    assert 'type="date"' in widget
    assert 'min="2026-11-01"' in widget
    assert 'max="2026-11-20"' in widget


def test_limits_are_asked_again_for_every_form() -> None:
    today = [date(2026, 11, 20)]

    class Late(formkit.Form):
        on = formkit.DateField(latest=lambda: today[0])

    assert 'max="2026-11-20"' in str(Late()["on"])
    today[0] = date(2026, 11, 21)
    assert 'max="2026-11-21"' in str(Late()["on"])


def test_several_boxes_are_read_from_what_a_browser_sends() -> None:
    sent = QueryDict(f"form_key={uuid4()}&title=x&kind=a&places=gym&places=bus")
    form = Visit(sent)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["places"] == ["gym", "bus"]


def test_tiles_show_an_icon_and_a_hint_by_value() -> None:
    class Pick(formkit.Form):
        way = forms.ChoiceField(
            choices=[("call", "Bellen"), ("see", "Langsgaan")],
            widget=formkit.TileRadios(icons={"call": "phone"}, hints={"see": "Op school"}, look="two"),
        )

    page = str(Pick()["way"])
    assert 'class="tiles tiles--two"' in page
    assert "#phone" in page
    assert "<small>Op school</small>" in page
    assert page.count('type="radio"') == 2


def test_a_form_may_change_its_tiles_without_changing_the_next_form() -> None:
    class Pick(formkit.Form):
        who = forms.MultipleChoiceField(choices=[("1", "Noor Bakker")], widget=formkit.PeopleChecks)

    first, second = Pick(), Pick()
    widget = first.fields["who"].widget
    assert isinstance(widget, formkit.PeopleChecks)
    widget.hints["1"] = "2B"
    assert "2B" in str(first["who"])
    assert "2B" not in str(second["who"])


def test_a_long_list_of_people_gets_a_search_box() -> None:
    def page(number: int) -> str:
        class Pick(formkit.Form):
            who = forms.MultipleChoiceField(
                choices=[(str(n), f"Leerling {n}") for n in range(number)], widget=formkit.PeopleChecks
            )

        return str(Pick()["who"])

    assert 'type="search"' not in page(12)
    assert 'type="search"' in page(13)


def test_an_empty_file_is_told_in_plain_words() -> None:
    class Load(formkit.Form):
        file = forms.FileField()

    form = Load({"form_key": str(uuid4())}, {"file": SimpleUploadedFile("a.csv", b"")})
    assert form.errors["file"] == ["Dit bestand is leeg. Kies een ander bestand."]
    assert Load({"form_key": str(uuid4())}).errors["file"] == ["Kies een bestand."]
