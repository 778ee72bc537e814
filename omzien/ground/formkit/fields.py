"""Fields that Django's own do not quite offer."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from omzien.ground.formkit.text import LONG, SHORT, one_newline

Day = date | Callable[[], date]
# What people type when their browser shows no calendar.
_DATES = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y"]
_TIMES = ["%H:%M", "%H:%M:%S", "%H.%M"]


class _DateInput(forms.DateInput):
    """Shows the calendar of the browser."""

    input_type = "date"


class _TimeInput(forms.TimeInput):
    """Shows the clock of the browser."""

    input_type = "time"


class ShortText(forms.CharField):
    """One line of text, up to 200 characters unless told otherwise."""

    def __init__(self, *, max_length: int = SHORT, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class LongText(forms.CharField):
    """Several lines of text, up to 5000 characters unless told otherwise."""

    def __init__(self, *, max_length: int = LONG, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Returns the text with one kind of line end, so that it is as long as the writer sees."""
        text = super().to_python(value)
        return one_newline(text) if text else ""


def _day(limit: Day | None) -> date | None:
    """Returns the limit as it is on this day."""
    return limit() if callable(limit) else limit


class DateField(forms.DateField):
    """A day; `earliest` and `latest` may be functions, so that a form that stays loaded keeps counting."""

    def __init__(self, *, earliest: Day | None = None, latest: Day | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _DateInput(format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", _DATES)
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def bind_limits(self) -> None:
        """Tells the browser's calendar where to begin and end."""
        for name, limit in (("min", _day(self.earliest)), ("max", _day(self.latest))):
            if limit is not None:
                self.widget.attrs[name] = limit.isoformat()

    def validate(self, value: date | None) -> None:
        """Refuses a day outside the limits, and says which days are meant."""
        super().validate(value)
        if value is None:
            return
        earliest, latest = _day(self.earliest), _day(self.latest)
        if earliest is not None and value < earliest:
            raise ValidationError(
                _("Kies %(day)s of later."), code="early", params={"day": date_format(earliest, "j F Y")}
            )
        if latest is not None and value > latest:
            raise ValidationError(
                _("Kies %(day)s of eerder."), code="late", params={"day": date_format(latest, "j F Y")}
            )


class TimeField(forms.TimeField):
    """A time of day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _TimeInput(format="%H:%M"))
        kwargs.setdefault("input_formats", _TIMES)
        super().__init__(**kwargs)
