"""A watcher over real servers, folders and processes; only the reading of texts is a simple one."""

import os
import time
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Timer

from kg.store.embedded import WriterStore, open_reader, open_writer
from kg.store.remote.writer import open_remote_writer
from kg.watching.overview import overview, troubles_of
from tests.engines.running import free_port, oxigraph
from tests.kg.watching.watched import FEED, FOLDER, Site, put, watching


def test_a_feed_from_new_to_unchanged_to_changed(tmp_path: Path, site: Site) -> None:
    site.feed("/feed", "/a", "/b", "/gone", "/empty")
    site.text("/a", "Dr Ada Alm\nDr Bo Berg\n")
    site.text("/b", "Dr Cy Cole\n")
    site.text("/empty", "nobody\n")
    with watching(tmp_path, FEED.format(address=site.address)) as watch:
        watch.all()
        states = {key.removeprefix(site.address): it for key, it in watch.items().items()}
        assert states == {"/a": "taken", "/b": "taken", "/empty": "taken", "/gone": "refused"}
        [news, _] = overview(watch.state)
        assert (news.new, news.refused, news.documents, news.facts) == (3, 1, 3, 3)
        assert news.facts_per_document == 1.0
        told = {
            (one.what, one.place.removeprefix(site.address)) for one in troubles_of(watch.state, 9)
        }
        assert told == {("refused", "/gone"), ("empty", "/empty")}

        site.asked.clear()
        watch.again()
        assert site.asked == ["/feed"]  # with its ETag; no page is asked for again

        site.feed("/feed", "/a?new", "/b")
        site.text("/a?new", "Dr Dee Dahl\n")
        site.asked.clear()
        watch.again()
        assert site.asked == ["/feed", "/a?new"]
        assert watch.texts() == [
            "Dr Ada Alm\nDr Bo Berg\n",
            "Dr Cy Cole\n",
            "Dr Dee Dahl\n",
            "nobody\n",
        ]


def test_what_fails_for_now_is_set_aside_and_tried_again(tmp_path: Path, site: Site) -> None:
    site.feed("/feed", "/a")
    site.pages["/a"] = (500, "text/html", b"")
    with watching(tmp_path, FEED.format(address=site.address)) as watch:
        watch.all()
        assert list(watch.items().values()) == ["aside"]
        [aside] = troubles_of(watch.state, 9)
        assert (aside.what, aside.attempts) == ("aside", 1)
        assert aside.again > aside.at
        watch.watcher.tools.guarded.close()  # and with it what it knows of the host's pause
        site.text("/a", "Dr Ada Alm\n")
        watch.again()
        assert list(watch.items().values()) == ["taken"]
        site.pages["/feed"] = (503, "text/html", b"")
        watch.again()
        [news, _] = overview(watch.state)
        assert "the server answered 503" in news.warnings[0]


def test_poison_costs_its_limit_and_the_others_go_on(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "POISON TIME")
    put(tmp_path, "b.txt", "POISON MEMORY")
    put(tmp_path, "c.txt", "Dr Ada Alm\n")
    put(tmp_path, "d.json", "[" * 1_000_000)
    put(tmp_path, "e.pdf", "%PDF-1.4 nothing")
    put(tmp_path, "f.txt", "Dr Bo Berg\n")
    with watching(tmp_path, FOLDER, read_seconds=4.0, read_memory=1000) as watch:
        watch.all()
        states = {Path(key).name[0]: state for key, state in watch.items().items()}
        assert states == {
            **dict.fromkeys("ab", "aside"),
            **dict.fromkeys("cf", "taken"),
            **dict.fromkeys("de", "refused"),
        }
        why = {Path(one.place).name[0]: one.reason for one in troubles_of(watch.state, 9)}
        assert why["a"] == "stopped after 4 seconds"
        assert "1,000 MB" in why["b"]
        assert watch.watcher.tools.guarded.started == 3


def test_others_may_write_and_read_between_documents_that_take_long(tmp_path: Path) -> None:
    for number in range(4):
        put(tmp_path, f"{number}.txt", f"Dr Number {number}\nSLOW\n")
    with watching(tmp_path, FOLDER) as watch:
        tools, seen = watch.watcher.tools, list[int]()

        def opened() -> WriterStore:
            store = tools.open_store()
            seen.append(len(list(store.documents())))  # type: ignore[attr-defined]
            return store  # type: ignore[return-value]

        watch.watcher.tools = replace(tools, open_store=opened, turn=0.5)
        watch.all()
        assert len(watch.texts()) == 4
        assert seen[0] == 0
        assert len(seen) > 1
        assert set(watch.items().values()) == {"taken"}


def test_new_sources_are_seen_and_broken_files_told(tmp_path: Path, site: Site) -> None:
    put(tmp_path, "a.txt", "Dr Ada Alm\n")
    site.feed("/feed", "/b")
    site.text("/b", "Dr Bo Berg\n")
    with watching(tmp_path, FOLDER) as watch:
        watch.all()
        watch.path.write_text("[sources.papers]\nkind = 'fodler'")
        os.utime(watch.path, (1, 1))
        watch.all()
        assert "kind is one of feed" in watch.told[0]
        watch.path.write_text(FEED.format(address=site.address))
        watch.all()
        assert watch.texts() == ["Dr Ada Alm\n", "Dr Bo Berg\n"]
        assert [(one.name, one.active) for one in overview(watch.state)] == [
            ("news", True),
            ("posted", True),
            ("papers", False),
        ]


def test_a_source_that_runs_dry_is_a_warning(tmp_path: Path) -> None:
    with watching(tmp_path, FOLDER) as watch:
        for number, text in enumerate(["Dr Ada Alm\n", "none 1\n", "none 2\n", "none 3\n"]):
            assert not [one for one in overview(watch.state) if one.warnings]
            put(tmp_path, f"{number}.txt", text)
            watch.again()
        papers = next(one for one in overview(watch.state) if one.name == "papers")
        assert papers.warnings == ("the last 3 documents hold no facts, earlier ones did",)
        late = next(one for one in overview(watch.state, time.time() + 9e5) if one.name == "papers")
        assert "should have run 10 days ago" in late.warnings[1]


def test_trust_weighs_on_every_claim_and_another_trust_reads_anew(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Dr Ada Alm\n")
    with watching(tmp_path, f"{FOLDER}trust = 0.5\n") as watch:
        watch.all()
        with open_reader(watch.watcher.tools.settings) as store:
            [iri] = store.documents()
            reading = store.reading(iri)
        assert reading is not None
        assert [claim.evidence.confidence for claim in reading.claims] == [0.3]
        assert reading.extractor == "lines 1, trust 0.5"


def test_what_cannot_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Dr Ada Alm\nPOISON NAME\n")
    put(tmp_path, "b.txt", "Dr Bo Berg\n")
    with watching(tmp_path, FOLDER) as watch:
        watch.all()
        assert watch.texts() == ["Dr Bo Berg\n"]
        [told] = troubles_of(watch.state, 9)
        assert told.place.endswith("a.txt")


def test_a_server_that_is_away_is_waited_for(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Dr Ada Alm\n")
    port = free_port()
    store = f"http://127.0.0.1:{port}/query"
    with ExitStack() as stack, watching(tmp_path, FOLDER) as watch:
        away = replace(watch.watcher.tools.settings, store=store, local=str(tmp_path / "local"))
        watch.watcher.tools = replace(
            watch.watcher.tools, settings=away, open_store=partial(open_remote_writer, away)
        )
        (tmp_path / "server").mkdir()

        def tell(text: str) -> None:
            watch.told.append(text)
            if len(watch.told) == 1:
                stack.enter_context(oxigraph(tmp_path / "server", port=port))

        watch.watcher.tools = replace(watch.watcher.tools, tell=tell)
        watch.all()
        assert "cannot be asked" in watch.told[0]
        assert list(watch.items().values()) == ["taken"]


def test_a_busy_store_is_waited_for(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Dr Ada Alm\n")
    with watching(tmp_path, FOLDER) as watch:
        other = open_writer(watch.watcher.tools.settings)
        Timer(8, other.close).start()
        watch.all()
        assert "is being written by process" in watch.told[0]
        assert list(watch.items().values()) == ["taken"]
