"""What is encrypted, and what is not, is written down here by hand: a new text field must be thought about."""

import pytest
from django.apps import apps
from django.db import models

from omzien.ground.vault.fields import Encrypted

# Names, contact data and every free text about people.
ENCRYPTED = {
    "school.Pupil": "given_name infix family_name external_id birth_date email",
    "school.Guardian": "given_name infix family_name external_id email phone",
    "school.Staff": "given_name infix family_name external_id code email",
    "school.Account": "login_name email",
    "school.Load": "source plan before",
    "access.Emergency": "reason review",
    "school.Guardianship": "evidence",
    "vault.AdviserKey": "public by_passphrase by_recovery",
    "vault.Wrap": "sealed",
    "reports.Report": "told reporter_name reach_me",
    "reports.Mention": "name picked",
    "reports.ConfidentialFile": "content",
    "reports.ConfidentialSource": "content",
    "reports.ConfidentialNote": "content",
    "reports.Disclosure": "asked answer told",
    "approach.Case": "safe_today end_note",
    "approach.Assessment": "reasons note",
    "approach.FollowUp": "note outcome",
    "approach.Agreement": "text who outcome_note",
    "approach.Contact": "note",
    "approach.LogEntry": "text facts",
    "approach.Step": "answers reason_note",
    "approach.Idea": "text",
    "approach.MemberReview": "answers",
    "approach.LaterCheck": "note",
    "approach.Told": "who last_word",
}

# Codes, keyed hashes, and names of things: nothing that says who somebody is or what somebody told.
PLAIN = {
    "journal.Entry": "chain hat verb about facts before seal",  # facts are codes and counts
    "journal.Head": "chain seal sealed",
    "journal.FormUse": "key result",  # keys of rows
    "notices.Notice": "kind path dedupe",  # paths hold keys only
    "access.Conflict": "about why",
    "access.Emergency": "category role",
    "vault.KeyCheck": "sealed",  # an envelope of itself
    "vault.Wrap": "about",
    "school.Board": "name",
    "school.School": "name region exit_url later_check_weeks",
    "school.CoreTeam": "name",
    "school.HomeGroup": "name external_id",
    "school.DayOff": "name kind",
    "school.Pupil": "external_key",
    "school.Guardian": "external_key",
    "school.Guardianship": "relation contact information",
    "school.Staff": "external_key outside",
    "school.RoleHolding": "role department own_title",
    "school.Account": "password login_key language theme",
    "school.Guesses": "key",  # a keyed hash
    "school.Invitation": "way",
    "school.Load": "state",
    "school.LoadMap": "header field",
    "reports.Report": "source door nature forms places moments state receipt_key",
    "reports.Reader": "role",
    "reports.Mention": "about state",
    "approach.Case": "edition state next_kind end_reason end_answer",
    "approach.Assessment": "on_purpose lasting unequal_power forms places moments conclusion",
    "approach.FollowUp": "what",
    "approach.Agreement": "kind outcome",
    "approach.Contact": "how answer",
    "approach.LogEntry": "kind",
    "approach.Part": "plays",
    "approach.Step": "clause state reason",
    "approach.Member": "left_reason",
    "approach.MemberReview": "reason",
    "approach.LaterCheck": "answer",
    "approach.Told": "audience",
}
READABLE = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)


def _fields(encrypted: bool) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("omzien."):
            continue
        names = {
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, READABLE) and isinstance(field, Encrypted) is encrypted
        }
        if names:
            found[model._meta.label] = names
    return found


def _told(table: dict[str, str]) -> dict[str, set[str]]:
    return {label: set(names.split()) for label, names in table.items()}


def test_every_encrypted_field_is_in_the_inventory() -> None:
    assert _fields(encrypted=True) == _told(ENCRYPTED)


def test_every_readable_text_was_thought_about() -> None:
    assert _fields(encrypted=False) == _told(PLAIN)


@pytest.mark.parametrize("label", sorted(ENCRYPTED))
def test_whoever_is_encrypted_has_a_key_before_it_is_stored(label: str) -> None:
    key = apps.get_model(label)._meta.pk
    assert isinstance(key, models.UUIDField)
    assert key.has_default()
