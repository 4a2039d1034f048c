"""An extractor for tests of other processes: each line `NAME at BODY` is a person's employer."""

import os
import time
from pathlib import Path

from kg.model import Claim, Document, Entity, Evidence, Extractor, Iri, Predicate, Reading, Type
from kg.settings import DATA

VERSION = "lines 1"


def make() -> Extractor:
    """Leave a mark where the tests look for it: this is called once in each process."""
    if place := os.environ.get("KG_TEST_MARKS"):
        with (Path(place) / f"made-{os.getpid()}").open("a") as file:
            file.write("made\n")
    return read


def read(doc: Document) -> Reading:
    time.sleep(0.02)
    if doc.text.startswith("DIE"):
        os._exit(9)
    entities, claims, start = dict[Iri, Entity](), [], 0
    for line in doc.text.splitlines(keepends=True):
        who, _, where = line.strip().partition(" at ")
        person = Entity(Iri(f"{doc.iri}#person/{slug(who)}"), Type.PERSON, who)
        body = Entity(Iri(f"{doc.iri}#organization/{slug(where)}"), Type.ORGANIZATION, where)
        entities |= {person.iri: person, body.iri: body}
        quote = line.strip()
        evidence = Evidence(doc.iri, quote, start, start + len(quote), 0.8, "line")
        claims.append(Claim(person.iri, Predicate.AFFILIATED_WITH, body.iri, evidence))
        start += len(line)
    return Reading(doc, VERSION, tuple(entities.values()), (), tuple(claims))


def slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def document(number: int) -> Document:
    text = f"Person {number % 7} at Body {number % 3}\nOther {number} at Body 1"
    return Document(Iri(f"{DATA}document/d{number}"), text)
