"""What each gap means for people, in plain words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from omzien.ground.access.gaps import Check, Rule
from omzien.ground.school.models import Role

ROLE_MISSED: Mapping[Role, Promise] = {
    Role.PUPIL_COORDINATOR: _("Gaat een melding over een mentor, dan leest alleen de antipestcoördinator die."),
    Role.ANTI_BULLYING_COORDINATOR: _("Niemand ziet alle situaties, niemand merkt dat iets blijft liggen, en niemand kan een situatie overdragen."),
    Role.SUPPORT_COORDINATOR: _("Leerlingen en mentoren zien bij “Wie helpt” niemand voor extra ondersteuning."),
    Role.CONFIDENTIAL_ADVISER_INTERNAL: _("Een leerling kan binnen de school met niemand in vertrouwen praten."),
    Role.CONFIDENTIAL_ADVISER_EXTERNAL: _("Een leerling of ouder kan buiten de school met niemand in vertrouwen praten."),
    Role.DIRECTOR: _("Boven de antipestcoördinator staat niemand."),
    Role.BOARD: _("Gaat iets over de directeur, of heeft de directeur al een andere rol, dan staat daar niemand boven."),
    Role.ICT_COORDINATOR: _("Bij online pesten is er niemand voor hulp met accounts en apparaten."),
    Role.ADMINISTRATOR: _("Niemand kan rollen geven of collega's uitnodigen."),
    Role.PRIVACY_OFFICER: _("Een noodgeval wordt nagekeken door de directeur. Dat mag niet wie zelf meelas."),
}  # fmt: skip
RULE_TITLES: Mapping[Rule, Promise] = {
    Rule.MENTOR: _("Elke klas heeft een mentor"),
    Rule.ABOUT_A_MENTOR: _("Een melding over een mentor komt bij een ander"),
    Rule.ABOUT_THE_COORDINATOR: _("Een melding over de antipestcoördinator komt bij een ander"),
    Rule.ABOVE: _("Wie coördineert én zelf situaties draagt, heeft iemand boven zich"),
    Rule.SECOND_ADVISER: _("Er is een tweede vertrouwenspersoon"),
    Rule.LOOK_BACK: _("Een noodgeval wordt nagekeken door een ander"),
    Rule.SECOND_ADMINISTRATOR: _("Er is een tweede beheerder"),
}
RULE_ICONS: Mapping[Rule, str] = {
    Rule.MENTOR: "users",
    Rule.ABOUT_A_MENTOR: "inbox",
    Rule.ABOUT_THE_COORDINATOR: "inbox",
    Rule.ABOVE: "list-checks",
    Rule.SECOND_ADVISER: "shield",
    Rule.LOOK_BACK: "shield-check",
    Rule.SECOND_ADMINISTRATOR: "key-round",
}


def works(check: Check, names: str) -> str:
    """Return who makes a rule work; nobody is concerned where it has no names."""
    return names or ("" if check.open else gettext("Nu niet aan de orde."))


def missed(check: Check, names: str) -> str:
    """Return what does not work, and for whom."""
    said = {
        Rule.MENTOR: _("Nog geen mentor: %(names)s. Leerlingen van zo'n klas zien bij “Wie helpt” wie er zolang voor hen is."),
        Rule.ABOUT_A_MENTOR: _("Gaat een melding over %(names)s, dan is er niemand anders die hem leest."),
        Rule.ABOUT_THE_COORDINATOR: _("Gaat een melding over %(names)s, dan is er niemand anders die hem leest."),
        Rule.ABOVE: _("Blijft een situatie van %(names)s liggen, dan is er niemand die ernaar vraagt."),
        Rule.SECOND_ADVISER: _("Alleen %(names)s. Een naam die in vertrouwen is verteld, kan daarom nooit bekend worden: daar zijn twee vertrouwenspersonen voor nodig."),
        Rule.LOOK_BACK: _("Leest %(names)s mee in een noodgeval, dan is er niemand anders die het nakijkt."),
        Rule.SECOND_ADMINISTRATOR: _("Alleen %(names)s. Raakt die de telefoon kwijt, dan kan niemand de tweede stap weghalen."),
    }  # fmt: skip
    return str(said[check.rule]) % {"names": names}
