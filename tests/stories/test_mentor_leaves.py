"""The mentor leaves the school in the middle of a case: nothing is lost, nobody is forgotten."""

from datetime import date

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.actions.agreements import add_agreement
from omzien.chapters.approach.actions.cases import hand_over, nudge
from omzien.chapters.approach.actions.log import add_note
from omzien.chapters.approach.jobs import tell_what_is_due, tell_what_slips
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.cases import overview, todo
from omzien.chapters.approach.queries.next import nearest
from omzien.ground.access.engine import scope
from omzien.ground.clock import today
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import Role
from tests.cast import make_school
from tests.chapters.desk import log_in
from tests.stories.telling import case_about, met, on, states, talked

pytestmark = [pytest.mark.django_db, pytest.mark.story]


@pytest.mark.clause("5.guide")
def test_the_mentor_leaves_and_another_carries_on(client: Client) -> None:
    cast = make_school()
    sanne, fatima, jelle = cast.mentor, cast.pupil_coordinator, cast.coordinator

    with on(date(2026, 11, 2)):
        case = case_about(cast)
        add_agreement(sanne, case, "breaks", "In de mediatheek, met Lotte.", date(2026, 11, 20))
    with on(date(2026, 11, 3)):
        talked(cast, case, date(2026, 11, 3))
    with on(date(2026, 11, 6)):
        met(cast, case, date(2026, 11, 6))

    # Sanne stops working here. The next morning the clock finds a case without an owner.
    with on(date(2026, 11, 9)):
        staff = cast.staff["Sanne"]
        staff.left_on = date(2026, 11, 9)
        staff.save()
    with on(date(2026, 11, 10), hour=7):
        tell_what_slips(today())
        tell_what_is_due(today())
        tell_what_slips(today())
        assert Notice.objects.filter(recipient=jelle.staff, kind="case.without_owner").count() == 1
        # Who has left hears nothing more.
        assert not Notice.objects.filter(recipient=staff, made_at__date=today()).exists()

    with on(date(2026, 11, 10)):
        shown = overview(jelle).without_owner
        assert [line.pk for line in shown.lines] == [case.pk]
        with pytest.raises(MoveRefused):
            nudge(jelle, case)
        log_in(client, jelle)
        assert "zonder eigenaar" in client.get(reverse("cases")).content.decode()
        # Nothing happened to the case itself.
        item = nearest(case)
        assert item is not None
        assert states(case)["A1.4"] == "open"

        hand_over(jelle, case, fatima.staff, "Sanne werkt hier niet meer.")

    with on(date(2026, 11, 10), hour=11):
        case = Case.objects.get(pk=case.pk)
        assert case.owner == fatima.staff
        assert overview(jelle).without_owner.count == 0
        assert Notice.objects.filter(recipient=fatima.staff, kind="case.yours").count() == 1
        assert "Spreek Noor even" in {row.title for row in todo(fatima)}
        # Everything that was written is there, and Fatima goes on.
        log_in(client, fatima)
        page = client.get(reverse("case_file", args=[case.pk])).content.decode()
        assert "In de mediatheek, met Lotte." in page
        assert "Sanne werkt hier niet meer." in page
        add_note(fatima, case, "Kennisgemaakt met Noor.")

        # Sanne's account opens nothing, and her hat reaches nothing.
        log_in(client, cast.viewer("Sanne", Role.MENTOR))
        assert client.get(reverse("case", args=[case.pk])).status_code == 302
        cast.staff["Sanne"].role_holdings.update(until_on=date(2026, 11, 9))
        assert scope(fatima, Case).get() == case
        with pytest.raises(Http404):
            add_note(cast.other_mentor, case, "Ik ook.")
