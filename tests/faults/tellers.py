"""People who keep telling, whatever happens to the house: who got no answer sends the same form again."""

import http.client
import random
import re
import threading
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID, uuid4

from omzien.ground.clock import today

TOKEN = "t" * 32
CODE = re.compile(r"<span>([0-9A-HJKMNP-TV-Z]{4})</span>")


@dataclass
class House:
    """Where the house answers, and who is logged in there."""

    port: int
    case: str
    cookies: dict[str, str]

    def post(self, path: str, said: dict[str, str], cookies: dict[str, str]) -> tuple[int, str]:
        """Send a form and read the whole answer; raises OSError or HTTPException when the house went away."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Host": "testserver"}
            if cookies:
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
            line.request("POST", path, urlencode(said), headers)
            answer = line.getresponse()
            if "Content-Length" not in answer.headers:
                # Killed between two lines of the head: that is no answer yet.
                raise http.client.IncompleteRead(b"")
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def report(self, key: str) -> str:
        """Send a report as a pupil does; return the code that the page shows."""
        said = {"form_key": key, "told": f"Het gaat niet goed. {key}", "readers": "mentor"}
        status, page = self.post("/hulp/", said, {})
        groups = CODE.findall(page)
        if status != 200 or len(groups) != 4:
            raise AssertionError(f"a report was answered with {status}")
        return "".join(groups)

    def is_known(self, code: str) -> bool:
        """Come back with the code, as a pupil does."""
        status, page = self.post("/hulp/code/", {"form_key": str(uuid4()), "code": code}, {})
        return status == 200 and "Ontvangen" in page

    def note(self, key: str) -> str:
        """Write a note on the case as its mentor; return the text."""
        text = f"Gesproken in de pauze. {key}"
        said = {"form_key": key, "text": text, "happened_on": today().isoformat(), "csrfmiddlewaretoken": TOKEN}
        status, page = self.post(f"/situaties/{self.case}/notitie/", said, {**self.cookies, "csrftoken": TOKEN})
        if status != 302:
            raise AssertionError(f"a note was answered with {status}: {re.sub('<[^>]+>', ' ', page)[-500:]}")
        return text


@dataclass
class Teller:
    """One person who keeps sending forms of one kind until told to stop."""

    house: House
    kind: str
    seed: int
    answered: dict[str, str] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    again: int = 0
    wrong: list[str] = field(default_factory=list)

    def send(self, key: str) -> str:
        """Send one form."""
        return self.house.report(key) if self.kind == "report" else self.house.note(key)

    def tell(self, stop: threading.Event) -> None:
        """Send one form after another; the same again as long as nothing was answered."""
        dice = random.Random(self.seed)
        while not stop.is_set() and not self.wrong:
            self._one(str(UUID(int=dice.getrandbits(128), version=4)), stop)

    def _one(self, key: str, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self.answered[key] = self.send(key)
            except (OSError, http.client.HTTPException):
                self.again += 1
                continue
            except AssertionError as error:
                self.wrong.append(str(error))
            return
        self.unanswered.append(key)
