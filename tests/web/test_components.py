"""The pieces of the face say the right thing, escape what they are given, and need no script."""

import importlib.util
import re
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from omzien.web import dates, pictures, pieces
from tests.house.ground_plan import ROOT, files, name
from tests.web import gallery

TODAY = date(2026, 11, 18)
STATIC = ROOT / "omzien" / "web" / "static" / "web"


@pytest.fixture(autouse=True)
def _in_dutch() -> Any:
    with translation.override("nl"):
        yield


def drawn(source: str, **context: Any) -> str:
    """Return a scrap of a template as HTML."""
    return str(Template("{% load omzien %}" + source).render(Context({"today": TODAY, **context})))


def bundle() -> ModuleType:
    """Return the script that joins the style sheet; it stands outside the packages."""
    spec = importlib.util.spec_from_file_location("bundle", ROOT / "theme" / "bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- words about days


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (date(2026, 11, 16), "2 dagen te laat", "late"),
        (date(2026, 11, 17), "1 dag te laat", "late"),
        (date(2026, 11, 18), "vandaag", "soon"),
        (date(2026, 11, 19), "nog 1 dag", "soon"),
        (date(2026, 11, 21), "nog 3 dagen", "soon"),
        (date(2026, 11, 22), "22 nov", "plain"),
    ],
)
def test_a_due_date_says_how_late_or_how_near_it_is(due: date, words: str, tone: str) -> None:
    assert dates.due_words(due, TODAY) == (words, tone)
    assert drawn("{% due_tag due today %}", due=due) == f'<span class="tag tag--{tone}">{words}</span>'


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (16, "eergisteren"),
        (17, "gisteren"),
        (18, "vandaag"),
        (19, "morgen"),
        (15, "3 dagen geleden"),
        (20, "over 2 dagen"),
    ],
)
def test_a_day_is_near_or_far(day: int, words: str) -> None:
    assert drawn("{{ on|ago_days:today }}", on=date(2026, 11, day)) == words


def test_a_day_is_written_in_the_language_of_who_reads() -> None:
    assert drawn("{{ today|day }}, {{ today|shortday }}") == "woensdag 18 november, 18 nov"
    with translation.override("en"):
        assert drawn("{{ today|day_year }}") == "Wednesday 18 November 2026"


def test_a_moment_is_told_on_the_clock_of_the_school() -> None:
    late = datetime(2026, 7, 1, 22, 30, tzinfo=ZoneInfo("UTC"))
    assert drawn("{{ at|moment }}", at=late) == "donderdag 2 juli, 00:30"


# --- small pieces


@pytest.mark.parametrize(
    ("full", "letters"),
    [
        ("Noor Bakker", "NB"),
        ("Eva van den Broek", "EB"),
        ("Fatima el Kaya", "FK"),
        ("Cher", "C"),
        ("", "?"),
        ("ömer çelik", "ÖÇ"),
    ],
)
def test_a_face_shows_the_first_letters_of_first_and_last_name(full: str, letters: str) -> None:
    assert pieces.initials(full) == letters


def test_what_people_typed_is_never_read_as_html() -> None:
    evil = "<script>alert(1)</script>"
    page = drawn(
        "{% tag evil %}{% face evil %}{% card evil %}{{ evil }}{% endcard %}{% note title=evil %}{{ evil }}{% endnote %}"
        "{% fold evil %}{{ evil }}{% endfold %}{% identity evil evil %}{% endidentity %}{% code evil %}{% icon evil %}"
        "{% readers people %}{% who_list people %}{% timeline items %}{% todo_row items.0 %}{% steps items %}"
        "{% summary items %}{% agenda items %}{% empty evil evil %}{% window evil today today today %}",
        evil=evil,
        people=[{"name": evil, "role": evil}],
        items=[{"title": evil, "text": evil, "who": evil, "tag": evil, "label": evil, "value": evil, "on": TODAY}],
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_nothing_is_counted_at_zero() -> None:
    assert drawn("{% count 0 %}") == ""
    assert "3<span" in drawn('{% count 3 "nieuw" %}')


def test_a_code_is_shown_in_groups_of_four() -> None:
    assert re.findall("<span>(.*?)</span>", drawn('{% code "ABCDEFGH23456789" %}')) == ["ABCD", "EFGH", "2345", "6789"]


def test_a_person_whose_name_is_not_public_is_shown_by_role() -> None:
    page = drawn("{% readers people %}", people=[{"name": "", "role": "vertrouwenspersoon"}])
    assert "Alleen <b>vertrouwenspersoon</b> leest dit." in " ".join(page.split())


def test_steps_say_in_words_what_the_colours_say() -> None:
    page = drawn(
        "{% steps items %}",
        items=[{"number": n, "title": "x", "state": s} for n, s in enumerate(("done", "left", "now", "waiting"), 1)],
    )
    assert [word for word in ("klaar:", "overgeslagen:", "nu:", "nog niet:") if word in page] == [
        "klaar:", "overgeslagen:", "nu:", "nog niet:",
    ]  # fmt: skip
    assert page.count('aria-current="step"') == 1


# --- the picture of a window


def test_a_window_tells_in_words_what_it_draws() -> None:
    label = pictures.window_label(date(2026, 11, 14), date(2026, 11, 20), TODAY)
    assert label == (
        "Het kan van zaterdag 14 november tot en met vrijdag 20 november. Vandaag is het woensdag 18 november. "
        "Er is nog tijd: 2 dagen."
    )


@pytest.mark.parametrize(
    ("today", "number", "words"),
    [
        (date(2026, 11, 12), "2", "dagen, dan kan het"),
        (date(2026, 11, 18), "2", "dagen over"),
        (date(2026, 11, 19), "1", "dag over"),
        (date(2026, 11, 20), "vandaag", "is de laatste dag"),
        (date(2026, 11, 21), "1", "dag te laat"),
    ],
)
def test_a_window_shows_the_one_number_that_counts(today: date, number: str, words: str) -> None:
    assert pictures.window_left(date(2026, 11, 14), date(2026, 11, 20), today) == (number, words)


def test_days_without_school_are_drawn_as_one_stretch() -> None:
    days = [date(2026, 10, day) for day in (19, 17, 18, 24)]
    assert pictures.stretches(days) == [
        (date(2026, 10, 17), date(2026, 10, 19)),
        (date(2026, 10, 24), date(2026, 10, 24)),
    ]


def test_a_holiday_in_a_window_is_told_and_a_weekend_is_not() -> None:
    holiday = [date(2026, 10, day) for day in range(17, 26)]
    weekend = [date(2026, 11, 7), date(2026, 11, 8)]
    found = pictures.gaps(date(2026, 10, 12), date(2026, 11, 20), holiday + weekend)
    assert pictures.gap_words(found) == "Geen school van 17 okt tot en met 25 okt."


@pytest.mark.parametrize("today", [date(2026, 9, 1), date(2026, 11, 6), date(2026, 11, 18), date(2027, 6, 1)])
def test_a_window_stays_inside_its_picture_on_any_day(today: date) -> None:
    svg = pictures.window_picture(date(2026, 11, 6), date(2026, 11, 14), date(2026, 11, 20), today)
    places = [float(x) for x in re.findall(r' x1?="([\d.]+)"', svg)]
    assert all(0 <= x <= pictures.WIDTH for x in places)
    assert "style=" not in svg


# --- forms on a page


def test_mistakes_stand_on_top_with_a_link_to_the_field() -> None:
    form = gallery.context()["form"]
    page = drawn("{% error_summary form %}", form=form)
    assert 'href="#id_on"' in page
    assert 'href="#id_group_0"' in page
    assert "Wanneer was het gesprek? Kies" in page
    assert drawn("{% error_summary form %}", form=gallery.Talk()).strip() == ""


def test_a_mistake_stands_beside_its_field_and_is_read_with_it() -> None:
    page = str(gallery.context()["form"])
    assert 'aria-describedby="id_on_helptext id_on_error"' in page
    assert 'id="id_on_error"' in page
    assert 'aria-invalid="true"' in page


def test_what_may_stay_empty_says_so_unless_nothing_has_to_be_filled_in() -> None:
    assert "mag leeg blijven" in str(gallery.Talk())
    assert "mag leeg blijven" not in str(gallery.Tell())


def test_a_page_with_mistakes_says_so_in_its_title() -> None:
    assert "<title>Fout: Gesprek vastleggen</title>" in gallery.drawn("form")


# --- pages


@pytest.mark.parametrize("page", gallery.names())
def test_a_page_of_the_gallery_can_be_drawn(page: str) -> None:
    assert "<main" in gallery.drawn(page)


@pytest.mark.parametrize(
    "page", sorted(path.stem for path in (ROOT / "omzien/web/templates/web/errors").glob("*.html"))
)
def test_an_error_page_needs_nothing_from_the_rest(page: str) -> None:
    shown = render_to_string(f"web/errors/{page}.html")
    assert "<main" in shown
    assert "0800-0432" in shown


def test_a_pupils_page_knows_no_colleague_and_sets_no_cookie() -> None:
    page = gallery.drawn("pupil")
    assert "Sanne Vos" not in page.split("<main")[0]
    assert "csrfmiddlewaretoken" not in page
    assert "<title>Hulp op school</title>" in page


def test_every_icon_that_is_asked_for_exists() -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    asked = re.compile(r'\{%\s*icon\s+"([^"]+)"|\bicon="([a-z0-9-]+)"')
    missing = {
        f"{name(path)}: {found}"
        for path in files(".html")
        for pair in asked.findall(path.read_text())
        if (found := pair[0] or pair[1]) not in known
    }
    assert not missing


def test_the_style_sheet_that_is_served_is_made_from_its_parts() -> None:
    assert bundle().bundled() == (STATIC / "omzien.css").read_text()


def test_the_dark_of_the_device_and_the_dark_of_a_choice_are_the_same() -> None:
    tokens = (ROOT / "theme/css/tokens.css").read_text()
    device = tokens.split(":not([data-theme=light]){")[1].split("}")[0]
    chosen = tokens.split(":root[data-theme=dark]{")[1].split("}")[0]
    assert device.split() == chosen.split()


def test_what_is_borrowed_names_no_crown_and_asks_nothing_outside() -> None:
    for path in [*(STATIC / "vendor").glob("*.css"), *(STATIC / "vendor").glob("*.js")]:
        text = Path(path).read_text()
        assert "GDS Transport" not in text
        assert "sourceMappingURL" not in text
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", text)
