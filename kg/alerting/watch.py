"""The loop: each new state of the graph is asked all questions; what changed is told."""

import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from threading import Event as Stop
from typing import cast

from kg.alerting.alert import Alert, read_alerts
from kg.alerting.desk import Found
from kg.alerting.events import LISTED, Difference, Event, Row, difference
from kg.alerting.sending import Sender
from kg.alerting.state import AlertState
from kg.errors import KgError
from kg.scheduling.guarded import Guarded
from kg.settings import Settings
from kg.store.snapshot import Folder, newest_generation

IDLE = 0.5  # seconds between two looks
AGAIN = 60.0  # seconds after which a store elsewhere is asked anew, and what failed tried again
SETTLED = 60.0  # seconds that a new state may wait for the writer to come to its end


@dataclass(frozen=True, slots=True)
class Tools:
    """What the loop is given: who answers, who sends, and whom to tell what goes wrong."""

    settings: Settings
    guarded: Guarded  # a Desk
    sender: Sender
    tell: Callable[[str], None]


def in_words(error: Exception) -> str:
    """What went wrong; of what nobody foresaw, its kind, too."""
    return str(error) if isinstance(error, KgError) else f"{type(error).__name__}: {error}"


@dataclass(slots=True)
class AlertWatch:
    """All alerts of one store."""

    tools: Tools
    state: AlertState
    path: Path
    alerts: Mapping[str, Alert] = field(default_factory=dict)
    _read: float = -1.0  # when the file that was read had been written
    _unsettled: float = 0.0  # since when a new state waits for more

    def run(self, stop: Stop) -> None:
        """Go on until somebody says stop."""
        while not stop.is_set():
            try:
                is_idle = not self.turn()
            except Exception as error:  # noqa: BLE001  # a full disk must not end it, nor must a fault
                self.tools.tell(f"alerts: {in_words(error)}; tried again in {AGAIN:g} seconds")
                stop.wait(AGAIN)
                continue
            if is_idle:
                stop.wait(IDLE)

    def turn(self) -> bool:
        """Ask what is to be asked and send what is to be sent; False: nothing to do."""
        self.reload()
        due = [alert for alert in self.alerts.values() if self._is_due(alert)]
        if due and not self._is_settled():
            due = []
        for alert in due:
            self.check(alert)
        return self.deliver() or bool(due)

    def reload(self) -> None:
        """Take over the file where it was written since; one that is wrong is told of."""
        try:
            written = self.path.stat().st_mtime
        except OSError:
            written = 0.0
        if written == self._read:
            return
        try:
            found = read_alerts(self.path)
        except KgError as error:
            if self._read < 0:
                raise
            self._read = written
            self.tools.tell(f"{error}; the alerts of before go on")
            return
        self.state.set_alerts(found.values())
        self.alerts, self._read = found, written
        by_mail = [alert.name for alert in found.values() if alert.mail]
        if by_mail and not self.tools.settings.smtp:
            self.tools.tell(f"no mail is sent for {', '.join(by_mail)}: KG_SMTP is not set")

    def _is_due(self, alert: Alert) -> bool:
        known = self.state.known(alert.name)
        settings, waited = self.tools.settings, time.time() - (known["checked"] or 0.0)
        if known["error"] or settings.is_remote:
            return not known["checked"] or waited >= AGAIN
        newest = newest_generation(settings)
        return bool(newest) and newest != known["generation"]

    def _is_settled(self) -> bool:
        """Whether the writer is done: who is who is settled after documents are written."""
        settings = self.tools.settings
        if settings.is_remote or not Folder(settings.folder).unfinished.exists():
            self._unsettled = 0.0
            return True
        self._unsettled = self._unsettled or time.monotonic()
        if time.monotonic() - self._unsettled < SETTLED:
            return False
        self._unsettled = 0.0
        return True

    def check(self, alert: Alert) -> Event | None:
        """Ask one question, and note whether the answer changed; the first answer is no change."""
        state, known = self.state, self.state.known(alert.name)
        try:
            found = cast(Found, self.tools.guarded.call("answer", alert))
            old = state.answer_of(alert.name)
            differs = difference(old, found.rows) if old is not None else Difference((), ())
            event = self._event(alert, known["generation"], found, differs) if differs else None
            self._withhold(alert)
        except sqlite3.Error:  # what is wrong is no alert's fault
            raise
        except Exception as error:  # noqa: BLE001  # the others are still asked
            self._failed(alert, in_words(error))
            return None
        state.answered(alert, found.generation, found.rows, event, time.time())
        return event

    def _failed(self, alert: Alert, why: str) -> None:
        if why != self.state.known(alert.name)["error"]:
            self.tools.tell(f"alert {alert.name}: {why}")
        generation = self.state.known(alert.name)["generation"]
        self.state.failed(alert.name, why, generation, time.time())

    def _event(self, alert: Alert, since: str, found: Found, differs: Difference) -> Event:
        event = Event(
            id=token_hex(16),
            alert=alert.name,
            title=alert.title,
            at=time.time(),
            since=since,
            generation=found.generation,
            total=len(found.rows),
            added_total=len(differs.added),
            removed_total=len(differs.removed),
            added=self._quoted(differs.added[:LISTED], since),
            removed=self._quoted(differs.removed[:LISTED], since),
        )
        return event.without(self._gone(event.names)) if event.removed else event

    def _quoted(self, rows: Sequence[Row], since: str) -> tuple[Row, ...]:
        if not rows:
            return ()
        return cast(tuple[Row, ...], self.tools.guarded.call("quoted", rows, since))

    def _gone(self, names: set[str]) -> frozenset[str]:
        return cast(frozenset[str], self.tools.guarded.call("gone", sorted(names)))

    def _withhold(self, alert: Alert) -> None:
        """Forget in what was told before who is not in the graph any more."""
        events = self.state.events(alert.name)
        if not events:
            return
        gone = self._gone({name for event in events for name in event.names})
        changed = [(event, event.without(gone)) for event in events]
        self.state.rewrite(new for old, new in changed if new != old)

    def deliver(self) -> bool:
        """Send what is due; whether anything was."""
        due = [each for each in self.state.due(time.time()) if each[0] in self.alerts]
        for name, way in due:
            for trouble in self.tools.sender.deliver(self.state, self.alerts[name], way):
                self.tools.tell(trouble)
        return bool(due)
