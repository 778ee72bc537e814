"""What the clock does about accounts: who does not use theirs is told, and two weeks of school later it goes off.

Sixty days, not counting holidays: 42 school days. Nobody goes off over the summer, and a lone administrator never.
"""

from datetime import date, timedelta

from omzien.ground.clock import AMSTERDAM, now
from omzien.ground.clock.tick import job
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.tell import tell
from omzien.ground.school import leaving
from omzien.ground.school.actions.refusal import NotDone
from omzien.ground.school.actions.roles import refuse_last_administrator
from omzien.ground.school.actions.staffing import shut
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.factors import has_second_factor
from omzien.ground.school.holders import holders
from omzien.ground.school.models import Account, Role, School, Staff

# In school days.
UNUSED, TOLD_BEFORE = 42, 10
# So long after somebody left, what they still carry is looked for.
FOLLOWED = timedelta(days=14)


@job
def switch_unused_off(day: date) -> int:
    """Tell who does not use their account, and put it off when that goes on; returns how many were told or put off."""
    return sum(_in_school(school, day) for school in School.objects.filter(is_demo=False))


@job
def follow_who_left(day: date) -> int:
    """Hand over the open work of whoever left by a list, and close their way in for good, a day later.

    A list ends the account at once; that day it can still be taken back, and the coordinator is told meanwhile.
    """
    gone = Staff.objects.filter(left_on__lt=day, left_on__gte=day - FOLLOWED, school__is_demo=False)
    return sum(_follow(staff) for staff in gone.select_related("school"))


def _follow(staff: Staff) -> int:
    account = Account.objects.filter(staff=staff).first()
    with one_write():
        leaving.hand_over(staff, None, None)
        if account is None or not (account.is_active or account.has_usable_password() or has_second_factor(account)):
            return 0
        shut(account)
        record(None, "account.shut", staff)
    return 1


def _in_school(school: School, day: date) -> int:
    calendar, done = calendar_for(school), 0
    quiet = Account.objects.filter(
        staff__school=school,
        staff__left_on__isnull=True,
        is_active=True,
        last_login__lt=now() - timedelta(days=UNUSED),
    ).select_related("staff__school")
    for account in quiet:
        since = account.last_login.astimezone(AMSTERDAM).date() if account.last_login else day
        warned = account.warned_on if account.warned_on and account.warned_on > since else None
        if warned is None and day >= calendar.add_school_days(since, UNUSED - TOLD_BEFORE):
            done += _warn(account, day)
        elif warned is not None and day >= calendar.add_school_days(warned, TOLD_BEFORE):
            done += _off(account)
    return done


def _warn(account: Account, day: date) -> int:
    with one_write():
        account.warned_on = day
        account.save(update_fields=["warned_on"])
        tell(account.staff, "account.unused_yours", f"account.unused_yours:{day}", "/instellingen/beveiliging/")
        _tell_administrators(account, "account.unused", day)
    return 1


def _off(account: Account) -> int:
    """Put the account off; open work goes to the coordinator, and an administrator can put it on again."""
    staff = account.staff
    with one_write():
        try:
            refuse_last_administrator(staff)
        except NotDone:
            return 0
        if not leaving.hand_over(staff, None, None):
            return 0
        account.is_active = False
        account.epoch += 1
        account.save(update_fields=["is_active", "epoch"])
        record(None, "account.unused_off", staff)
        _tell_administrators(account, "account.unused_off", now().date())
    return 1


def _tell_administrators(account: Account, kind: str, day: date) -> None:
    for administrator in holders(account.staff.school, Role.ADMINISTRATOR):
        if administrator != account.staff:
            tell(administrator, kind, f"{kind}:{account.pk}:{day}", f"/mensen/{account.staff_id}/")
