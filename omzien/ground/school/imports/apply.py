"""Carrying out a load in batches: each is one write, and each keeps the values from before."""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from omzien.ground.clock import now
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.models import Load
from omzien.ground.vault.fields import Encrypted

from .ops import MODELS, Op, Value, plain_value

BATCH = 100
PAUSE = 0.02  # seconds


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    return next(field for field in model._meta.concrete_fields if field.name == name)


def python_value(model: type[models.Model], name: str, value: Value) -> tuple[str, Any]:
    """Return attribute and value of a field, from what stands in JSON."""
    field = _field(model, name)
    if isinstance(field, Encrypted) or value is None:
        return field.attname, value
    if isinstance(field, models.ForeignKey):
        return field.attname, UUID(str(value))
    return field.attname, field.to_python(value)


def value_of(row: models.Model, name: str) -> Value:
    """Return what stands in a field, as it can stand in JSON."""
    return plain_value(getattr(row, _field(type(row), name).attname))


def all_values(row: models.Model) -> dict[str, Value]:
    """Return every field of a row but its key."""
    return {field.name: value_of(row, field.name) for field in row._meta.concrete_fields if not field.primary_key}


def build(op: Op) -> models.Model:
    """Return the row that an op makes, not saved yet."""
    model = MODELS[op.model]
    return model(pk=UUID(op.pk), **dict(python_value(model, name, value) for name, value in op.values.items()))


def carry_out_ops(ops: Iterable[Op]) -> list[list[Any]]:
    """Carry out ops inside the caller's transaction; returns what to keep for taking them back."""
    by_model: dict[str, list[Op]] = defaultdict(list)
    for op in ops:
        by_model[op.model].append(op)
    kept: list[list[Any]] = []
    for name, model in MODELS.items():
        mine = by_model[name]
        made = [op for op in mine if op.do == "create"]
        model._base_manager.bulk_create([build(op) for op in made], batch_size=BATCH)
        kept += [["create", name, op.pk, {}, op.values] for op in made]
        touched = [op for op in mine if op.do != "create"]
        rows = model._base_manager.in_bulk([UUID(op.pk) for op in touched]) if touched else {}
        kept += [_touch(rows[UUID(op.pk)], op) for op in touched if UUID(op.pk) in rows]
    return kept


def _touch(row: models.Model, op: Op) -> list[Any]:
    """Change one row, or take a link away."""
    if op.do == "delete":
        before = all_values(row)
        type(row)._base_manager.filter(pk=row.pk).delete()
        return ["delete", op.model, op.pk, before, {}]
    before = {name: value_of(row, name) for name in op.values}
    put(row, op.values)
    return ["update", op.model, op.pk, before, op.values]


def put(row: models.Model, values: dict[str, Value]) -> None:
    """Set fields of a row and save those alone."""
    for name, value in values.items():
        setattr(row, *python_value(type(row), name, value))
    row.save(update_fields=list(values))


@dataclass
class Reading:
    """What a load does and has done, opened once: the writer's lock is held for no more than the writing itself."""

    items: list[dict[str, Any]]
    counts: dict[str, dict[str, int]]
    done: int
    rows: list[list[Any]]

    @classmethod
    def of(cls, load: Load) -> "Reading":
        """Open a load."""
        plan = load.plan
        return cls(plan.get("items", []), plan["counts"], load.done, load.before.get("rows", []))

    @property
    def next(self) -> list[dict[str, Any]]:
        """Return the items of the next batch."""
        return self.items[self.done : self.done + BATCH]


def next_batch(pk: UUID, actor: Actor | None = None, reading: Reading | None = None) -> bool:
    """Carry out the next batch of a running load; False when there is nothing left to do."""
    running = Load.objects.filter(pk=pk, state=Load.State.RUNNING)
    if reading is None:
        found = running.first()
        if found is None:
            return False
        reading = Reading.of(found)
    ops = [Op.from_json(op) for item in reading.next for op in item["ops"]]
    with one_write():
        load = running.select_for_update().defer("source", "plan", "before").first()
        if load is None:
            return False
        if load.done != reading.done:
            # Another process was first: what we opened is of before it.
            vars(reading).update(vars(Reading.of(load)))
            ops = [Op.from_json(op) for item in reading.next for op in item["ops"]]
        rows = [*reading.rows, *carry_out_ops(ops)]
        load.before = {"rows": rows}
        load.done += len(reading.next)
        load.moved_at = now()
        if load.done >= load.total:
            load.state = Load.State.DONE
            counts: dict[str, Any] = {
                f"{kind}_{act}": n for kind, acts in reading.counts.items() for act, n in acts.items()
            }
            record(actor, "load.done", load, **counts)
        load.save(update_fields=["before", "done", "moved_at", "state"])
    reading.rows, reading.done = rows, load.done
    return load.state == Load.State.RUNNING


def carry_out(pk: UUID, actor: Actor | None = None) -> None:
    """Carry out the rest of a load."""
    found = Load.objects.filter(pk=pk, state=Load.State.RUNNING).first()
    if found is None:
        return
    reading = Reading.of(found)
    while next_batch(pk, actor, reading):
        # Whoever waits to write gets a turn between two batches.
        time.sleep(PAUSE)
