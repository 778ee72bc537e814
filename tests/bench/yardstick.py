"""The yardstick: the least that Django can do on the same server and database. Serves /post and /list."""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.urls import path

DATA = Path(os.environ["YARDSTICK_DATA"])
ROWS = 10_000

if not settings.configured:
    settings.configure(
        SECRET_KEY="yardstick",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=[],
        MIDDLEWARE=[],
        USE_TZ=True,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": DATA / "yardstick.sqlite3",
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 10,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                },
            }
        },
    )
    django.setup()


class Line(models.Model):
    """One row of text."""

    text = models.CharField(max_length=200)
    until = models.IntegerField(db_index=True)

    objects: models.Manager["Line"] = models.Manager()

    class Meta:
        app_label = "yardstick"


def post(request: HttpRequest) -> HttpResponse:
    """Store what was sent with one commit."""
    Line.objects.create(text=request.POST.get("told", "")[:200], until=0)
    return HttpResponse("ok")


def listing(request: HttpRequest) -> HttpResponse:
    """Show twenty rows of ten thousand."""
    rows = Line.objects.order_by("until", "id")[:20]
    return HttpResponse("".join(f"<li>{row.text}</li>" for row in rows))


urlpatterns = [path("post", post), path("list", listing)]
application = get_wsgi_application()


def fill() -> None:
    """Make the table with its rows."""
    with connection.schema_editor() as editor:
        editor.create_model(Line)
    Line.objects.bulk_create(Line(text=f"regel {number}", until=number) for number in range(ROWS))


if __name__ == "__main__":
    fill()
