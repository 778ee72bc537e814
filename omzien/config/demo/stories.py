"""What happened at the fictional school: always something late, something due and something fine, whatever the day."""

from datetime import timedelta

from omzien.chapters.approach.actions.closing import close_case, end_case, record_later_check, say_last_word
from omzien.chapters.approach.actions.contacts import record_contact
from omzien.chapters.approach.actions.log import add_note
from omzien.chapters.approach.actions.opening import Protection
from omzien.chapters.approach.actions.reviews import LookBack, MemberSaid, record_member, record_review
from omzien.chapters.approach.actions.rounds import Choice, choose
from omzien.chapters.approach.actions.team import add_to_team
from omzien.chapters.approach.actions.triage import plan_follow_up
from omzien.chapters.approach.models import Case, Told
from omzien.chapters.reports.staff_actions import mark_read
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.school.models import Pupil, Role

from .people import Town
from .telling import NO, YES, Teller

LAST_WORDS = {
    Told.Audience.REPORTER: (
        "Het is gestopt. Fijn dat je het vertelde, daardoor konden we helpen.",
        "Het gaat nu goed. Zonder jou hadden we dit niet gezien.",
    ),
    Told.Audience.PARENTS: (
        "Het gaat weer goed op school. Merkt u thuis iets, bel me dan gerust.",
        "Het is gestopt. Over een paar weken vraag ik het nog eens, en dan hoort u van mij.",
    ),
    Told.Audience.GROUP: (
        "Dank jullie wel. Jullie ideeën hebben echt geholpen.",
        "Het is gestopt, en dat komt ook door jullie. De groep stopt hier.",
    ),
    Told.Audience.COLLEAGUE: (
        "Dank voor het meekijken. Extra opletten hoeft nu niet meer.",
        "Het is rustig. Zie je toch weer iets, loop dan even langs.",
    ),
}
SEEN = (
    {"seen": "Minder grappen.", "improved": "De sfeer.", "needed": "Blijven opletten."},
    {"seen": "In de pauze is het gezelliger.", "improved": "Er wordt gewacht op elkaar.", "needed": "Zo doorgaan."},
    {"seen": "Eén keer nog iets gezegd, daarna niet meer.", "improved": "De groepsapp.", "needed": "Niets extra's."},
    {
        "seen": "We lopen samen naar gym.",
        "improved": "Niemand wordt meer laatst gekozen.",
        "needed": "Af en toe vragen.",
    },
)


def tell_all(town: Town) -> None:
    """Tell every story once."""
    teller = Teller(town)
    for story in (looks_back_now, group_is_late, review_is_late, just_opened, silence, mentor_left, aftercare, closed):
        story(teller)
    for story in (teasing, new_today, suspicion):
        story(teller)


def _first_weeks(
    teller: Teller, group: str, target: Pupil, members: list[Pupil], met: int, told: str, safe: str, by: Viewer
) -> tuple[Viewer, Case]:
    """From report to meeting; the group met `met` calendar days ago, or on the school day before."""
    viewer = by
    meeting = teller.near(met)
    before = teller.calendar.school_day_before
    talk = before(before(meeting))
    opening = before(talk)
    with teller.on(before(opening)):
        report = teller.pupil_tells(
            group, told, door="self", forms=["words", "exclusion"], places=["hallway", "canteen"], moments=["break"],
            reporter_name=target.full_name,
        )  # fmt: skip
    with teller.on(opening):
        teller.judged(viewer, report, "bullying", ["words", "exclusion"], YES, YES, YES)
        until = teller.calendar.school_day_on_or_after(today() + timedelta(days=30))
        case = teller.opened(
            viewer, report, target, safe,
            Protection("breaks", "Mag in de pauze in de mediatheek zitten, met iemand erbij.", until),
        )  # fmt: skip
    with teller.on(talk):
        teller.talked(viewer, case, members, talk, home_told=talk)
    with teller.on(meeting):
        teller.met(viewer, case, members, meeting)
    return viewer, case


def looks_back_now(teller: Teller) -> None:
    """2B, step 4: the group met twelve days ago, and the window to look back is open."""
    pupils = teller.town.pupils["2B"]
    viewer, case = _first_weeks(
        teller, "2B", pupils[0], pupils[1:7], 12,
        "Ze noemen me steeds bij een bijnaam. In de pauze gaan ze weg als ik kom.",
        "Niet alleen door de gang bij de kluisjes hoeven.", teller.mentor("2B"),
    )  # fmt: skip
    with teller.on(max(teller.near(12), teller.ago(4))):
        record_contact(viewer, case, today(), "talk", "better", "Het is rustiger in de pauze. Gym blijft lastig.")
        add_note(viewer, case, "Gymdocent kijkt deze weken extra mee bij het kiezen van groepjes.")
    with teller.on(max(teller.near(12), teller.ago(3))):
        add_to_team(viewer, case, teller.town.staff["Fatima"], "Denkt mee bij gesprekken met ouders.")


def group_is_late(teller: Teller) -> None:
    """2B, step 2: the talk was two weeks ago, and the group has not met; contact is late too."""
    viewer, pupils = teller.mentor("2B"), teller.town.pupils["2B"]
    with teller.on(teller.ago(13)):
        report = teller.colleague_tells(
            teller.viewer("Petra", Role.TEACHER), "2B", pupils[10], "Zit al weken alleen, en werd vandaag nageroepen.",
            nature="suspicion", forms=["exclusion"], places=["canteen"], moments=["break"],
        )  # fmt: skip
    with teller.on(teller.ago(12)):
        teller.judged(viewer, report, "bullying", ["exclusion"], YES, YES)
        case = teller.opened(viewer, report, pupils[10], "Weten bij wie je in de pauze terechtkunt.")
    with teller.on(teller.ago(11)):
        teller.talked(viewer, case, pupils[12:18], today())


def review_is_late(teller: Teller) -> None:
    """2A, step 4: nobody looked back in time."""
    pupils = teller.town.pupils["2A"]
    _first_weeks(
        teller, "2A", pupils[3], pupils[5:11], 19,
        "Mijn spullen zijn steeds weg en dan lachen ze.",
        "Een kluisje dicht bij het lokaal van de mentor.", teller.mentor("2A"),
    )  # fmt: skip


def just_opened(teller: Teller) -> None:
    """2C, step 1: told yesterday, the talk comes tomorrow; all is on time."""
    viewer, pupils = teller.mentor("2C"), teller.town.pupils["2C"]
    with teller.on(teller.ago(1)):
        report = teller.pupil_tells(
            "2C", "Er is een groepsapp over mij. Ik heb screenshots gezien.", door="online", forms=["cyber"],
            places=["online"], moments=["evening_weekend"], reporter_name=pupils[2].full_name,
        )  # fmt: skip
    with teller.on(teller.ago(0)):
        teller.judged(viewer, report, "bullying", ["cyber"], YES)
        teller.opened(viewer, report, pupils[2], "Vandaag niet alleen naar huis fietsen.")


def silence(teller: Teller) -> None:
    """3A: after the talk nobody spoke the pupil any more."""
    viewer, pupils = teller.mentor("3A"), teller.town.pupils["3A"]
    with teller.on(teller.ago(19)):
        report = teller.pupil_tells(
            "3A", "Iemand uit mijn klas wordt elke dag klemgezet bij de fietsen.", door="other", forms=["chasing"],
            places=["bike_shed"], moments=["after_school"], about_name=pupils[4].full_name,
        )  # fmt: skip
        teller.judged(viewer, report, "bullying", ["chasing"], YES, YES, YES)
        case = teller.opened(viewer, report, pupils[4], "Met iemand samen naar de fietsenstalling lopen.")
    with teller.on(teller.ago(18)):
        teller.talked(viewer, case, pupils[6:12], today())


def mentor_left(teller: Teller) -> None:
    """1A: the mentor works elsewhere since yesterday, and the case waits for an owner."""
    pupils = teller.town.pupils["1A"]
    _first_weeks(
        teller, "1A", pupils[1], pupils[8:14], 9,
        "Ze doen alsof ik er niet ben. Ook bij groepsopdrachten.",
        "Een vaste plek in de klas, naast iemand die aardig is.", teller.mentor("1A"),
    )  # fmt: skip
    bert = teller.town.staff["Bert"]
    bert.left_on = today() - timedelta(days=1)
    bert.save()
    bert.account.is_active = False
    bert.account.save()


def _ended(teller: Teller, group: str, who: int, met: int, ended: int) -> tuple[Viewer, Case]:
    """A round that went well, run by the coordinator: everyone was heard, and it stopped."""
    pupils = teller.town.pupils[group]
    members = pupils[who + 2 : who + 8]
    viewer, case = _first_weeks(
        teller, group, pupils[who], members, met,
        "Ze pakken mijn etui af en gooien ermee.",
        "Vooraan in de klas zitten.", teller.viewer("Jelle", Role.ANTI_BULLYING_COORDINATOR),
    )  # fmt: skip
    review = teller.calendar.school_day_on_or_after(teller.near(met) + timedelta(days=10))
    with teller.on(review):
        answers = {"going": "Een stuk rustiger.", "improved": "Ik zit niet meer alleen.", "needed": "Zo doorgaan."}
        record_review(viewer, case, LookBack(on=today(), answer="stopped", answers=answers))
        for pupil in members:
            said = SEEN[pupils.index(pupil) % len(SEEN)]
            record_member(viewer, case, pupil, MemberSaid(on=today(), answers=said))
    with teller.on(max(review, teller.near(ended))):
        choose(viewer, case, Choice("done", today(), synthesis="De groep bleef er zelf op letten."))
        end_case(viewer, case, "stopped", "stopped", "Voelt zich weer thuis in de groep.")
        for place, told in enumerate(case.told.order_by("told_on", "pk")):
            say_last_word(viewer, told, LAST_WORDS[Told.Audience(told.audience)][(place + who) % 2], today())
    return viewer, case


def aftercare(teller: Teller) -> None:
    """2C: it stopped six weeks ago, and the first later check is due."""
    _ended(teller, "2C", 8, 63, 43)


def closed(teller: Teller) -> None:
    """1B: both later checks were good, and the case is closed."""
    viewer, case = _ended(teller, "1B", 5, 130, 108)
    for check in case.later_checks.order_by("weeks"):
        with teller.on(teller.calendar.school_day_on_or_after(check.due_on)):
            record_later_check(viewer, check, "stopped", "Gaat nog steeds goed.")
    with teller.on(teller.ago(3)):
        case.refresh_from_db()
        close_case(viewer, case)


def teasing(teller: Teller) -> None:
    """2B: it is teasing, and that too gets its follow-up, today."""
    viewer = teller.mentor("2B")
    with teller.on(teller.ago(5)):
        report = teller.pupil_tells(
            "2B", "Er wordt steeds gelachen als iemand een beurt krijgt.", door="unsure", forms=["words"],
            places=["school_building"], moments=["lesson"],
        )  # fmt: skip
    with teller.on(teller.ago(4)):
        teller.judged(viewer, report, "teasing", ["words"], NO, NO, NO)
        plan_follow_up(
            viewer, report, "class_talk", viewer.staff, teller.calendar.school_day_on_or_after(teller.present),
            str(teller.key()), "Met de klas praten over lachen met en lachen om.",
        )  # fmt: skip


def new_today(teller: Teller) -> None:
    """2B: someone told something without a name, and it is unread."""
    with teller.on(teller.ago(0)):
        teller.pupil_tells(
            "2B", "Bij gym wordt iemand altijd als laatste gekozen en uitgelachen.", door="other",
            forms=["exclusion", "words"], places=["gym"], moments=["lesson"], reach_me="Na het zesde uur bij de bieb.",
        )  # fmt: skip


def suspicion(teller: Teller) -> None:
    """2A: a colleague has a suspicion; the mentor read it, and has not judged it yet."""
    viewer, pupils = teller.mentor("2A"), teller.town.pupils["2A"]
    with teller.on(teller.ago(2)):
        report = teller.colleague_tells(
            teller.viewer("Petra", Role.TEACHER), "2A", pupils[15], "Schrikt als de groep de kantine in komt.",
            nature="suspicion", forms=["words"], places=["canteen"], moments=["break"],
        )  # fmt: skip
        mark_read(viewer, report)
