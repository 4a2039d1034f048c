"""Messages that wait are sent, tried again with growing pauses, and given up in the end."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.alerting.alert import ADDRESS, Alert
from kg.alerting.events import Event
from kg.alerting.mail import message_for, post
from kg.alerting.state import AlertState
from kg.errors import BadRequest, KgError, NotNow
from kg.settings import Settings
from kg.signing import HEADER, signed

FIRST_PAUSE, LONGEST_PAUSE = 30.0, 43_200.0  # seconds until a message is tried again
ATTEMPTS = 10  # over some two days

# Posts a body with these headers to an address; an error says why it was not taken.
type Post = Callable[[str, bytes, dict[str, str]], None]


@dataclass(frozen=True, slots=True)
class Sender:
    """How messages leave this machine."""

    settings: Settings
    post: Post

    def mail(self, alert: Alert, events: Sequence[Event]) -> None:
        """One mail with all events."""
        sender = self.settings.mail_from or f"collab-kg@{alert.mail[0].rpartition('@')[2]}"
        if not ADDRESS.fullmatch(sender):
            raise BadRequest(f"KG_MAIL_FROM={sender[:80]!r} is no address for mail", "mail_from")
        post(message_for(alert, events, sender), self.settings)

    def webhook(self, alert: Alert, event: Event) -> None:
        """One signed message; its key is the event's, however often it is sent."""
        body = json.dumps(event.as_dict(), ensure_ascii=False)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": event.id,
            HEADER: signed(body, alert.secret, int(time.time())),
        }
        self.post(alert.webhook, body.encode(), headers)

    def deliver(self, state: AlertState, alert: Alert, way: str) -> list[str]:
        """Send what waits for one alert by one way; what went wrong, in words."""
        waiting = state.waiting(alert.name, way)
        if way not in alert.ways:  # it was told so once, and is not any more
            state.unsent({number: None for number, _, _ in waiting}, "not asked for any more")
            return []
        # All that waits is one mail; a webhook gets each, in their order.
        groups = [waiting] if way == "mail" else [[one] for one in waiting]
        for group in groups:
            try:
                self._send(alert, way, [event for _, _, event in group])
            except KgError as error:
                whens = {number: _again(error, tried + 1) for number, tried, _ in group}
                state.unsent(whens, str(error))
                return [f"alert {alert.name}: {way}: {error}"]
            state.sent([number for number, _, _ in group], time.time())
        return []

    def _send(self, alert: Alert, way: str, events: Sequence[Event]) -> None:
        if way == "mail":
            self.mail(alert, events)
            return
        for event in events:
            self.webhook(alert, event)


def _again(error: KgError, attempts: int) -> float | None:
    """When to try again; None where that makes no sense any more.

    What is wrong with our settings is put right by somebody, who wants it sent then.
    """
    others_have_it = isinstance(error, BadRequest) and error.field == "mail"
    if others_have_it or attempts >= ATTEMPTS:
        return None
    pause = min(FIRST_PAUSE * 3.0 ** (attempts - 1), LONGEST_PAUSE)
    asked = error.seconds if isinstance(error, NotNow) else None
    return time.time() + max(pause, asked or 0.0)
