"""All alerts at a glance."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar

from kg.alerting.state import AlertState
from kg.watching.overview import moment

QUERY = """
SELECT name, title, ways, active, checked, error, answer IS NOT NULL AS answered,
    (SELECT count(*) FROM event WHERE alert = name) AS changes,
    (SELECT max(at) FROM event WHERE alert = name) AS changed,
    (SELECT count(*) FROM message WHERE alert = name AND state = 'waiting') AS waiting,
    (SELECT count(*) FROM message WHERE alert = name AND state = 'failed') AS failed,
    (SELECT reason FROM message WHERE alert = name AND reason != ''
     ORDER BY number DESC LIMIT 1) AS reason
FROM alert ORDER BY active DESC, name
"""


@dataclass(frozen=True, slots=True)
class AlertOverview:
    """One alert at a glance; times are ISO 8601 in UTC, empty where there is none."""

    HEADINGS: ClassVar[Sequence[str]] = (
        *("alert", "told by", "asked", "changed", "changes#", "waiting#", "failed#", "trouble"),
    )
    name: str
    title: str
    ways: tuple[str, ...]
    active: bool
    checked: str
    changed: str
    changes: int
    waiting: int
    failed: int
    trouble: str

    def as_dict(self) -> dict[str, object]:
        """All of it, for JSON."""
        return asdict(self)

    def cells(self) -> tuple[object, ...]:
        """A row of a table."""
        told = ", ".join(("feed", *self.ways)) if self.active else "not asked any more"
        times = (one[5:16].replace("T", " ") for one in (self.checked, self.changed))
        numbers = (self.changes, self.waiting, self.failed)
        return (self.name, told, *times, *numbers, self.trouble)


def overview(state: AlertState) -> list[AlertOverview]:
    """All alerts by name; those that nobody asks any more, too."""
    return [
        AlertOverview(
            name=row["name"],
            title=row["title"],
            ways=tuple(row["ways"].split()),
            active=bool(row["active"]),
            checked=moment(row["checked"]),
            changed=moment(row["changed"]),
            changes=row["changes"],
            waiting=row["waiting"],
            failed=row["failed"],
            trouble=(row["error"] or row["reason"] or "") if row["active"] else "",
        )
        for row in state.rows(QUERY)
    ]
