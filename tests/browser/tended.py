"""Sources that do well and badly, and alerts, beside the store that the browser is shown."""

from contextlib import closing
from pathlib import Path

from kg.alerting.alert import read_alerts
from kg.alerting.events import Cell, Event, Row
from kg.alerting.state import AlertState
from kg.model import Refusal
from kg.settings import DATA, Settings
from kg.store.changes.told import Origin, Piece
from kg.watching.items import Entry, Found, Item, Outcome, State
from kg.watching.source import read_sources
from kg.watching.state import WatchState

FAR = f"https://example.org/{'averylongpath' * 12}"
FILE = """
[sources.a-source-with-a-name-of-many-words-in-it]
kind = "feed"
url = "https://example.org/feed"
[sources.dead]
kind = "feed"
url = "https://dead.example.org/"
[sources.gone]
kind = "url"
url = "https://example.org/page"
[alerts.staff]
title = "Who is at Valmont Hospital"
query = "SELECT ?a { ?a ?b ?c }"
[alerts.quiet]
query = "ASK {}"
"""


def tend(settings: Settings, folder: Path) -> None:
    """Fill both files as a month of watching leaves them."""
    path, now = folder / "sources.toml", 1_700_000_000.0
    path.write_text(FILE)
    sources = list(read_sources(path).values())
    feed, dead, _ = sources
    with closing(WatchState(settings.folder)) as state:
        state.set_sources(sources)
        entries = tuple(Entry(f"{FAR}/{number}") for number in range(4))
        state.looked(feed, Found(entries, (Refusal(FAR, "entry 4: no text"),)), now)
        items: list[Item] = state.due_items(now, 9)
        ended = (State.TAKEN, State.REFUSED, State.ASIDE)
        state.finish(
            [
                Outcome(item, each, begins=True, reason="the server answered 404", due=4e9)
                for item, each in zip(items, ended, strict=False)
            ],
            now,
        )
        state.failed(dead, f"{FAR} cannot be fetched", None, now)
        state.set_sources([feed, dead])
    alerts = read_alerts(path)
    piece = Piece("", f"Dr Ada spoke, see {FAR}.", Origin(f"{DATA}document/d", "News", FAR, "2026"))
    rows = (Row("a", (Cell("who", f"{DATA}organization/v", "Valmont Hospital"),), (piece,)),)
    event = Event("e1", "staff", "Who is at Valmont Hospital", now, "1", "2", 9, 1, 0, rows, ())
    with closing(AlertState(settings.folder)) as kept:
        kept.set_alerts(alerts.values())
        kept.answered(alerts["staff"], "2", (), event, now)
        kept.failed("quiet", "stopped after 30 seconds", "2", now)
