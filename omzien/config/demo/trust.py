"""What happened at the fictional school around need to know: a colleague who stays outside, and an emergency of before."""

from omzien.chapters.approach.actions.conflicts import keep_out
from omzien.chapters.approach.actions.custody import Flags, flag
from omzien.chapters.approach.actions.emergency import break_glass, look_back
from omzien.chapters.approach.models import Case, Part
from omzien.ground.access.models import Conflict, Emergency
from omzien.ground.clock import today
from omzien.ground.school.models import Guardian, Guardianship, Role
from omzien.ground.vault.ring import index_key

from .people import Town
from .telling import Teller


def tell_of_trust(town: Town) -> None:
    """Tell it after the other stories."""
    teller = Teller(town)
    from_outside(town)
    read_along(teller)
    stays_outside(teller)
    may_not_be_called(teller)


def from_outside(town: Town) -> None:
    """The privacy officer works at the board: that shows behind the name."""
    marit = town.staff["Marit"]
    marit.outside = "Stichting De Linde"
    marit.save(update_fields=["outside"])


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


def may_not_be_called(teller: Teller) -> None:
    """2B: a court forbade one of two parents all contact; the other may be called and may have papers."""
    mentor = teller.mentor("2B")
    case = Case.objects.filter(owner=mentor.staff, state=Case.State.OPEN).order_by("opened_on").first()
    if case is None:
        return
    pupil = case.parts.select_related("pupil").get(plays=Part.As.TARGETED).pupil
    one = Guardianship.objects.select_related("guardian").get(pupil=pupil)
    one.guardian.phone = "06 1234 5601"
    one.guardian.save(update_fields=["phone"])
    other = Guardian.objects.create(
        school=teller.town.school, given_name="Andere ouder van", family_name=pupil.full_name, phone="06 1234 5602",
        external_key=index_key("guardian", f"other:{pupil.pk}"),
    )  # fmt: skip
    banned = Guardianship.objects.create(school=teller.town.school, pupil=pupil, guardian=other, relation="ouder")
    seen = "Beschikking van de rechtbank, gezien op school."
    with teller.on(teller.ago(3)):
        flag(mentor, case, banned.pk, Flags("banned", "no", seen, today()))
        flag(mentor, case, one.pk, Flags("unknown", "yes", "Uittreksel uit het gezagsregister gezien.", today()))


def stays_outside(teller: Teller) -> None:
    """2C: a coordinator is family of one of the pupils, and stays outside."""
    carrier = teller.mentor("2C")
    case = Case.objects.filter(owner=carrier.staff, state=Case.State.OPEN).order_by("opened_on").first()
    if case is not None:
        keep_out(carrier, case, teller.town.staff["Tom"], Conflict.Why.FAMILY)
