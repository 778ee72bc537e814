"""While a request is served, content is reached through the policy only."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from omzien.ground.vault.guard import watched


class Guard:
    """Has whatever serves this request watched: a query on content that goes round the policy stops it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with watched():
            return self.get_response(request)
