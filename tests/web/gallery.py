"""Every piece of the face on a few pages with invented people: to look at, and to test with."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.template import engines

from omzien.ground import formkit

PAGES = Path(__file__).resolve().parent / "gallery"
TODAY = date(2026, 11, 18)

READERS = [
    {"name": "Jelle Bos", "role": "antipestcoördinator", "does": "Leest altijd mee en houdt in de gaten of het stopt."},
    {"name": "Sanne Vos", "role": "mentor van 2B", "does": "Praat als eerste met jou."},
]
CLASS_2B = [
    "Adam Çelik", "Amira el Idrissi", "Bram Wójcik", "Daan de Wit", "Emma Jansen", "Eva van den Broek", "Finn Prins",
    "Fleur Mulder", "Isa Smit", "Jens Dekker", "Julia Kowalska", "Levi de Groot", "Lina Yıldız", "Mees Bakker",
]  # fmt: skip


class Tell(formkit.Form):
    """The pupil's questions."""

    marks_optional = False
    about = forms.ChoiceField(
        label="Waar gaat het over?",
        required=False,
        choices=[
            ("me", "Ik word gepest"),
            ("other", "Iemand anders wordt gepest"),
            ("online", "Het gebeurt online"),
            ("part", "Ik doe zelf mee"),
            ("unsure", "Ik weet het niet zeker"),
        ],
        widget=formkit.TileRadios(
            look="bright",
            icons={
                "me": "heart-handshake",
                "other": "users",
                "online": "smartphone",
                "part": "hand-helping",
                "unsure": "help-circle",
            },
            hints={
                "me": "Of ik denk het",
                "other": "Ik zie of hoor het",
                "online": "Appjes, foto’s, filmpjes, groepschat",
                "part": "En ik wil dat het stopt",
                "unsure": "Dat is ook goed",
            },
        ),
    )
    what = forms.MultipleChoiceField(
        label="Wat gebeurt er?",
        required=False,
        choices=[
            ("words", "Schelden"),
            ("out", "Buitensluiten"),
            ("push", "Duwen of slaan"),
            ("take", "Spullen pakken"),
        ],
        widget=formkit.TileChecks(
            look="chips", icons={"words": "megaphone", "out": "door-open", "push": "hand", "take": "backpack"}
        ),
    )
    story = formkit.LongText(label="Wil je er iets bij schrijven?", help_text="Dat hoeft niet.", required=False)
    where = forms.MultipleChoiceField(
        label="Waar gebeurt het?",
        required=False,
        choices=[("gym", "Gym"), ("hall", "Gang"), ("bike", "Fietsenhok"), ("food", "Kantine"), ("home", "Thuis")],
        widget=formkit.TileChecks(
            look="picture",
            icons={"gym": "dumbbell", "hall": "door-open", "bike": "bike", "food": "utensils", "home": "home"},
        ),
    )


class Talk(formkit.Form):
    """A form of a colleague, with every kind of field."""

    on = formkit.DateField(label="Wanneer was het gesprek?", latest=TODAY, help_text="Vandaag of eerder.")
    at = formkit.TimeField(label="Hoe laat?", required=False)
    wish = formkit.LongText(label="Wat wil de leerling dat er verandert?", rows=5)
    group = forms.MultipleChoiceField(
        label="Wie komen er in de steungroep?",
        help_text="Kies samen met de leerling. Zes tot acht werkt het best.",
        choices=[(str(number), name) for number, name in enumerate(CLASS_2B)],
        widget=formkit.PeopleChecks(hints={"0": "2B", "1": "2B"}),
    )
    letter = forms.ChoiceField(
        label="Wil de leerling een brief of tekening meegeven?",
        choices=[("yes", "Ja"), ("no", "Nee"), ("later", "Weet ik nog niet")],
        widget=forms.RadioSelect,
    )
    told = forms.MultipleChoiceField(
        label="Wat is besproken?",
        required=False,
        choices=[("how", "Hoe het werkt"), ("when", "Wanneer jullie terugblikken")],
        widget=forms.CheckboxSelectMultiple,
    )
    room = forms.ChoiceField(label="Waar is het gesprek?", choices=[("", "Kies een plek"), ("a", "Lokaal 12")])
    mail = forms.EmailField(label="E-mailadres van de ouder", required=False)
    sure = forms.BooleanField(label="De leerling is het ermee eens", help_text="Vraag het hardop.")
    file = forms.FileField(label="Bestand met leerlingen", required=False)


class Chrome:
    """The frame of a colleague's page."""

    home_url = "/"
    theme = "auto"
    demo = True
    person_name = "Sanne Vos"
    hat_title = "mentor van 2B"
    school_name = "Het Voorbeeld Lyceum"
    nav = [
        {"label": "Vandaag", "url": "#1", "icon": "home", "current": True, "count": 3},
        {"label": "Meldingen", "url": "#2", "icon": "inbox", "count": 1},
        {"label": "Situaties", "url": "#3", "icon": "folder-open"},
        {"label": "Vertellen", "url": "#4", "icon": "plus"},
        {"label": "Kalender", "url": "#5", "icon": "calendar-days"},
        {"label": "Wie helpt", "url": "#6", "icon": "heart-handshake"},
    ]


def _steps() -> list[dict[str, Any]]:
    titles = [
        ("Gesprek met Noor", "3 nov. Wil dat het stopt.", "done"),
        ("Steungroep bij elkaar", "6 nov. 6 leerlingen.", "done"),
        ("Steungroep aan de slag", "5 ideeën", "done"),
        ("Terugblik met Noor", "Nu aan de beurt", "now"),
        ("Terugblik met de groep", "Ieder apart", "waiting"),
        ("Klaar, of nog een ronde", "Jij en Noor kiezen", "waiting"),
    ]
    return [
        {"number": number, "title": title, "text": text, "state": state}
        for number, (title, text, state) in enumerate(titles, start=1)
    ]


def context() -> dict[str, Any]:
    """Returns what the gallery pages show."""
    wrong = Talk({"on": "2026-12-01", "wish": "a\x00b", "mail": "geen adres", "form_key": "x"})
    wrong.is_valid()
    return {
        "chrome": Chrome(),
        "today": TODAY,
        "readers": READERS,
        "tell": Tell(initial={"about": "me"}, prefix="t"),
        "form": wrong,
        "fine": Talk(prefix="f"),
        "todo": [
            {"tone": "late", "icon": "phone", "title": "Bel de ouders van Daan", "tag": "1 dag te laat",
             "text": "Beloofd voor 17 november. De leerlingencoördinator belt graag mee.",
             "action": "Gebeld", "action_url": "#", "action_hint": "met de ouders van Daan"},
            {"tone": "soon", "icon": "message-circle", "title": "Terugblik met Noor", "tag": "nog 2 dagen",
             "text": "No Blame, stap 4. De gesprekskaart staat klaar.",
             "action": "Begin", "action_url": "#", "action_hint": "met de terugblik", "url": "#"},
            {"tone": "sky", "icon": "flag", "title": "Nieuwe melding over 2B", "tag": "van gym, gisteren",
             "text": "“Weer als laatste gekozen, stil.”", "post": True, "form_key": "0", "action_url": "#",
             "action": "Gelezen", "action_hint": "nieuwe melding"},
        ],
        "steps": _steps(),
        "left_steps": [{"number": n, "title": f"Stap {n}", "state": s} for n, s in enumerate(("done", "left", "now"), 1)],
        "start": date(2026, 11, 6),
        "due_from": date(2026, 11, 14),
        "due_until": date(2026, 11, 20),
        "free": [date(2026, 11, 14) + timedelta(days=n) for n in range(3)],
        "tabs": [
            {"label": "Nu", "url": "#", "current": True},
            {"label": "Tijdlijn", "url": "#"},
            {"label": "Afspraken", "url": "#", "count": 2},
            {"label": "Mensen", "url": "#"},
            {"label": "Dossier", "url": "#"},
        ],
        "entries": [
            {"title": "Steungroep bij elkaar", "when": date(2026, 11, 6), "who": "Sanne Vos", "mark": True,
             "text": "Zes leerlingen. Vijf ideeën, elk met een naam erbij."},
            {"title": "Ouders gebeld", "when": date(2026, 11, 4), "who": "Sanne Vos", "entered": date(2026, 11, 5),
             "text": "Zijn blij dat er iets gebeurt.", "tone": "sky"},
            {"title": "Gesprek met Noor", "when": date(2026, 11, 3), "who": "Sanne Vos", "text": "Wil dat het stopt."},
        ],
        "agenda": [
            {"on": date(2026, 11, 20), "title": "Terugblik met Noor", "text": "Laatste dag", "tone": "soon"},
            {"on": date(2026, 11, 24), "title": "Steungroep, ieder apart", "text": "Zes korte gesprekken"},
            {"on": date(2026, 12, 3), "title": "Ouderavond", "text": "Dia’s staan klaar"},
        ],
        "summary": [
            ("Wat er gebeurt", "Buitensluiten bij gym. Nare appjes in de groep."),
            {"label": "Sinds wanneer", "value": "Na de herfstvakantie", "url": "#", "action": "Verander"},
        ],
        "card": {
            "title": "Terugblik met Noor", "clause": "A1.4", "intro": "Een kwartier, op een rustige plek.",
            "agenda": ["Hoe het nu gaat", "Wat er beter is", "Wat er nog nodig is"],
            "opening": ["“Fijn dat je er bent. Ik ben benieuwd hoe het met je gaat.”"],
            "questions": ["Wat is er veranderd?", "Wie heeft iets gedaan dat hielp?", "Wat wil je nog?"],
            "after": ["Is het erger? Dan doen we vandaag nog iets."],
        },
        "helplines": [
            {"label": "Ik heb al een code. Is er antwoord?", "url": "#", "icon": "lock"},
            {"label": "Liever praten? De Kindertelefoon is gratis:", "number": "0800-0432", "url": "tel:08000432"},
            {"label": "Nu in gevaar? Bel 112", "url": "tel:112", "icon": "shield-check"},
        ],
        "rows": [("Noor Bakker", "2B", "Stap 4", date(2026, 11, 17)), ("Daan de Wit", "2A", "Stap 1", date(2026, 11, 24))],
    }  # fmt: skip


def drawn(page: str) -> str:
    """Returns one page of the gallery as HTML."""
    source = (PAGES / f"{page}.html").read_text(encoding="utf-8")
    shown = context()
    if page != "form":
        del shown["form"]  # only that page went wrong, and only its title may say so
    return engines["django"].from_string(source).render(shown)


def names() -> list[str]:
    """Returns the pages there are."""
    return sorted(path.stem for path in PAGES.glob("*.html"))
