"""What was told to the fictional school's confidential advisers, and one name that may have to be passed on."""

from datetime import timedelta

from omzien.chapters.reports.confidential.actions import (
    MAY_BE_KNOWN,
    ONLY_ME,
    Opening,
    add_note,
    look_again,
    open_file,
)
from omzien.chapters.reports.confidential.disclosing import ask
from omzien.chapters.reports.confidential.keys import Opener
from omzien.ground.clock import today
from omzien.ground.school.models import Role
from omzien.ground.vault import vaults
from omzien.web.demo import VAULT_SENTENCE

from .people import Town
from .telling import Teller


def tell_what_was_confided(town: Town) -> None:
    """Tell it after the other stories; a passphrase that is known to all exists in a demo only."""
    teller = Teller(town)
    with teller.on(teller.ago(15)):
        fatima = _vault(teller, "Fatima", Role.CONFIDENTIAL_ADVISER_INTERNAL)
        selma = _vault(teller, "Selma", Role.CONFIDENTIAL_ADVISER_EXTERNAL)
    _changing_room(teller, selma)
    _on_the_way_home(teller, fatima)


def _vault(teller: Teller, name: str, role: Role) -> Opener:
    viewer = teller.viewer(name, role)
    key, private, _code = vaults.make(viewer, viewer.school, viewer.staff, VAULT_SENTENCE)
    return Opener(viewer, key, private)


def _changing_room(teller: Teller, selma: Opener) -> None:
    """A pupil tells something that somebody else may have to know, and does not want to be named."""
    with teller.on(teller.ago(10)):
        file = open_file(
            selma,
            Opening(
                title="Kleedkamer",
                way=ONLY_ME,
                name="Merel Oosterling",
                text="Durft na gym niet meer in de kleedkamer. Anderen maken foto’s. Wil niet dat iemand weet wie het vertelt.",
                talked_on=today(),
            ),
        )
    with teller.on(teller.ago(3)):
        add_note(selma, file, "Nog een keer gesproken. Het gebeurt elke week. Kleedt zich nu thuis om.", today())
        look_again(selma, file, today() + timedelta(days=14))
    with teller.on(teller.ago(1)):
        ask(
            selma,
            file,
            Role.DIRECTOR.value,
            "Er worden foto’s gemaakt. Zonder de naam kan de directeur niet zorgen dat het veilig wordt.",
        )


def _on_the_way_home(teller: Teller, fatima: Opener) -> None:
    """A pupil only wants to tell it to somebody, and may be known."""
    with teller.on(teller.ago(6)):
        open_file(
            fatima,
            Opening(
                title="Onderweg",
                way=MAY_BE_KNOWN,
                name="Joris Plantinga",
                text="Wordt op de fiets naar huis opgewacht. Wil eerst zelf proberen om met iemand mee te fietsen.",
                talked_on=today(),
                look_again_on=teller.present,
            ),
        )
