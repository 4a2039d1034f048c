"""How sources do, as somebody sees it who comes back after a month."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.watching.overview import SourceState, overview, together, troubles_of
from tests.kg.watching.watched import Site, Watch, serving_site, watching


@pytest.fixture
def site() -> Iterator[Site]:
    with serving_site() as found:
        yield found


def page(site: Site, name: str = "register") -> str:
    return f"[sources.{name}]\nkind = 'url'\nurl = '{site.address}/page'\ndelay = 0\n"


def of(watch: Watch, name: str) -> SourceState:
    return next(one for one in overview(watch.state) if one.name == name)


def test_a_page_that_cannot_be_had_is_a_source_that_fails(tmp_path: Path, site: Site) -> None:
    with watching(tmp_path, page(site)) as watch:
        watch.all()
        watch.again()
        found = of(watch, "register")
        assert found.warnings == ("failed 2 times: the server answered 404 Not Found",)
        assert (found.last_success, found.refused) == ("", 1)
        site.text("/page", "Dr Ada Alm\n")
        watch.again()
        found = of(watch, "register")
        assert (found.warnings, found.new, found.refused) == ((), 1, 0)
        assert found.last_success


def test_what_could_not_be_read_is_read_again_though_it_did_not_change(
    tmp_path: Path, site: Site
) -> None:
    site.pages["/page"] = (200, "text/csv", b"name,shoe\nAda,38\n")
    with watching(tmp_path, page(site)) as watch:
        watch.all()
        watch.again()
        found = of(watch, "register")
        assert (found.refused, found.unchanged, found.last_success) == (1, 0, "")
        assert "no field map knows" in found.warnings[0]


def test_a_page_without_facts_that_had_some_is_a_warning(tmp_path: Path, site: Site) -> None:
    site.text("/page", "Dr Ada Alm\n")
    with watching(tmp_path, page(site)) as watch:
        watch.all()
        site.text("/page", "under construction\n")
        watch.again()
        assert of(watch, "register").warnings == ("holds no facts any more",)
        site.text("/page", "Dr Ada Alm\nDr Bo Berg\n")
        watch.again()
        assert of(watch, "register").warnings == ()


def test_a_feed_whose_pages_cannot_be_had_any_more_is_a_warning(tmp_path: Path, site: Site) -> None:
    site.text("/a", "Dr Ada Alm\n")
    site.feed("/feed", "/a")
    source = f"[sources.news]\nkind = 'feed'\nurl = '{site.address}/feed'\ndelay = 0\n"
    with watching(tmp_path, source) as watch:
        watch.all()
        site.feed("/feed", "/a", "/b", "/c")
        watch.again()
        assert of(watch, "news").warnings == ()  # two may be a chance
        site.feed("/feed", "/a", "/b", "/c", "/d")
        watch.again()
        told = "the last 3 that it brought could not be read: the server answered 404 Not Found"
        assert of(watch, "news").warnings == (told,)
        site.text("/e", "Dr Eve Ek\n")
        site.feed("/feed", "/d", "/e")
        watch.again()
        assert of(watch, "news").warnings == ()


def test_files_that_nobody_can_read_are_told_of(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    for name in ("a.bin", "b.xyz"):
        (tmp_path / "papers" / name).write_bytes(b"\0")
    with watching(tmp_path, "[sources.papers]\nkind = 'folder'\npath = 'papers'\n") as watch:
        watch.all()
        watch.again()
        [told] = troubles_of(watch.state, 9)
        assert told.reason == "left aside, 2 of no type that is read: a.bin, b.xyz"


def test_a_source_that_fails_again_and_again_is_told_of_once(tmp_path: Path, site: Site) -> None:
    source = f"[sources.news]\nkind = 'feed'\nurl = '{site.address}/feed'\ndelay = 0\n"
    with watching(tmp_path, source) as watch:
        for _ in range(3):
            watch.again()
        assert watch.told == ["news: the server answered 404 Not Found"]
        site.feed("/feed")
        watch.again()
        site.pages.clear()
        watch.again()
        assert len(watch.told) == 2


def test_the_same_warning_is_told_once_of_all_sources(tmp_path: Path, site: Site) -> None:
    with watching(tmp_path, page(site, "one") + page(site, "two")) as watch:
        watch.all()
        late = overview(watch.state, time.time() + 31 * 86_400)
        told = dict(together(late))
        assert told["should have run 31 days ago: is kg watch running?"] == ["one", "two"]


def test_what_is_pushed_has_run_and_is_known_by_its_name(tmp_path: Path) -> None:
    push = "[sources.partner]\nkind = 'push'\nsecret = 'sixteen characters and more'\n"
    with watching(tmp_path, push) as watch:
        watch.all()
        assert (of(watch, "partner").last_run, of(watch, "partner").last_success) == ("", "")
        long = "Dr Ada Alm\\n" * 100
        payloads = [
            f'{{"title": "Good", "text": "{long}"}}',
            '{"title": "Bad", "text": "a\\u0000"}',
        ]
        job = watch.state.accept("partner", payloads)
        watch.all()
        found = of(watch, "partner")
        assert found.last_run
        assert found.last_success
        [told] = troubles_of(watch.state, 9)
        assert told.place == f"Bad ({job}/2)"
        # What was read is in the store; it is not kept twice.
        kept = [row["payload"] for row in watch.state.rows("SELECT payload FROM item")]
        assert kept == ['{"title": "Good"}', '{"title": "Bad"}']


def test_of_a_source_that_was_taken_out_only_what_was_pushed_is_read(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("Dr Ada Alm\n")
    sources = """[sources.papers]
kind = "folder"
path = "papers"
[sources.partner]
kind = "push"
secret = "sixteen characters and more"
trust = 0.5
"""
    with watching(tmp_path, sources) as watch:
        time.sleep(2.1)  # until the file is taken to be whole
        watch.watcher._reload()
        watch.watcher._look(watch.watcher.sources["papers"])
        watch.state.accept("partner", ['{"text": "Dr Bo Berg"}'])
        watch.path.write_text("[alerts.none]\nquery = 'ASK {}'\n")
        watch.all()
        states = {row["source"]: row["state"] for row in watch.state.rows("SELECT * FROM item")}
        assert states == {"papers": "waiting", "partner": "taken"}
        [reading] = watch.readings()
        assert [claim.evidence.confidence for claim in reading.claims] == [0.3]
        watch.path.write_text(sources + " ")
        watch.all()
        assert len(watch.texts()) == 2
