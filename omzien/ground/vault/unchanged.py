"""Rows that many read and few change, kept open in memory for as long as the database holds the very same ones.

Putting a query together, making rows of its answer and opening their envelopes costs twenty times the question itself.
So the question is put together once and asked every time; only when the answer differs are rows made of it anew.
Nothing is ever assumed to be fresh: a new role, name or choice shows at the next look.
"""

from typing import Any, Generic, TypeVar

from django.db import connections, models
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)


class Unchanged(Generic[M]):
    """The rows of one query; they are shared by whoever reads them, so nobody may change them."""

    def __init__(self, query: models.QuerySet[M]) -> None:
        self._query = query
        self._question = self._compiled().as_sql()
        self._known: tuple[list[Any], list[M]] = ([], [])

    def rows(self) -> list[M]:
        """Return the rows as they stand now, for one question to the database."""
        with connections[self._query.db].cursor() as cursor:
            cursor.execute(*self._question)
            answer = cursor.fetchall()
        if answer != self._known[0]:
            self._known = (answer, self._made(answer))
        return self._known[1]

    def _compiled(self) -> Any:
        return self._query.query.get_compiler(self._query.db)

    def _made(self, answer: list[Any]) -> list[M]:
        """Make rows of an answer, as the query would have made them itself."""
        compiler = self._compiled()
        compiler.as_sql()
        model, places = compiler.klass_info["model"], compiler.klass_info["select_fields"]
        names = [compiler.select[place][0].target.attname for place in places]
        # The stubs describe a later Django, with one argument more.
        related = get_related_populators(compiler.klass_info, compiler.select, self._query.db)  # type: ignore[call-arg]  # see above
        made = []
        for values in compiler.results_iter([answer]):
            row = model.from_db(self._query.db, names, values[places[0] : places[-1] + 1])
            for one in related:
                one.populate(values, row)
            made.append(row)
        return made
