"""Giving the second factor: at the log-in, and again before something sensitive."""

from functools import cached_property
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _

from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school import guessing
from omzien.ground.school.factors import Kind, check_code, guess_key, has
from omzien.ground.school.models import Account

from . import passkeys
from .forms import CodeForm


class Proof:
    """What somebody is asked, and which factor they gave: "" while none fits."""

    def __init__(self, request: HttpRequest, account: Account) -> None:
        self.account = account
        self.has_app = has(account, Kind.TOTP)
        self.has_passkey = has(account, Kind.WEBAUTHN)
        self.failed = ""
        self.form = CodeForm()
        self.form_key = uuid4()
        self.given = self._given(request) if request.method == "POST" else ""

    @cached_property
    def options(self) -> str:
        """Return what the browser needs to use the passkey; asked when the page is made, not before."""
        return passkeys.options_to_use(self.account) if self.has_passkey else ""

    @property
    def has_codes(self) -> bool:
        """Tell whether a code can be typed: of the app, or one that was kept for when the phone is gone."""
        return self.has_app or has(self.account, Kind.RECOVERY_CODES)

    def _given(self, request: HttpRequest) -> str:
        credential = request.POST.get("credential", "")
        if credential:
            if passkeys.used(self.account, credential) is not None:
                return str(Kind.WEBAUTHN.value)
            self.failed = _("Deze passkey werkt hier niet. Probeer het nog eens.")
            return ""
        self.form = CodeForm(request.POST)
        return self._code(self.form.cleaned_data["code"]) if self.form.is_valid() else ""

    def _code(self, code: str) -> str:
        key = guess_key(self.account)
        if guessing.begin(key):
            self.form.add_error("code", _("Dit ging te vaak mis. Wacht een kwartier, of vraag de beheerder om hulp."))
            return ""
        kind = check_code(self.account, code)
        if kind:
            guessing.right(key)
            return kind
        self.form.add_error("code", _("Deze code klopt niet. Neem de code die nu in je app staat."))
        wrong = guessing.wrong(key)
        if wrong in guessing.TOLD_AT:
            with one_write():
                record(None, "account.code_failed", self.account.staff, wrong=wrong)
        return ""
