"""A watcher with its reading process, killed at random moments, and before it notes what it did."""

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from sqlite3 import Row

from kg.ontology import Ontology
from kg.resolution.publish import rebuild
from kg.settings import Settings
from kg.store.embedded import open_reader, open_writer
from kg.store.store import Change
from kg.watching.state import WatchState
from tests.kg.watching.watched import Site, serving_site

ROOT = Path(__file__).parents[3]
KILLS = 2  # besides those that the watcher brings upon itself; test_crashes.py has very many
SCRIPT = """
    import os, random, sys
    from pathlib import Path
    from tests.kg.watching.watched import *

    class Failing(WatchState):
        def finish(self, outcomes, now):
            if random.random() < 0.2: os._exit(1)  # after the store has it, before we note it
            super().finish(outcomes, now)

    if __name__ == "__main__":
        folder = Path(sys.argv[1])
        settings = Settings(store=str(folder / "store"), private="127.0.0.1")
        state = Failing(settings.folder) if sys.argv[2] == "fail" else WatchState(settings.folder)
        watcher = Watcher(tools(settings, []), state, folder / "sources.toml")
        print("ready", flush=True)
        if sys.argv[2] == "fail":
            watcher.run(Event())
        else:
            while watcher.turn(Event()): pass
            watcher.tools.guarded.close()
"""
SOURCES = """
[sources.news]
kind = "feed"
url = "{address}/feed"
every = "1 s"
delay = 0
[sources.papers]
kind = "folder"
path = "papers"
every = "1 s"
"""


def start(folder: Path, how: str) -> subprocess.Popen[str]:
    script = folder / "watch.py"
    script.write_text(textwrap.dedent(SCRIPT))
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(folder), how]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


class Sending:
    """New pages, files and posted texts, each time a few more."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder, self.site = folder, site
        self.settings = Settings(store=str(folder / "store"))
        self.pages: list[str] = []
        self.jobs: list[str] = []
        open_writer(self.settings).close()
        (folder / "papers").mkdir()
        (folder / "sources.toml").write_text(SOURCES.format(address=site.address))

    def send(self) -> None:
        number = len(self.pages)
        self.pages.append(f"/p{number}")
        self.site.text(self.pages[-1], f"Dr Page {number}\n")
        path = self.folder / "papers" / f"f{number}.txt"
        path.write_text(f"Dr File {number}\n")
        os.utime(path, (1, 1))
        state = WatchState(self.settings.folder)
        self.jobs.append(state.accept("posted", [json.dumps({"text": f"Dr Posted {number}\n"})]))
        state.close()
        self.site.feed("/feed", *self.pages)

    def noted(self) -> list[Row]:
        state = WatchState(self.settings.folder)
        rows = state.rows("SELECT state, claims, job, documents FROM item")
        state.close()
        return rows


def test_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)  # noqa: S311  # no secret: the seed is told when the test fails
    with serving_site() as site:
        sending = Sending(tmp_path, site)
        for kill in range(KILLS):
            sending.send()
            sending.send()
            process = start(tmp_path, "fail")
            time.sleep(chance.uniform(0.1, 2.0))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            done = [row for row in sending.noted() if row["state"] == "taken"]
            if done:
                with open_reader(sending.settings) as store:
                    there = set(store.documents())
                noted = {iri for row in done for iri in json.loads(row["documents"])}
                assert noted <= there, f"seed {seed}, kill {kill}"
        process = start(tmp_path, "finish")
        process.communicate()
        assert process.returncode == 0
    rows = sending.noted()
    assert {row["state"] for row in rows} <= {"taken", "unchanged"}, f"seed {seed}"
    assert {row["claims"] for row in rows} == {1}
    assert {row["job"] for row in rows} == {None, *sending.jobs}
    check_texts(sending, seed)


def check_texts(sending: Sending, seed: int) -> None:
    """That each text that there ever was is in the store once."""
    with open_reader(sending.settings) as store:
        texts = sorted(store.text(iri) or "" for iri in store.documents())
        assert rebuild(store, Ontology(sending.settings)) == Change()
    numbers = range(len(sending.pages))
    wanted = [f"Dr {what} {n}\n" for what in ("Page", "File", "Posted") for n in numbers]
    assert texts == sorted(wanted), f"seed {seed}"
