"""Protection agreements: made before any group work, asked about the school day before they end."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Agreement, Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.models import Staff
from omzien.protocol.duties import fulfils

from .cases import Stale, begin, touch, write


def asked_on(case: Case, until_on: date) -> date:
    """Return the school day before an agreement ends; never before today."""
    before = calendar_for(case.school).school_day_on_or_before(until_on - timedelta(days=1))
    return min(max(before, today()), until_on)


def agree(
    case: Case, by: Staff, kind: str, text: str, until_on: date, *, owner: Staff | None = None, who: str = ""
) -> Agreement:
    """Keep an agreement inside the caller's transaction, with its line in the log."""
    row = Agreement.objects.create(
        school_id=case.school_id,
        case=case,
        kind=kind,
        text=text,
        owner=owner or by,
        who=who,
        made_on=today(),
        until_on=until_on,
        ask_on=asked_on(case, until_on),
    )
    write(case, by, "agreement", text, facts=_facts(row))
    return row


@fulfils("5.noblame")
def add_agreement(
    viewer: Viewer, case: Case, kind: str, text: str, until_on: date, *, owner: Staff | None = None, who: str = ""
) -> Agreement:
    """Agree on what the target needs to be safe: where, what, who looks after it, until when."""
    with one_write():
        begin(viewer, case)
        if until_on < today():
            raise MoveRefused("an agreement ends today or later", _("Kies een einddatum vanaf vandaag."))
        row = agree(case, viewer.staff, kind, text, until_on, owner=owner, who=who)
        touch(case)
        record(viewer, "case.agreement", case, kind=kind)
    return row


def continue_agreement(
    viewer: Viewer, agreement: Agreement, until_on: date, note: str = "", version: int | None = None
) -> None:
    """It holds, and goes on until a new date."""
    with one_write():
        case = _running(viewer, agreement, version)
        if until_on < today():
            raise MoveRefused("an agreement ends today or later", _("Kies een einddatum vanaf vandaag."))
        agreement.until_on, agreement.ask_on = until_on, asked_on(case, until_on)
        _keep(viewer, agreement, case, "agreement_goes_on", note)


def end_agreement(
    viewer: Viewer, agreement: Agreement, outcome: str, note: str = "", version: int | None = None
) -> None:
    """It is over: no longer needed, or another takes its place."""
    with one_write():
        case = _running(viewer, agreement, version)
        if outcome not in Agreement.Outcome.values:
            raise MoveRefused(f"no such outcome: {outcome}")
        agreement.ended_on, agreement.outcome, agreement.outcome_note = today(), outcome, note
        _keep(viewer, agreement, case, "agreement_ended", note)


def _running(viewer: Viewer, agreement: Agreement, version: int | None) -> Case:
    """Begin the verb; refuse an agreement that is over or was changed by someone else."""
    case = agreement.case
    begin(viewer, case)
    fresh = Agreement.objects.again(agreement).only("version", "ended_on").get()
    if fresh.version != (agreement.version if version is None else version):
        raise Stale
    if fresh.ended_on is not None:
        raise MoveRefused("the agreement is over", _("Deze afspraak is al gestopt."))
    return case


def _keep(viewer: Viewer, agreement: Agreement, case: Case, kind: str, note: str) -> None:
    agreement.checked_on = today()
    agreement.version += 1
    agreement.save()
    write(case, viewer.staff, kind, note, facts=_facts(agreement))
    touch(case)
    record(viewer, "case.agreement_check", case, kind=agreement.kind, outcome=agreement.outcome)


def _facts(agreement: Agreement) -> dict[str, str]:
    return {
        "agreement": str(agreement.pk),
        "protection": agreement.kind,
        "until": agreement.until_on.isoformat(),
        "outcome": agreement.outcome,
    }
