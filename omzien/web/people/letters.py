"""Letters on paper: one page a colleague, with their own link as a code to scan."""

import io

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.stepup import step_up_to_read
from omzien.ground.clock import today
from omzien.ground.school.invitations import VALID, letters, letters_left


def picture(address: str) -> SafeString:
    """Return an address as a QR code: a drawing in the page itself, dark on light in every theme."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", scale=5, border=4, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None
    )
    # The address stands below it in words.
    return SafeString(drawn.getvalue().decode().replace("<svg ", '<svg aria-hidden="true" ', 1))


@door("school.Staff", "invite")
@step_up_to_read
def print_letters(request: StaffRequest) -> HttpResponse:
    """Show the letters of everyone who was invited on paper and did not come in yet."""
    school = request.viewer.school
    pages = [
        {"staff": account.staff, "name": account.logs_in_with, "link": link, "picture": picture(link)}
        for account, link in letters(school)
    ]
    if pages:
        letters_left(school, request.viewer)
    return render(request, "web/people/letters.html", {"pages": pages, "school": school, "until": today() + VALID})
