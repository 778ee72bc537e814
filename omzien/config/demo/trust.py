"""What happened at the fictional school around need to know: a colleague who stays outside, and an emergency of before."""

from omzien.chapters.approach.actions.conflicts import keep_out
from omzien.chapters.approach.actions.emergency import break_glass, look_back
from omzien.chapters.approach.models import Case
from omzien.ground.access.models import Conflict, Emergency
from omzien.ground.school.models import Role

from .people import Town
from .telling import Teller


def tell_of_trust(town: Town) -> None:
    """Tell it after the other stories."""
    teller = Teller(town)
    read_along(teller)
    stays_outside(teller)


def read_along(teller: Teller) -> None:
    """1B: a pupil did not come home; a coordinator read along for an hour, and it was right."""
    with teller.on(teller.ago(9)):
        emergency = break_glass(
            teller.viewer("Tom", Role.PUPIL_COORDINATOR),
            teller.town.pupils["1B"][5],
            Emergency.Category.DANGER,
            "De leerling kwam niet thuis en de mentor was ziek. Ouders vroegen met wie er iets speelde.",
        )
    with teller.on(teller.ago(7)):
        look_back(
            teller.viewer("Marit", Role.PRIVACY_OFFICER),
            emergency,
            was_right=True,
            words="Wachten kon niet. Er is alleen gelezen wat nodig was.",
        )


def stays_outside(teller: Teller) -> None:
    """2C: a coordinator is family of one of the pupils, and stays outside."""
    carrier = teller.mentor("2C")
    case = Case.objects.filter(owner=carrier.staff, state=Case.State.OPEN).order_by("opened_on").first()
    if case is not None:
        keep_out(carrier, case, teller.town.staff["Tom"], Conflict.Why.FAMILY)
