"""Settings by environment; only the site's address and a secret are required (`omzien init` makes both)."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OMZIEN_DATA", "data")).resolve()
KEY_RING = Path(os.environ.get("OMZIEN_KEYS", DATA / "keys.json")).resolve()

SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
DEBUG = False
SECURE = SITE_URL.startswith("https://")
_host = urlsplit(SITE_URL).hostname or "127.0.0.1"
ALLOWED_HOSTS = sorted({_host, "127.0.0.1", "localhost", "[::1]"})
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    # Second factors only. Never allauth.usersessions: it keeps addresses and browsers.
    "allauth.account",
    "allauth.mfa",
    "omzien.ground.journal",
    "omzien.ground.vault",
    "omzien.ground.school",
    "omzien.ground.access",
    "omzien.ground.notices",
    "omzien.chapters.guide",
    "omzien.chapters.reports",
    "omzien.chapters.approach",
    "omzien.web",
]

MIDDLEWARE = [
    "omzien.web.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "omzien.web.accounts.sessions.Sessions",
    "omzien.ground.access.guard.Guard",
    "omzien.web.looks.Looks",
    "omzien.ground.access.middleware.Doors",
    "omzien.web.middleware.Language",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "omzien.config.urls"
WSGI_APPLICATION = "omzien.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "omzien.web.context.chrome",
            ],
        },
    }
]
FORM_RENDERER = "omzien.web.renderer.Renderer"


def _database() -> dict[str, object]:
    """Embedded SQLite unless DATABASE_URL names a PostgreSQL server."""
    if os.environ.get("DATABASE_URL"):
        return _postgresql(os.environ["DATABASE_URL"])
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "omzien.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            # FULL, since "received" must be true after a power cut; secure_delete, since erased means gone.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA secure_delete=ON;",
        },
    }


def _postgresql(url: str) -> dict[str, object]:
    """Return how to reach the PostgreSQL server at this address."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or query.get("host", [""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"sslmode": query["sslmode"][0]} if "sslmode" in query else {},
    }


DATABASES = {"default": _database()}
# With an owner of its own, a PostgreSQL database draws the policy once more in row-level security (the second line).
OWNER = _postgresql(os.environ["DATABASE_OWNER_URL"]) if os.environ.get("DATABASE_OWNER_URL") else None
SECOND_LINE = OWNER is not None

AUTH_USER_MODEL = "school.Account"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = ["omzien.ground.school.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "omzien.ground.school.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A printed letter must survive a weekend and a holiday week.
PASSWORD_RESET_TIMEOUT = 14 * 24 * 3600

# allauth keeps and checks second factors; its pages, sign-up and mail addresses are not used.
ACCOUNT_ADAPTER = "omzien.ground.school.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "omzien.ground.school.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey that knows its owner (finger, face or PIN) is both factors at once.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10

# At most; `omzien.web.accounts.sessions` ends a session earlier when nothing happens.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# No script of ours reads a cookie: a form carries its token itself.
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
CSRF_FAILURE_VIEW = "omzien.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Whom to tell of a weakness in this site, for example mailto:ict@school.nl; it stands in security.txt.
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("TRUSTED_PROXY", "") == "1" else None

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands")), ("en", _("Engels"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A whole form with its files; it is never written to a temporary file on its way.
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["omzien.web.uploads.InMemory"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

EMAIL_HOST = os.environ.get("SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
# SMTP_TLS=0 is for a relay on this machine alone. Port 465 speaks TLS from the first byte, the others after STARTTLS.
EMAIL_USE_SSL = os.environ.get("SMTP_TLS", "1") == "1" and EMAIL_PORT == 465
EMAIL_USE_TLS = os.environ.get("SMTP_TLS", "1") == "1" and EMAIL_PORT != 465
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", f"omzien@{_host}")
# Without a mail server, mails are files in the data directory: nothing is lost and nothing leaves the machine.
EMAIL_BACKEND = (
    "omzien.ground.notices.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA / "mail"

# Nothing about a request is logged: an address or a path in a log would say who told what.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "omzien": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
TEST_RUNNER = "django.test.runner.DiscoverRunner"
