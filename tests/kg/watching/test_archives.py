"""Long items: archives are read in slices, and are read on where they were left."""

import json
import os
from pathlib import Path

import pytest

from kg.watching.overview import overview, troubles_of
from tests.kg.watching.watched import FEED, FOLDER, Site, put, watching


def page(url: str, text: str) -> str:
    """A record of a web archive."""
    html = f"<html><body><p>{text}</p></body></html>"
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}"
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n"
        f"\r\n{answer}\r\n\r\n"
    )


@pytest.mark.parametrize("archives", [1, 8])
def test_archives_do_not_hold_up_the_news(tmp_path: Path, site: Site, archives: int) -> None:
    for name in range(archives):
        each = [{"id": f"{name}-{n}", "text": f"Dr Number {n}\n"} for n in range(100)]
        put(tmp_path, f"{name}.jsonl", "\n".join(map(json.dumps, each)))
    sources = FOLDER + FEED.format(address=site.address)
    site.feed("/feed")
    with watching(tmp_path, sources) as watch:
        while not watch.texts() if (tmp_path / "store/snapshots/CURRENT").exists() else True:
            watch.watcher.turn(watch.stop)
        before = len(watch.texts())
        assert 0 < before < 100
        site.feed("/feed", "/today")
        site.text("/today", "Dr Today\n")
        watch.state._db.execute("UPDATE source SET next_run = 0 WHERE name = 'news'")
        watch.watcher.turn(watch.stop)
        assert "Dr Today\n" in watch.texts()
        assert len(watch.texts()) < before + 100
        if archives == 1:
            watch.all()
            assert len(watch.texts()) == 101
            [_, papers, _] = overview(watch.state)
            assert (papers.documents, papers.facts) == (100, 100)


def test_poison_within_an_archive_is_met_once(tmp_path: Path) -> None:
    texts = [f"Dr Number {n}\\n" for n in range(40)]
    texts[20] = "POISON TIME"
    lines = "".join(f'{{"id": "{n}", "text": "{text}"}}\n' for n, text in enumerate(texts))
    put(tmp_path, "large.jsonl", lines)
    with watching(tmp_path, FOLDER, read_seconds=3.0) as watch:
        watch.all()
        assert len(watch.texts()) == 39
        assert watch.watcher.tools.guarded.started == 2
        [stopped] = [one for one in troubles_of(watch.state, 9) if one.what == "refused"]
        assert stopped.reason == "was stopped at its limit of time or memory"


def test_an_archive_is_read_on_where_it_was_left(tmp_path: Path) -> None:
    records = "".join(page(f"https://news.example.org/{n}", f"Dr Number {n}") for n in range(50))
    put(tmp_path, "news.warc", records)
    with watching(tmp_path, FOLDER) as watch:
        watch.watcher.turn(watch.stop)
        before = len(watch.texts())
        assert 0 < before < 50
        watch.watcher.tools.guarded.close()  # as at the next start: nobody has it open
        watch.all()
        assert len(watch.texts()) == 50
        [row] = watch.state.rows("SELECT state, taken, unchanged, position FROM item")
        assert tuple(row) == ("taken", 50, 0, "")
        # Another file of that name is read from its beginning.
        put(tmp_path, "news.warc", page("https://news.example.org/0", "Dr Number 0") + records)
        watch.again()
        [row] = watch.state.rows("SELECT state, taken, unchanged FROM item")
        assert tuple(row) == ("unchanged", 0, 50)


def test_an_archive_of_whole_slices_is_unchanged_the_second_time(tmp_path: Path) -> None:
    put(tmp_path, "l.jsonl", "".join(f'{{"id": "{n}", "text": "Dr {n}"}}\n' for n in range(32)))
    with watching(tmp_path, FOLDER) as watch:
        watch.all()
        assert list(watch.items().values()) == ["taken"]
        os.utime(tmp_path / "papers" / "l.jsonl", (5, 5))
        watch.again()
        assert list(watch.items().values()) == ["unchanged"]
        papers = next(one for one in overview(watch.state) if one.name == "papers")
        assert (papers.documents, papers.facts) == (32, 32)
