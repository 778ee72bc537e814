"""Recording a contact with the target."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from omzien.chapters.approach.actions.answers import contact_with_answer
from omzien.chapters.approach.forms.contacts import ContactForm
from omzien.chapters.approach.models.cases import Answer
from omzien.ground.access.doors import StaffRequest, door

from .frame import ask_form, carry_out, framed, kindly


@door("approach.Case", "handle")
@kindly
def case_contact(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Record that the target was spoken to, and what it says of how it goes."""
    frame = framed(request, pk, "handle")
    form = ContactForm(request.POST or None, case=frame.case, name=frame.name)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def keep() -> str:
            contact_with_answer(request.viewer, frame.case, data["on"], data["how"], data["answer"], data["note"])
            return frame.url

        worse = data["answer"] == Answer.WORSE and frame.open
        said = _("Genoteerd. Het gaat slechter: bekijk wat er vandaag nodig is.") if worse else _("Contact genoteerd.")
        return carry_out(request, form, keep, said)
    heading = _("Contact met %(name)s") % {"name": frame.name}
    return ask_form(request, frame, form, heading, page_title=_("Contact"), lead=_("Een paar tikken is genoeg."))
