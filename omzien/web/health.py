"""Whether the server lives and can reach its database; says nothing else."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from omzien.ground.access.doors import public


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when a query goes through, 503 when not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")
