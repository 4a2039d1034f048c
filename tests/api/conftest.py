"""A small store, filled by hand, and a real server on a loopback port."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx
import pytest
import uvicorn

from api.app import create_app
from api.connection import Connection
from api.intake import Intake
from api.recognise import Read
from kg.model import (
    Claim,
    Count,
    Document,
    Entity,
    Evidence,
    Iri,
    Kind,
    Mention,
    Predicate,
    Reading,
    Standing,
    Type,
    Value,
    When,
)
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import DATA, Settings
from kg.store.embedded import open_writer

EVIL = '<script>alert("1")</script> "} DROP ALL #'


class Writing:
    """A document being read by hand: each sentence names what it claims."""

    def __init__(self, key: str, **about: str | When | Kind) -> None:
        self.iri = Iri(f"{DATA}document/{key}")
        self.about, self.text = about, ""
        self.entities: dict[Iri, Entity] = {}
        self.mentions: list[Mention] = []
        self.claims: list[Claim] = []

    def thing(self, kind: Type, slug: str, label: str, *, same_as: str = "") -> Iri:
        iri = Iri(f"{self.iri}#{kind.lower()}/{slug}")
        self.entities[iri] = Entity(iri, kind, label, same_as=Iri(same_as) if same_as else None)
        return iri

    def says(
        self, sentence: str, *claims: tuple[Iri, Predicate, Value], role: str | None = None
    ) -> None:
        start = len(self.text)
        self.text += sentence + "\n"
        for entity in self.entities.values():
            at = sentence.find(entity.label)
            if at >= 0:
                begin = start + at
                self.mentions.append(Mention(entity.iri, begin, begin + len(entity.label)))
        evidence = Evidence(self.iri, sentence, start, start + len(sentence), 0.8, "by hand")
        standing = Standing.NEGATED if " not " in sentence else Standing.ASSERTED
        self.claims += [
            Claim(subject, predicate, value, evidence, standing, role)
            for subject, predicate, value in claims
        ]

    def reading(self) -> Reading:
        return Reading(
            Document(self.iri, self.text, **self.about),  # type: ignore[arg-type]  # by name
            "by hand 1",
            tuple(self.entities.values()),
            tuple(self.mentions),
            tuple(self.claims),
        )


def news() -> Reading:
    doc = Writing(
        "news-1",
        title="A Sino-French alliance against leukemia",
        url="https://example.org/news/1",
        publisher="Example Post",
        published=When("2024-11-16"),
        kind=Kind.NEWS,
    )
    pumch = doc.thing(Type.ORGANIZATION, "pumch", "Peking Union Medical College Hospital")
    valmont = doc.thing(Type.ORGANIZATION, "valmont", "Valmont Hospital")
    zhang = doc.thing(Type.PERSON, "zhang", "Zhang Shuyang")
    alliance = doc.thing(Type.NETWORK, "alliance", "Rare Blood Alliance")
    leukemia = doc.thing(
        Type.DISEASE, "leukemia", "leukemia", same_as="http://purl.obolibrary.org/obo/MONDO_0005059"
    )
    china = doc.thing(Type.PLACE, "china", "China", same_as=f"{DATA}place/cn")
    france = doc.thing(Type.PLACE, "france", "France", same_as=f"{DATA}place/fr")
    doc.says(
        "Peking Union Medical College Hospital in China leads the Rare Blood Alliance.",
        (pumch, Predicate.LEADS, alliance),
        (pumch, Predicate.LOCATED_IN, china),
    )
    doc.says(
        "Valmont Hospital in France works on leukemia with Peking Union Medical College Hospital.",
        (valmont, Predicate.LOCATED_IN, france),
        (valmont, Predicate.WORKS_ON, leukemia),
        (valmont, Predicate.COLLABORATES_WITH, pumch),
    )
    doc.says(
        "Zhang Shuyang, president of Peking Union Medical College Hospital, spoke.",
        (zhang, Predicate.AFFILIATED_WITH, pumch),
        role="president",
    )
    doc.says(
        "The Rare Blood Alliance counts 324 hospitals.",
        (alliance, Predicate.COUNT, Count("hospitals", 324)),
    )
    doc.says(
        "Valmont Hospital does not lead the Rare Blood Alliance.",
        (valmont, Predicate.LEADS, alliance),
    )
    return doc.reading()


def evil() -> Reading:
    doc = Writing("evil", title=EVIL, url="javascript:alert(1)", publisher=EVIL, kind=Kind.NEWS)
    person = doc.thing(Type.PERSON, "evil", EVIL)
    clinic = doc.thing(Type.ORGANIZATION, "clinic", "Clinic & <b>Sons</b>")
    doc.says(f"{EVIL} works at Clinic & <b>Sons</b>.", (person, Predicate.AFFILIATED_WITH, clinic))
    return doc.reading()


@contextmanager
def serving(
    settings: Settings, intake: Intake | None = None, read: Read | None = None
) -> Iterator[httpx.Client]:
    """A client of a server that really runs."""
    # With the protocol named, asyncio sends small answers at once.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        app = create_app(settings, intake, read)
        config = uvicorn.Config(app, http=Connection, log_level="warning", lifespan="on")
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server has not started"
                time.sleep(0.02)
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with httpx.Client(base_url=address, timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(20)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("store") / "kg"
    found = Settings(store=str(folder), query_timeout=20)
    with open_writer(found) as store:
        store.apply(change_for(store, Ontology(found), [news(), evil()]))
    return found


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[httpx.Client]:
    with serving(settings) as found:
        yield found
