"""A page holds no script and no style of its own, asks nothing of another host, and sends a form once."""

import re

import pytest

from tests.house.ground_plan import files, name

TEMPLATES = files(".html", ".svg")
PAGES = files(".html")
STYLES = files(".css")

FORBIDDEN = {
    "inline style": re.compile(r"""\sstyle\s*=\s*["']""", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "event attribute": re.compile(r"""\son[a-z]+\s*=\s*["']""", re.I),
    "hx-on": re.compile(r"\bhx-on\b", re.I),
    "htmx expression": re.compile(r"""\bhx-(?:vals|headers)\s*=\s*["']?js:""", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
    "data address": re.compile(r"""(?:src|href)\s*=\s*["']\s*data:""", re.I),
    "unescaped text": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
}
OUTSIDE = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object|link|use|form)\b[^>]*?"""
    r"""\b(?:src|srcset|href|action|data)\s*=\s*["']\s*(?:https?:)?//""",
    re.I,
)
OUTSIDE_CSS = re.compile(r"""(?:url\(|@import)\s*["']?\s*(?:https?:)?//|url\(\s*["']?data:""", re.I)
POSTS = re.compile(r"""<form\b[^>]*\bmethod\s*=\s*["']?post\b.*?</form>""", re.I | re.S)
# Done twice, these do the same as done once.
SAME_TWICE = re.compile(r"""action\s*=\s*"\{(?:\{ logout_url \}|% url 'demo_become' %|% url 'all_seen' %)\}\"""")
# The pages for pupils read and set no cookie; their door looks at where a form came from instead.
WITHOUT_COOKIE = "templates/reports/public/"


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_template_holds(what: str) -> None:
    wrong = {name(path): found.group(0) for path in TEMPLATES if (found := FORBIDDEN[what].search(path.read_text()))}
    assert not wrong


def test_no_template_asks_anything_of_another_host() -> None:
    assert not [name(path) for path in TEMPLATES if OUTSIDE.search(path.read_text())]


def test_no_style_sheet_asks_anything_of_another_host() -> None:
    assert not [name(path) for path in STYLES if OUTSIDE_CSS.search(path.read_text())]


def test_every_form_that_changes_something_carries_its_key_and_its_token() -> None:
    wrong = []
    for path in PAGES:
        for form in POSTS.findall(path.read_text()):
            if "csrf_token" not in form and WITHOUT_COOKIE not in str(path):
                wrong.append(f"{name(path)}: no csrf_token")
            if not SAME_TWICE.search(form) and not re.search(r"form_key|\{\{\s*form\b|form\.hidden_fields", form):
                wrong.append(f"{name(path)}: no form_key")
    assert not wrong


def test_the_rules_themselves_find_what_they_look_for() -> None:
    assert FORBIDDEN["inline style"].search('<p style="color:red">')
    assert FORBIDDEN["inline script"].search("<script>alert()</script>")
    assert not FORBIDDEN["inline script"].search('<script type="module" src="/static/web/omzien.js"></script>')
    assert FORBIDDEN["event attribute"].search('<a onclick="x()">')
    assert OUTSIDE.search('<link rel="stylesheet" href="https://cdn.example/x.css">')
    assert not OUTSIDE.search('<a href="https://www.113.nl/">')
    assert OUTSIDE_CSS.search("@import 'https://fonts.example/x.css'")
