"""Nobody is logged in: ask for it, and give back what was typed while the session ended."""

import re

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

# What a tap sends: an id, a key, a number, a day. Whatever else somebody sent was typed.
_TAPPED = re.compile(r"[a-z0-9_:.+-]*")
_NEVER_SHOWN = re.compile(r"csrf|pass|code|token|key", re.IGNORECASE)


def typed_in(said: QueryDict) -> list[str]:
    """Return the texts that somebody wrote in a form; never a password, a code or a key."""
    texts = [text for name, values in said.lists() if not _NEVER_SHOWN.search(name) for text in values]
    return [text for text in texts if not _TAPPED.fullmatch(text.strip())]


def log_in_first(request: HttpRequest) -> HttpResponse:
    """Send someone to the log-in page; who posted a text sees it once more, to copy, and it is kept nowhere.

    The form came from our own page: the middleware has asked for its token before any door is tried.
    """
    to_login = redirect_to_login(request.get_full_path())
    texts = typed_in(request.POST) if request.method == "POST" else []
    if not texts:
        return to_login
    return render(request, "web/logged_out.html", {"texts": texts, "login": to_login.url}, status=403)
