"""Every text on a screen has English that is whole, that fills in the same things, and that lays no blame either."""

import ast
import gettext as gnu
import html
import io
import re
from dataclasses import dataclass, replace
from functools import cache

import pytest
from django.test import Client
from django.utils import translation

from omzien.chapters.approach.models import Case
from omzien.chapters.reports.models import Report
from omzien.ground.access.viewer import Viewer
from omzien.ground.school.models import Account
from omzien.protocol.load import packaged
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in, told
from tests.house.ground_plan import files, name
from tests.stories.telling import case_about
from tools import messages
from tools.messages import Message

PO = messages.PO.read_text(encoding="utf-8")
ENGLISH = messages.parse(PO)
SCREENS = messages.gather()
# A pupil may be bullied; nobody is "a bully".
BLAME = re.compile(r"\b(?:perpetrator|culprit|offender|victim|bull(?:y|ies)\b)\w*", re.I)
# Between > and <, or in an attribute that is shown or read aloud.
SEEN = re.compile(r">([^<>]+)<|\b(?:aria-label|title|alt|placeholder|value|data-\w+)=\"([^\"]+)\"")

CODE = """
from django.utils.translation import gettext as _, gettext_noop as marked, ngettext, pgettext_lazy
from elsewhere import gettext_lazy as not_ours
_("Een" " tekst")
f"{_('In een f-string')}: {1}"
marked("Later vertaald")
ngettext("%(n)d dag", "%(n)d dagen", 2)
pgettext_lazy("maand", "mei")
not_ours("Niet van ons")
_(words.title)
"""
PAGE = """{% load i18n %}{# {% translate "Weg" %} #}
{% translate "Kop" as title %}{% card _("In een tag") %}{{ name|default:_("niemand") }}
{% blocktranslate with day=when|day %}Op {{ day }}: 100%{% endblocktranslate %}
{% blocktranslate count n=rows %}{{ n }} rij{% plural %}{{ n }} rijen{% endblocktranslate %}
"""


# --- the finder ------------------------------------------------------------------------------------------------------


def test_texts_in_python_are_found_under_every_name() -> None:
    assert [one.key for one in messages.in_python(CODE, "a.py")] == [
        ("", "Een tekst", ""),
        ("", "Later vertaald", ""),
        ("", "%(n)d dag", "%(n)d dagen"),
        ("maand", "mei", ""),
        ("", "In een f-string", ""),
    ]


def test_a_text_that_is_put_together_is_refused() -> None:
    with pytest.raises(messages.Unreadable, match=r"a\.py:2"):
        list(messages.in_python('from django.utils.translation import gettext\ngettext(f"Dag {name}")', "a.py"))


def test_texts_in_templates_are_found() -> None:
    assert [one.key for one in messages.in_template(PAGE, "a.html")] == [
        ("", "Kop", ""),
        ("", "In een tag", ""),
        ("", "niemand", ""),
        ("", "Op %(day)s: 100%%", ""),
        ("", "%(n)s rij", "%(n)s rijen"),
    ]


def test_what_is_written_is_read_back() -> None:
    told = Message('Zeg "ja"\nof \\ nee', english=('Say "yes"\nor \\ no',))
    days = Message("%(n)d dag", "%(n)d dagen", "duur", english=("%(n)d day", "%(n)d days"))
    read = messages.parse(messages.render([told, days]))
    assert [replace(one, flags=frozenset()) for one in read] == [told, days]


# --- the .po ---------------------------------------------------------------------------------------------------------


def test_every_text_has_english() -> None:
    english = {one.key for one in ENGLISH if one.is_translated}
    without = [f"{one.files[0]}: {one.text}" for one in SCREENS if one.key not in english]
    assert not without, "run `python -m tools.messages` and write the English in the .po"


def test_no_english_is_left_over_or_unsure() -> None:
    known = {one.key for one in SCREENS}
    assert [one.text for one in ENGLISH if one.key not in known or one.flags & {"obsolete", "fuzzy"}] == []
    assert len({(one.context, one.text) for one in ENGLISH}) == len(ENGLISH)


def test_english_fills_in_what_the_dutch_fills_in() -> None:
    wrong = {
        here: there
        for one in ENGLISH
        for here, there in zip([one.text, one.plural] if one.plural else [one.text], one.english, strict=True)
        if messages.placeholders(here) != messages.placeholders(there)
    }
    assert wrong == {}


def _edges(text: str) -> tuple[bool, bool, bool]:
    return text[:1].isspace(), text[-1:].isspace(), text.endswith("\n")


def test_english_keeps_the_space_at_its_edges() -> None:
    assert [one.text for one in ENGLISH if _edges(one.text) != _edges(one.english[0])] == []


def test_english_lays_no_blame() -> None:
    wrong = {one.text: form for one in ENGLISH for form in one.english if BLAME.search(form)}
    assert wrong == {}
    assert BLAME.search("He is a bully.")
    assert BLAME.search("the victim’s name")
    assert not BLAME.search("the anti-bullying coordinator")
    assert not BLAME.search("I am being bullied.")


def test_the_po_names_no_person_no_day_and_no_line() -> None:
    assert not re.search(r"(?:Last-Translator|Language-Team|POT-Creation-Date|PO-Revision-Date)|^#: .*:\d+$", PO, re.M)


# --- the .mo ---------------------------------------------------------------------------------------------------------


def test_the_mo_says_what_the_po_says() -> None:
    compiled = gnu.GNUTranslations(io.BytesIO(messages.MO.read_bytes()))
    wrong = []
    for one in ENGLISH:
        if one.plural:
            said = tuple(compiled.ngettext(one.text, one.plural, number) for number in (1, 2))
        else:
            said = (compiled.pgettext(one.context, one.text) if one.context else compiled.gettext(one.text),)
        if said != one.english:
            wrong.append(one.text)
    assert wrong == [], "run `python -m tools.messages`"
    assert messages.MO.read_bytes() == messages.compiled(ENGLISH), "run `python -m tools.messages`"


# --- the code --------------------------------------------------------------------------------------------------------


def _at_once(node: ast.AST) -> list[ast.Call]:
    """Return the calls that run while a file is imported: all but those in the body of a function."""
    found = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            defaults = [default for default in (*child.args.defaults, *child.args.kw_defaults) if default]
            for part in (*child.decorator_list, *defaults):
                found += [call for call in ast.walk(part) if isinstance(call, ast.Call)]
        elif not isinstance(child, ast.Lambda):
            found += [child] if isinstance(child, ast.Call) else []
            found += _at_once(child)
    return found


def test_no_text_freezes_in_the_language_of_the_start() -> None:
    wrong = []
    for path in files(".py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        eager = {
            one.asname or one.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for one in node.names
            if one.name in {"gettext", "ngettext", "pgettext", "npgettext"}
        }
        calls = [call for call in _at_once(tree) if isinstance(call.func, ast.Name) and call.func.id in eager]
        wrong += [f"{name(path)}:{call.lineno}" for call in calls]
    assert wrong == [], "use gettext_lazy"


def test_dutch_stays_what_the_screens_say() -> None:
    # Django's own Dutch must not answer for one of our texts that happens to look English.
    with translation.override("nl"):
        assert [one.text for one in ENGLISH if not one.plural and translation.gettext(one.text) != one.text] == []


# --- the pages -------------------------------------------------------------------------------------------------------


@cache
def _dutch() -> set[str]:
    """Return the Dutch that must not stand on an English page; the protocol itself stays Dutch."""
    paper = repr(packaged())
    same = {form for one in ENGLISH for form in one.english}
    return {
        one.text
        for one in ENGLISH
        if "%(" not in one.text and one.text not in same and one.text not in paper and len(one.text) > 3
    }


def _left_dutch(page: str) -> list[str]:
    shown = {html.unescape(one or two).strip() for one, two in SEEN.findall(page)}
    dutch = _dutch()
    sentences = {text for text in dutch if " " in text and text[-1] in ".?!"}
    return sorted((shown & dutch) | {text for text in sentences if any(text in seen for seen in shown)})


def test_dutch_on_a_page_is_found() -> None:
    page = '<h1>Vandaag</h1><p>Good morning</p><b aria-label="Hoofdmenu">2B</b><p>Sorry. Er is niets veranderd. Ok</p>'
    assert _left_dutch(page) == ["Er is niets veranderd.", "Hoofdmenu", "Vandaag"]


PUBLIC = ("/", "/wie/", "/hulp/", "/hulp/code/", "/inloggen/", "/er-is-niets/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_speaks_english_when_asked(address: str) -> None:
    make_school()
    page = Client().get(address, {"taal": "en"}).content.decode()
    assert '<html lang="en"' in page
    # The way back to Dutch is named in Dutch.
    assert set(_left_dutch(page)) <= {"Nederlands"}


@dataclass
class Situation:
    """A school whose colleagues read English, with a report that waits and a case that runs."""

    cast: Cast
    report: Report
    case: Case

    def left_dutch(self, viewer: Viewer, *addresses: str) -> dict[str, list[str]]:
        """Read these pages with one hat; return the Dutch that is left on each."""
        client = log_in(Client(), viewer)
        left = {}
        for address in addresses:
            answer = client.get(address.format(report=self.report.pk, case=self.case.pk))
            assert answer.status_code == 200, address
            assert '<html lang="en"' in answer.content.decode()
            left[address] = _left_dutch(answer.content.decode())
        return {address: found for address, found in left.items() if found}


@pytest.fixture
def school(db: None) -> Situation:
    """Give the school; what people wrote in it stays as they wrote it."""
    cast = make_school()
    report, case = told(cast, told="Sits alone."), case_about(cast)
    Account.objects.update(language="en")
    for staff in cast.staff.values():
        staff.account.refresh_from_db()
    return Situation(cast, report, case)


MENTOR = (
    "/vandaag/",
    "/vertellen/",
    "/vertellen/?klas=geen",
    "/meldingen/",
    "/meldingen/{report}/",
    "/meldingen/{report}/gesprek/",
    "/meldingen/{report}/inschatting/",
    "/meldingen/{report}/situatie/",
    "/meldingen/{report}/toevoegen/",
    "/mijn-meldingen/",
    "/situaties/",
    "/situaties/{case}/",
    "/situaties/{case}/tijdlijn/",
    "/situaties/{case}/afspraken/",
    "/situaties/{case}/afspraken/nieuw/",
    "/situaties/{case}/mensen/",
    "/situaties/{case}/mensen/leerling/",
    "/situaties/{case}/mensen/collega/",
    "/situaties/{case}/mensen/ouders/",
    "/situaties/{case}/mensen/kijkt-mee/",
    "/situaties/{case}/dossier/",
    "/situaties/{case}/notitie/",
    "/situaties/{case}/contact/",
    "/situaties/{case}/einde/",
    "/situaties/{case}/stap/A1.1/",
    "/situaties/{case}/stap/A1.2/",
    "/situaties/{case}/stap/A1.4/",
    "/rol/",
    "/instellingen/",
)
ADMINISTRATOR = ("/vandaag/", "/mensen/", "/mensen/leerlingen/", "/mensen/klassen/", "/mensen/laden/", "/kalender/")


def test_the_pages_of_a_mentor_speak_english(school: Situation) -> None:
    assert school.left_dutch(school.cast.mentor, *MENTOR) == {}


def test_the_pages_of_a_coordinator_speak_english(school: Situation) -> None:
    pages = ("/vandaag/", "/overzicht/", "/situaties/", "/meldingen/", "/situaties/{case}/overdragen/")
    assert school.left_dutch(school.cast.coordinator, *pages) == {}


def test_the_pages_of_an_administrator_speak_english(school: Situation) -> None:
    assert school.left_dutch(school.cast.administrator, *ADMINISTRATOR) == {}
