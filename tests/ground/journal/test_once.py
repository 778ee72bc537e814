"""A form that is sent twice is carried out once and shows what the first time did."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from omzien.ground.clock import now
from omzien.ground.journal import once
from omzien.ground.journal.models import FormUse
from omzien.ground.journal.writing import one_write

pytestmark = pytest.mark.django_db


def test_a_key_is_claimed_once_and_remembers() -> None:
    key = str(uuid4())
    assert once.earlier(key) is None
    with one_write():
        assert once.first_time(key)
        once.remember(key, case="here")
    with one_write():
        assert not once.first_time(key)
    assert once.earlier(key) == {"case": "here"}


def test_a_form_that_was_refused_can_be_sent_again() -> None:
    key = str(uuid4())
    with pytest.raises(ValueError, match="no"):
        _refused(key)
    with one_write():
        assert once.first_time(key)


def _refused(key: str) -> None:
    with one_write():
        once.first_time(key)
        raise ValueError("no")


def test_keys_are_forgotten_after_a_day() -> None:
    with one_write():
        once.first_time(str(uuid4()))
    with time_machine.travel(now() + timedelta(hours=23), tick=False):
        assert once.forget_old() == 0
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        assert once.forget_old() == 1
    assert not FormUse.objects.exists()
