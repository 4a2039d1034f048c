"""`kg sources` as it is read by somebody who comes back."""

from contextlib import closing
from pathlib import Path

import pytest

from kg.model import Refusal
from kg.settings import Settings
from kg.watching.items import Entry, Found
from kg.watching.source import Source, SourceKind
from kg.watching.state import WatchState
from tests.kg.cli.conftest import Kg

NEWS = Source("news-of-today", SourceKind.FEED, "https://example.org/feed")
DEAD = [Source(name, SourceKind.FEED, f"https://{name}.example.org/") for name in ("one", "two")]


def test_the_table_fits_and_the_warnings_stand_below(
    kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    settings = Settings(store=str(tmp_path / "store"))
    settings.folder.mkdir()
    assert "nothing has been watched yet" in kg("sources").err
    now = 1_700_000_000.0  # years ago
    with closing(WatchState(settings.folder)) as state:
        state.set_sources([NEWS, *DEAD])
        state.looked(NEWS, Found((Entry("https://example.org/a"),)), now)
        for source in DEAD:
            state.failed(source, "the server answered 404 Not Found", None, now)
        state.set_sources([NEWS, DEAD[0]])
    shown = kg("sources").out.splitlines()
    assert max(map(len, shown)) <= 80
    [row] = [line.split() for line in shown if line.startswith("news-of-today")]
    assert row[1].endswith("d")
    assert row[3:] == ["now", "0", "0", "0", "0", "1"]
    warnings, notes = (shown.index(heading) for heading in ("Warnings", "Notes"))
    told = " ".join(" ".join(shown[warnings:notes]).split())
    assert "news-of-today, one: should have run" in told
    assert "one: failed: the server answered 404 Not Found" in told
    assert "two" not in told
    assert shown[notes + 1].strip() == "two: not watched any more"
    assert "nothing was refused" in kg("sources", "--troubles").err
    with closing(WatchState(settings.folder)) as state:
        long = f"https://example.org/{'long/' * 30}"
        state.looked(NEWS, Found(troubles=(Refusal(long, "entry 4: no text"),)), now)
    heading, place, reason = kg("sources", "--troubles").out.splitlines()
    assert heading.startswith("news-of-today: refused, ")
    assert (place.strip(), reason.strip()) == (long, "entry 4: no text")
