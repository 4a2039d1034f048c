"""What anybody may see of the sources: no key of their owner, no path, nothing that commands."""

import time
from contextlib import closing
from pathlib import Path

from kg.model import Refusal
from kg.settings import Settings
from kg.store.embedded import open_writer
from kg.watching.items import Found
from kg.watching.source import Source, SourceKind
from kg.watching.state import WatchState
from tests.api.conftest import serving

KEYED = "https://example.org/feed?key=of-its-owner"
ODD = "a\x1b[31m\x9b<img src=x onerror=alert(1)>\nb.txt"


def test_the_page_and_the_list_keep_what_is_ours(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    open_writer(settings).close()
    feed = Source("feed", SourceKind.FEED, KEYED)
    troubles = (Refusal(KEYED, "entry 1: no text"), Refusal(f"/data/in/{ODD}", f"bad {ODD}"))
    with closing(WatchState(settings.folder)) as state:
        state.set_sources([feed])
        state.looked(feed, Found((), troubles), time.time())
    with serving(settings) as client:
        page = client.get("/sources", headers={"Accept": "text/html"}).text
        told = client.get("/sources", headers={"Accept": "application/json"}).json()["troubles"]
    assert {one["place"] for one in told} == {
        "feed",
        ODD.translate({27: 65533, 155: 65533, 10: 32}),
    }
    for text in (page, *(one["place"] + one["reason"] for one in told)):
        assert "of-its-owner" not in text
        assert "/data/in" not in text
        assert not {"\x1b", "\x9b"} & set(text)
    assert "<img src=x" not in page
