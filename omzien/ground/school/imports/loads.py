"""The life of a load: read, decided, previewed, confirmed, carried on, dropped, forgotten."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from omzien.ground.clock import now, today
from omzien.ground.clock.tick import job
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.models import Load, LoadMap, School, Staff

from .apply import carry_out
from .plan import Plan, layouts_of, make_plan, many_gone_words, read_roster, unknown_columns
from .read import Intake
from .table import Problem, Table

# A load that has not moved for this long is taken up again by the clock.
STANDS_STILL = timedelta(minutes=2)
KEPT = timedelta(hours=24)


class NotNow(Exception):
    """A load cannot be confirmed as it is; the text says what to do."""


def said_of(school: School) -> dict[str, str]:
    """Return what was told about this school's columns, once and for all."""
    return dict(LoadMap.objects.filter(school=school).values_list("header", "field"))


def say(school: School, told: Mapping[str, str]) -> None:
    """Remember what columns mean at this school."""
    for header, meaning in told.items():
        LoadMap.objects.update_or_create(school=school, header=header[:120], defaults={"field": meaning[:40]})


def preview(intake: Intake, school: School, said: Mapping[str, str], *, complete: bool) -> tuple[Plan, dict[str, Any]]:
    """Return the plan of these files and the columns that nobody knows; writes nothing."""
    layouts = layouts_of(intake.tables, said)
    plan = make_plan(school, read_roster(layouts, school, said, today()), today(), complete=complete)
    plan.errors = [*intake.problems, *plan.errors]
    return plan, unknown_columns(layouts)


def begin(intake: Intake, school: School, by: Staff | None, *, complete: bool) -> Load:
    """Keep what was read, with its preview; nothing of it is loaded yet."""
    load = Load(school=school, by=by, made_at=now())
    # Reading the columns blanks what is never stored, before anything of it is kept.
    plan, unknown = preview(intake, school, said_of(school), complete=complete)
    load.source = {
        "tables": [table.as_json() for table in intake.tables],
        "problems": [problem.as_dict() for problem in intake.problems],
        "complete": complete,
    }
    _keep(load, plan, unknown)
    with one_write():
        load.save(force_insert=True)
    return load


def intake_of(load: Load) -> Intake:
    """Return what was read."""
    source = load.source
    return Intake(
        [Table.from_json(told) for told in source.get("tables", [])],
        [Problem(**told) for told in source.get("problems", [])],
    )


def again(load: Load) -> Plan:
    """Make the preview anew, from what was read."""
    intake = intake_of(load)
    plan, unknown = preview(intake, load.school, said_of(load.school), complete=bool(load.source.get("complete")))
    load.source = {**load.source, "tables": [table.as_json() for table in intake.tables]}
    _keep(load, plan, unknown)
    return plan


def _keep(load: Load, plan: Plan, unknown: dict[str, tuple[str, list[str]]]) -> None:
    asked = {word: [header, examples] for word, (header, examples) in unknown.items()}
    load.plan = {**plan.as_json(), "unknown": asked}
    load.total = len(plan.items)


def decide(load: Load, told: Mapping[str, str]) -> None:
    """Keep what the columns mean, and make the preview anew."""
    with one_write():
        say(load.school, told)
        again(load)
        load.save(update_fields=["source", "plan", "total"])


def confirm(load: Load, actor: Actor | None, *, confirm_gone: bool) -> None:
    """Start carrying out a load; raises NotNow when it is not what was previewed, or many would disappear."""
    fresh = Load.objects.get(pk=load.pk)
    if fresh.state != Load.State.PREVIEW:
        return
    shown = fresh.plan.get("digest")
    differs = shown != again(fresh).digest()
    if fresh.plan["many_gone"] and not confirm_gone and not differs:
        raise NotNow(" ".join(many_gone_words(fresh.plan["many_gone"])))
    with one_write():
        if Load.objects.filter(school=fresh.school_id, state=Load.State.RUNNING).exists():
            raise NotNow(_("Er wordt op dit moment al een lijst geladen. Wacht tot die klaar is."))
        # Made anew just now: these keys are the ones that will be written.
        fresh.save(update_fields=["source", "plan", "total"])
        if not differs:
            _start(fresh, actor)
    if differs:
        raise NotNow(_("Er is intussen iets veranderd. Kijk nog een keer wat er gaat gebeuren."))


def _start(load: Load, actor: Actor | None) -> None:
    moment = now()
    begun = Load.objects.filter(pk=load.pk, state=Load.State.PREVIEW).update(
        state=Load.State.RUNNING, confirmed_at=moment, moved_at=moment, done=0
    )
    if begun:
        record(actor, "load.confirmed", load, items=load.total)


def drop(load: Load, actor: Actor | None) -> None:
    """Throw a preview away, with everything that was read."""
    with one_write():
        dropped = Load.objects.filter(pk=load.pk, state=Load.State.PREVIEW).update(state=Load.State.DROPPED)
        if dropped:
            forget(Load.objects.get(pk=load.pk))
            record(actor, "load.dropped", load)


def forget(load: Load) -> None:
    """Erase what was read and what could be undone; how many it was may stay."""
    load.plan = {"counts": load.plan.get("counts", {}), "forgotten": True}
    load.source, load.before = {}, {}
    load.save(update_fields=["plan", "source", "before"])


def stands_still(load: Load) -> bool:
    """Tell whether a running load has stopped moving."""
    return load.state == Load.State.RUNNING and (load.moved_at or load.made_at) < now() - STANDS_STILL


@job
def carry_on() -> int:
    """Take up loads that stand still, since the process that carried them out has died."""
    still = Q(moved_at__lt=now() - STANDS_STILL) | Q(moved_at__isnull=True)
    keys = list(Load.objects.filter(still, state=Load.State.RUNNING).values_list("pk", flat=True))
    for pk in keys:
        carry_out(pk)
    return len(keys)


@job
def forget_old() -> int:
    """Erase the lists of a day ago: previews that nobody confirmed, and loads that can no longer be undone."""
    moment = now() - KEPT
    old = Load.objects.filter(
        Q(state=Load.State.PREVIEW, made_at__lt=moment)
        | Q(state__in=[Load.State.DONE, Load.State.UNDONE], confirmed_at__lt=moment)
    )
    count = 0
    for load in old:
        if load.plan.get("forgotten"):
            continue
        with one_write():
            if load.state == Load.State.PREVIEW:
                load.state = Load.State.DROPPED
                load.save(update_fields=["state"])
            forget(load)
            count += 1
    return count
