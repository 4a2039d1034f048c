"""One alert tried out: its answer as if all of it were new, told as a test."""

import time
from secrets import token_hex
from typing import cast

from kg.alerting.alert import Alert
from kg.alerting.desk import Found
from kg.alerting.events import Event, Row
from kg.alerting.sending import Sender
from kg.scheduling.guarded import Guarded

SHOWN = 5  # rows


def trial(alert: Alert, guarded: Guarded) -> Event:
    """The first rows of the answer with their sentences; nothing is noted."""
    found = cast(Found, guarded.call("answer", alert))
    rows = cast(tuple[Row, ...], guarded.call("quoted", found.rows[:SHOWN], ""))
    total = len(found.rows)
    title = f"Test of {alert.title}"
    return Event(
        f"test-{token_hex(12)}",
        alert.name,
        title,
        time.time(),
        found.generation,
        found.generation,
        total,
        total,
        0,
        rows,
        (),
    )


def send_trial(alert: Alert, event: Event, sender: Sender) -> None:
    """Send it by all ways that the alert has, once; an error says why it was not taken."""
    if alert.mail:
        sender.mail(alert, [event])
    if alert.webhook:
        sender.webhook(alert, event)
