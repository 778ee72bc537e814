"""Which column is which: every plausible name, and never what may not be kept."""

import pytest

from omzien.ground.school.imports.columns import Layout, field_named, known_count, notes, recognise, strip
from omzien.ground.school.imports.kinds import Kind
from omzien.ground.school.imports.table import Table
from tests.ground.school.imports.loading import csv, lists


def layout_of(headers: str, *rows: str, said: dict[str, str] | None = None) -> Layout:
    (table,) = csv("\n".join([headers, *(rows or (";" * headers.count(";"),))])).tables
    return recognise(table, said or {})


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("leerlingnummer", "pupil_id"),
        ("Leerling nummer", "pupil_id"),
        ("LEERLING_NR", "pupil_id"),
        ("studentnr", "pupil_id"),
        ("Stamnummer", "pupil_id"),
        ("llnr.", "pupil_id"),
        ("Roepnaam", "given_name"),
        ("Voornaam", "given_name"),
        ("Voornamen", "given_name"),
        ("Tussenvoegsel", "infix"),
        ("voorvoegsel(s)", "infix"),
        ("tussenv.", "infix"),
        ("Achternaam", "family_name"),
        ("Klas", "group"),
        ("Stamgroep", "group"),
        ("groep", "group"),
        ("lesgroep", "group"),
        ("Leerjaar", "grade"),
        ("mentor", "mentor"),
        ("Mentor-afkorting", "mentor"),
        ("mentorcode", "mentor"),
        ("mentor naam", "mentor"),
        ("E-mail", "email"),
        ("e-mailadres", "email"),
        ("mailadres", "email"),
        ("Geboortedatum", "birth_date"),
        ("begindatum", "start"),
        ("Einddatum", "end"),
        ("Kernteam", "core_team"),
        ("Klas (stamgroep)", "group"),
        ("Roepnaam leerling", "given_name"),
        ("E-mail adres van de leerling", "email"),
        ("Stamgroep / klas", "group"),
        ("Achternaam mentor", "mentor.family_name"),
    ],
)
def test_a_header_is_known_by_its_many_names(header: str, name: str) -> None:
    layout = recognise(Table("lijst.csv", ["leerlingnummer", header] if name != "pupil_id" else [header]), {})
    assert name in layout.fields


@pytest.mark.parametrize(
    "header",
    [
        "BSN",
        "Burgerservicenummer",
        "sofi-nummer",
        "PGN",
        "onderwijsnummer",
        "Wachtwoord",
        "password",
        "Adres",
        "Straat + huisnr",
        "Postcode",
        "Woonplaats",
        "Plaats",
        "Foto",
        "pasfoto (link)",
        "Geboorteplaats",
        "Geboorteland",
        "Geslacht",
        "M/V",
        "Nationaliteit",
        "Nationaliteit 2",
        "Godsdienst",
        "Religie",
        "Moedertaal",
        "Medische gegevens",
        "Telefoon",
        "Mobiel nummer",
        "Adres ouder 1",
    ],
)
def test_a_private_column_is_recognised_emptied_and_told(header: str) -> None:
    (table,) = csv(f"leerlingnummer;roepnaam;achternaam;klas;{header}\n1;Ana;Bos;2B;geheim-7\n").tables
    layout = recognise(table, {})
    strip(layout)
    assert "geheim-7" not in str(layout.table.rows)
    assert header in notes(layout)[0]
    assert layout.unknown == []


def test_a_private_column_stays_private_whatever_somebody_says() -> None:
    layout = layout_of("leerlingnummer;BSN", "1;123456782", said={"bsn": "email"})
    strip(layout)
    assert "123456782" not in str(layout.table.rows)


def test_citizen_numbers_under_a_strange_header_are_never_kept() -> None:
    layout = layout_of("leerlingnummer;klas;Regnr", "1;2B;123456782", "2;2B;799642630", "3;2B;578230859")
    strip(layout)
    assert layout.unknown == []
    assert "799642630" not in str(layout.table.rows)
    assert "Regnr" in notes(layout)[0]


def test_citizen_numbers_as_pupil_numbers_are_never_kept() -> None:
    layout = layout_of("leerlingnummer;roepnaam", "123456782;Ana", "799642630;Ben", "578230859;Cas")
    strip(layout)
    assert "799642630" not in str(layout.table.rows)


def test_nothing_is_kept_that_nothing_asks_for() -> None:
    layout = layout_of("leerlingnummer;roepnaam;Voorletters;Profiel;Sokken", "1;Ana;A.B.;NT;rood")
    strip(layout)
    assert layout.table.rows[0][1] == ["1", "Ana", "", "", "rood"]
    assert layout.unknown == [4]


def test_a_person_says_once_what_a_column_is() -> None:
    layout = layout_of("leerlingnummer;Sokken;Hobby", "1;2B;x", said={"sokken": "group", "hobby": "ignore"})
    assert layout.fields["group"] == [1]
    assert layout.unknown == []
    strip(layout)
    assert layout.table.rows[0][1] == ["1", "2B", ""]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("leerlingnummer;roepnaam;achternaam;klas;mentor", Kind.PUPILS),
        ("nr;naam;klas", Kind.PUPILS),
        ("afkorting;roepnaam;achternaam;functie", Kind.STAFF),
        ("personeelsnummer;naam;email", Kind.STAFF),
        ("code;voornaam;achternaam;e-mail;kernteam", Kind.STAFF),
        ("klas;kernteam;mentor", Kind.GROUPS),
        ("naam;kernteam", Kind.GROUPS),
        ("leerlingnummer;relatie;voornaam;achternaam", Kind.GUARDIANS),
        ("leerlingnummer;ouder naam;ouder e-mail", Kind.GUARDIANS),
        ("sourcedId;username;givenName;familyName;email", Kind.SDS_USERS),
        ("SOURCEDID;ORGSOURCEDID;TITLE", Kind.SDS_CLASSES),
        ("kleur;maat", Kind.UNKNOWN),
    ],
)
def test_what_a_list_is_about_is_seen_from_its_columns(headers: str, kind: Kind) -> None:
    assert layout_of(headers).kind is kind


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Naam ouder 1", "guardian1.name"),
        ("ouder/verzorger 2 achternaam", "guardian2.family_name"),
        ("E-mailadres verzorger1", "guardian1.email"),
        ("moeder voornaam", "guardianmoeder.given_name"),
        ("telefoon vader", "guardianvader.phone"),
        ("ouder_email_2", "guardian2.email"),
    ],
)
def test_parents_in_the_row_of_a_pupil_are_recognised(header: str, name: str) -> None:
    assert name in layout_of(f"leerlingnummer;roepnaam;{header}").fields


def test_the_best_of_two_columns_counts() -> None:
    layout = layout_of("leerlingnummer;lesgroep;klas;stamgroep", "1;2b.wis;;2B")
    assert layout.fields["group"][0] == 3
    layout = layout_of("leerlingnummer;lesgroep;klas;stamgroep", "1;2b.wis;2B;")
    assert layout.fields["group"][0] == 2


def test_a_name_beside_a_given_name_is_the_family_name() -> None:
    assert layout_of("leerlingnummer;roepnaam;tussenvoegsel;naam;klas").fields["family_name"] == [3]


def test_the_password_column_of_school_data_sync_is_emptied() -> None:
    users = next(table for table in lists("sds").tables if table.file == "users.csv")
    layout = recognise(users, {})
    strip(layout)
    assert "geheim123" not in str(users.rows)
    assert "0612345678" not in str(users.rows)


def test_a_field_may_be_named_in_dutch_and_in_code() -> None:
    assert field_named("leerlingnummer") == field_named("pupil_id") == "pupil_id"
    assert field_named("negeren") == field_named("ignore") == "ignore"
    assert field_named("schoenmaat") is None


def test_a_row_with_names_is_no_header() -> None:
    assert known_count(["20001", "Zoë", "van der", "Meer"]) == 0
