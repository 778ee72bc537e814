"""What the tab of a browser says on a page with one form: what it is for, and never a name."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAGE_TITLES: dict[str, Promise] = {
    "case_note": _("Notitie schrijven"),
    "step_note": _("Notitie schrijven"),
    "case_correct": _("Notitie verbeteren"),
    "case_agreement_add": _("Afspraak maken"),
    "case_agreement": _("Houdt de afspraak?"),
    "case_part_add": _("Leerling erbij"),
    "case_part": _("Rol van een leerling"),
    "case_team_add": _("Collega in het team"),
    "case_team_leave": _("Uit het team"),
    "case_told_parents": _("Ouders zijn verteld"),
    "case_parent": _("Wat mag met een ouder"),
    "case_told_colleague": _("Een collega kijkt mee"),
    "case_contact": _("Contact"),
    "case_hand_over": _("Situatie overdragen"),
    "case_nudge": _("Eigenaar herinneren"),
    "case_end": _("Situatie afronden"),
    "case_last_word": _("Laatste woord"),
    "case_later_check": _("Later nog eens vragen"),
    "case_close": _("Situatie sluiten"),
    "case_reopen": _("Situatie weer openen"),
    "consent_withdraw": _("Akkoord terugnemen"),
    "step_leave_out": _("Stap overslaan"),
    "member_leave_out": _("Gesprek overslaan"),
    "worse": _("Het gaat slechter"),
}
