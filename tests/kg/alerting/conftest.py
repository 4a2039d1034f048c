"""A store with an alert, a desk that answers, and servers that are told."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from extractors.documents.fetching.posting import post
from kg.alerting.desk import Desk
from kg.alerting.sending import Sender
from kg.alerting.state import AlertState
from kg.alerting.watch import AlertWatch, Tools
from kg.model import Reading
from kg.scheduling.guarded import Guarded
from kg.settings import Settings
from kg.store.embedded import open_reader, open_writer
from kg.store.snapshot import newest_generation
from tests.kg.alerting.receivers import Hook, Post, hooked, post_office
from tests.kg.store.changes.told import publish, reading

SECRET = "sixteen characters and more"  # noqa: S105  # of this test alone
STAFF = """
[alerts.staff]
title = "Who is at Ortel"
query = '''SELECT ?person ?body {{ ?person ckg:affiliatedWith ?body .
  ?body skos:prefLabel "Ortel Hospital"@en }}'''
{ways}
"""
HOOK = f'webhook = "{{hook}}"\nsecret = "{SECRET}"\n'
MAIL = 'mail = ["office@example.org", "dean@example.org"]\n'


@dataclass
class Place:
    """One store with its alerts, and what was told on the terminal."""

    settings: Settings
    path: Path
    guarded: Guarded
    told: list[str]

    def publish(self, *readings: Reading) -> str:
        with open_writer(self.settings) as store:
            publish(store, *readings)
        return newest_generation(self.settings)

    @contextmanager
    def watch(self) -> Iterator[AlertWatch]:
        """A watch as after a restart."""
        sender = Sender(self.settings, partial(post, private="127.0.0.1"))
        with closing(AlertState(self.settings.folder)) as state:
            tools = Tools(self.settings, self.guarded, sender, self.told.append)
            yield AlertWatch(tools, state, self.path)

    def turn(self, *, later: bool = False) -> None:
        """All that is due, by a process of its own; or as if all pauses had passed."""
        with self.watch() as watch:
            if later:
                watch.state._db.execute("UPDATE message SET due = 0")
            while watch.turn():
                pass


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Post, Hook]]:
    with post_office() as post, hooked() as hook:
        yield post, hook


@pytest.fixture
def mail(servers: tuple[Post, Hook]) -> Post:
    servers[0].clear()
    return servers[0]


@pytest.fixture
def hook(servers: tuple[Post, Hook]) -> Hook:
    servers[1].clear()
    return servers[1]


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, servers: tuple[Post, Hook]
) -> Iterator[tuple[Settings, Guarded]]:
    """A store that each test finds empty: the process that answers takes long to start."""
    folder = tmp_path_factory.mktemp("alerts") / "kg"
    settings = Settings(store=str(folder), smtp=servers[0].address, mail_from="kg@example.org")
    guarded = Guarded(partial(Desk, settings, partial(open_reader, settings)), 60, 4096)
    yield settings, guarded
    guarded.close()


@pytest.fixture
def place(tmp_path: Path, desk: tuple[Settings, Guarded], hook: Hook) -> Iterator[Place]:
    settings, guarded = desk
    path = tmp_path / "sources.toml"
    path.write_text(STAFF.format(ways=MAIL + HOOK.format(hook=hook.address)))
    found = Place(settings, path, guarded, [])
    found.publish(reading("a", "Ann Lee", "Ortel Hospital"))
    yield found
    guarded.seconds = 60
    shutil.rmtree(settings.folder)
