"""What a machine that asks all day owes to others: robots.txt, a delay, and a pause when told."""

from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import urlsplit

from extractors.documents.fetching.asking import AGENT, Asking, Busy, Limits, Refused, plain
from extractors.documents.fetching.page import Page, get
from extractors.documents.fetching.robots import Rules, rules_for
from kg.errors import BadDocument, NotNow, NotYet

DELAY = 1.0  # seconds between two requests to one host
LONGEST_DELAY = 60.0  # that a robots.txt may ask for
PAUSE = 60.0  # seconds after an answer that says "busy" and not for how long
KEPT = 3600.0  # seconds that a robots.txt is believed
_RULES = Limits(512 * 1024, 20.0)


@dataclass(slots=True)
class _Host:
    """What is known of one host."""

    rules: Rules | None = None
    read: float = 0.0  # when its rules were
    free: float = 0.0  # when it may be asked again
    busy: bool = False  # whether it asked for that pause itself


@dataclass(slots=True)
class Manners:
    """Asks for pages, each host in its own time; it keeps nothing that a restart would miss."""

    private: str = ""
    _hosts: dict[str, _Host] = field(default_factory=dict)

    def get(self, url: str, headers: dict[str, str] | None = None, delay: float = DELAY) -> Page:
        """A page, as soon as it may be asked for; NotYet before that."""
        url = plain(url)  # as it is told before each step

        def before(each: str) -> None:
            self._before(each, delay if each == url else 0.0)

        try:
            return get(url, Asking(self.private, headers=headers or {}, before=before))
        except Busy as error:
            host = self._host(url)
            host.free = monotonic() + (PAUSE if error.seconds is None else error.seconds)
            host.busy = True
            raise

    def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        return self._hosts.setdefault(f"{parts.scheme}://{parts.netloc.lower()}", _Host())

    def _before(self, url: str, delay: float) -> None:
        host = self._host(url)
        now = monotonic()
        if host.free > now and (delay or host.busy):
            raise NotYet("the host is left in peace", host.free - now)
        host.busy = False
        if host.rules is None or now - host.read > KEPT:
            host.rules, host.read = self._rules(url), now
        if not host.rules.allow(url):
            raise BadDocument("robots.txt of this host does not allow it")
        host.free = monotonic() + max(delay, min(host.rules.delay, LONGEST_DELAY))

    def _rules(self, url: str) -> Rules:
        """RFC 9309: where there is no file all is allowed, where it cannot be had nothing is."""
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}/robots.txt"
        asking = Asking(self.private, _RULES)
        try:
            text = get(place, asking).content.decode("utf-8", "replace")
        except Refused:
            text = ""
        except NotNow as error:
            raise NotNow(f"robots.txt: {error}", error.seconds) from error
        return rules_for(AGENT, text)
