"""What people type is text: nasty strings in every place where somebody types are shown as they are, on every page."""

import re
from collections import deque
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from omzien.chapters.reports.models import Report
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.school.imports.apply import carry_out
from omzien.ground.school.models import Pupil
from omzien.web.people import loading
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in
from tests.stories.telling import case_about

pytestmark = pytest.mark.django_db

# Each one ends with a mark of its own, so that every place where it comes out is found.
CORPUS = tuple(
    f"{nasty} zz{number:02d}q"
    for number, nasty in enumerate(
        (
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            '"><svg onload=alert(1)>',
            "' onfocus=alert(1) autofocus x='",
            "</textarea><script>alert(1)</script>",
            "</title><script>alert(1)</script>",
            "<!--<script>-->",
            "javascript:alert(1)",
            "<a href='javascript:alert(1)'>klik</a>",
            "<iframe srcdoc='&lt;script&gt;'>",
            "{{ 7|add:7 }}{% now 'Y' %}",
            "{{constructor.constructor('alert(1)')()}}",
            "${7*7}#{7*7}<%= 7*7 %>",
            "&lt;b&gt;&amp;amp;&#60;",
            "<style>*{display:none}</style>",
            "<base href=//elders.example>",
            "<form action=//elders.example><input name=csrfmiddlewaretoken>",
            "<meta http-equiv=refresh content=0>",
            "<div hx-get=/uitloggen/ hx-trigger=load>",
            '=cmd|" /C calc"!A0',
        )
    )
)
MARK = re.compile(r"zz(\d\d)q")
LEAVES = ("/uitloggen/", "/weg/", "/static/", "/demo/")
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Attributes that a browser or htmx acts upon; what people typed never stands in one of these.
ACTS = re.compile(r"^(?:on.*|style|src|srcdoc|href|action|formaction|hx-.*|http-equiv|background|data)$")
# An address of this site may carry what was asked, encoded.
WITHIN = re.compile(r"[/?][^\s<>\"'`/][^\s<>\"'`]*")
SAME_KIND = 3


def _plain(text: str) -> str:
    return " ".join(text.split())


class Seen(HTMLParser):
    """Reads a page as a browser does: elements, attributes and texts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.shown: set[int] = set()
        self.faults: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element and its attributes."""
        told = {name: value or "" for name, value in attrs}
        self.open.append(tag)
        if tag in {"iframe", "object", "embed", "base", "style"} or (tag == "script" and "src" not in told):
            self.faults.append(f"an element <{tag}>")
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        for name, value in told.items():
            self._attribute(tag, name, value)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if MARK.search(name) or name.startswith("on"):
            self.faults.append(f"<{tag}> has an attribute {name}")
        if re.match(r"\s*(?:javascript|data|vbscript):|//", value, re.I) and ACTS.match(name):
            self.faults.append(f"<{tag} {name}> leads to {value}")
        if MARK.search(value) and ACTS.match(name) and not (name in {"href", "action"} and WITHIN.fullmatch(value)):
            self.faults.append(f"<{tag} {name}> holds what somebody typed")
        self._text(value)

    def handle_data(self, data: str) -> None:
        """Look at a text."""
        if self.open and self.open[-1] in {"script", "style"} and data.strip():
            self.faults.append(f"a text in <{self.open[-1]}>")
        self._text(data)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        while self.open and self.open.pop() != tag:
            pass

    def handle_comment(self, data: str) -> None:
        """Nothing of what somebody typed stands in a comment."""
        if MARK.search(data):
            self.faults.append("a comment holds what somebody typed")

    def _text(self, text: str) -> None:
        for found in MARK.finditer(text):
            number = int(found[1])
            # What a search box looks through is written small.
            there, typed = _plain(text).lower(), CORPUS[number].lower()
            if typed in there:
                self.shown.add(number)
            # Names are parted where somebody wrote several: the last of them is there whole.
            elif re.split(r"\s*[,;/]\s*", typed)[-1] not in there:
                self.faults.append(f"not as it was typed: {there[:120]}")


def test_the_reader_of_this_test_finds_what_it_looks_for() -> None:
    for nasty in (CORPUS[0], CORPUS[1], CORPUS[2], CORPUS[14], CORPUS[15], f'<p onclick="x">{CORPUS[7]}</p>'):
        seen = Seen()
        seen.feed(f"<!doctype html><p>{nasty}</p>")
        assert seen.faults, nasty
    seen = Seen()
    seen.feed("<p>&lt;script&gt;alert(1)&lt;/script&gt; zz00q</p>")
    assert (seen.faults, seen.shown) == ([], {0})


@pytest.fixture
def cast() -> Cast:
    return make_school()


def _post(client: Client, path: str, **told: Any) -> Any:
    answer: Any = client.post(path, {"form_key": str(uuid4()), **told})
    assert answer.status_code in (200, 302), (path, answer.status_code)
    return answer


def _load(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The administrator loads pupils with such names; the preview shows each of them first."""
    monkeypatch.setattr(loading, "in_background", carry_out)
    client = log_in(Client(), cast.administrator)
    quoted = [nasty.replace('"', '""') for nasty in CORPUS]
    rows = [f'9{number:03d};"{name}";"{name}";2B' for number, name in enumerate(quoted)]
    text = "leerlingnummer;roepnaam;achternaam;klas\n" + "\n".join(rows) + "\n"
    lists = [SimpleUploadedFile("<img src=x onerror=alert(1)>.csv", text.encode())]
    preview = _post(client, "/mensen/laden/", whole="nee", lists=lists)["Location"]
    client.post(f"{preview}bevestigen/", {"form_key": str(uuid4())})
    return client


def _tell(cast: Cast) -> None:
    """A pupil and a colleague tell, in every field that takes words."""
    mentor = log_in(Client(), cast.mentor)
    for number, nasty in enumerate(CORPUS):
        other = CORPUS[(number + 1) % len(CORPUS)]
        _post(Client(), "/hulp/", told=nasty, about_name=other, reporter_name=nasty, reach_me=other)
        _post(
            mentor, "/vertellen/", nature="incident", told=nasty, name=other, others=nasty, home_group=cast.group_2b.pk
        )


def _write(cast: Cast) -> None:
    """A mentor writes in the log of a case about somebody with such a name."""
    named = Pupil.objects.beyond("a test makes it").get(external_id__isnull=False, pk=_first_loaded())
    cast.pupils["Nasty"] = named
    case = case_about(cast, "Nasty")
    mentor = log_in(Client(), cast.mentor)
    for nasty in CORPUS:
        _post(mentor, reverse("case_note", args=[case.pk]), text=nasty, happened_on=today().isoformat(), happened_at="")


def _first_loaded() -> Any:
    rows = Pupil.objects.beyond("a test looks for it")
    return next(row.pk for row in rows if row.family_name == CORPUS[0])


def _kind(path: str) -> str:
    return KEY.sub("<key>", path)


def _crawl(viewer: Viewer, starts: list[str]) -> tuple[set[int], list[str], int]:
    """Follow every link that this person has; return what was shown, what was wrong, and how many pages it were."""
    client, shown, faults, pages = log_in(Client(), viewer), set(), [], 0
    waiting, known, kinds = deque(starts), set(starts), dict[str, int]()
    while waiting:
        path = waiting.popleft()
        answer: Any = client.get(path)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        pages += 1
        seen = Seen()
        seen.feed(answer.content.decode())
        shown |= seen.shown
        faults += [f"{_kind(path)}: {fault}" for fault in seen.faults]
        for link in seen.links:
            parts = urlsplit(urljoin(f"http://testserver{path}", link))
            there = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc != "testserver" or there in known or parts.path.startswith(LEAVES):
                continue
            known.add(there)
            kinds[_kind(parts.path)] = kinds.get(_kind(parts.path), 0) + 1
            if kinds[_kind(parts.path)] <= SAME_KIND:
                waiting.append(there)
    return shown, faults, pages


@pytest.mark.clause("4.6c")
def test_what_somebody_typed_is_shown_as_it_is_on_every_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    _load(cast, monkeypatch)
    _tell(cast)
    _write(cast)
    assert Report.objects.beyond("a test counts").count() == 2 * len(CORPUS) + 1
    told = {"mentor": cast.mentor, "coordinator": cast.coordinator, "administrator": cast.administrator}
    reports = list(Report.objects.beyond("a test opens them all").values_list("pk", flat=True))
    starts = ["/vandaag/", "/vertellen/", "/mijn-meldingen/"]
    opened = {"mentor": starts, "coordinator": [*starts, *(f"/meldingen/{pk}/" for pk in reports)]}
    for name, viewer in told.items():
        shown, faults, pages = _crawl(viewer, opened.get(name, ["/vandaag/", "/mensen/"]))
        assert not faults, "\n".join([name, *faults])
        assert pages > 5, name
        if name != "administrator":
            assert shown == set(range(len(CORPUS))), name


def test_a_mistake_gives_it_back_as_it_was_typed(cast: Cast) -> None:
    """What is refused comes back in the field: the shortest way to reflect it."""
    mentor = log_in(Client(), cast.mentor)
    shown: set[int] = set()
    for nasty in CORPUS:
        long = f"{nasty}{' ' + 'x' * 300}"
        asked = (
            Client().post("/hulp/", {"told": nasty, "about_name": nasty, "reporter_name": long}),
            Client().post("/hulp/code/", {"form_key": str(uuid4()), "code": nasty}),
            Client().get("/hulp/", {"school": nasty, "taal": nasty}),
            Client().post("/inloggen/", {"form_key": str(uuid4()), "name": nasty, "password": nasty, "next": nasty}),
            Client().get("/inloggen/", {"next": nasty}),
            mentor.post("/vertellen/", {"told": nasty, "name": nasty, "others": long, "nature": nasty}),
            Client().post("/vertellen/", {"told": nasty}),
            mentor.get("/meldingen/", {"staat": nasty, "na": nasty}),
            mentor.get("/situaties/", {"soort": nasty, "na": nasty}),
        )
        for answer in asked:
            seen = Seen()
            seen.feed(answer.content.decode())
            assert [fault for fault in seen.faults if "not as it was typed" not in fault] == [], nasty
            shown |= seen.shown
    assert shown == set(range(len(CORPUS)))
