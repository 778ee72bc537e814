"""The form of a note in the log, and of its correction."""

from django.utils.translation import gettext_lazy as _

from omzien.ground.clock import from_today, today
from omzien.ground.formkit import DateField, Form, LongText, TimeField


class NoteForm(Form):
    """What happened or was said, and when."""

    text = LongText(label=_("Wat gebeurde er, of wat is er gezegd?"), rows=6)
    happened_on = DateField(label=_("Wanneer was dat?"), initial=today, earliest=from_today(-731), latest=today)
    happened_at = TimeField(label=_("Hoe laat?"), required=False)
