"""A colleague who logs in with a password and an app, as tests need it."""

import re
import time
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from omzien.ground.school.factors import add_app, new_recovery_codes
from omzien.ground.school.models import Account
from tests.cast import PASSWORD, Cast

TYPED = re.compile(r'<p class="code">([A-Z2-7 ]+)</p>')


class Phone:
    """Shows the codes of one secret."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def code(self, steps: int = 0) -> str:
        """Return the code of now, or of some half minutes from now."""
        return str(format_hotp_value(hotp_value(self.secret, int(time.time()) // 30 + steps)))


def with_password(cast: Cast, name: str) -> Account:
    """Give someone the password that tests type."""
    account: Account = cast.staff[name].account
    account.set_password(PASSWORD)
    account.save()
    return account


def with_phone(cast: Cast, name: str) -> Phone:
    """Give someone a password and an app, as if they set it up some time ago."""
    account, secret = with_password(cast, name), generate_totp_secret()
    add_app(account, secret, 0)
    new_recovery_codes(account)
    return Phone(secret)


def send(client: Client, path: str, **told: str) -> str:
    """Send a form; return where that leads, or what the page says."""
    answer = client.post(path, {"form_key": str(uuid4()), **told})
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def password(client: Client, name: str, word: str = PASSWORD, path: str = "/inloggen/") -> str:
    """Type address and password."""
    return send(client, path, name=name, password=word)


def come_in(client: Client, phone: Phone, name: str = "vos@lindehof.example") -> str:
    """Log in with password and code."""
    assert password(client, name) == "/inloggen/code/"
    return send(client, "/inloggen/code/", code=phone.code())


def set_up_app(client: Client) -> tuple[Phone, str]:
    """Set up an app on the page for it; return the phone and where that leads."""
    page = client.get("/instellingen/beveiliging/app/").content.decode()
    found = TYPED.search(page)
    assert found is not None
    phone = Phone(found[1].replace(" ", ""))
    return phone, send(client, "/instellingen/beveiliging/app/", code=phone.code())


def factors_of(cast: Cast, name: str) -> set[str]:
    """Return the kinds of factors that someone has."""
    rows = Authenticator.objects.filter(user=cast.staff[name].account)
    return set(rows.values_list("type", flat=True))
