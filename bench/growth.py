"""What the next documents cost as the store grows.

    python bench/growth.py [--next 1000] [--turn 500] [--keep FOLDER] SIZE...

Documents are made up, not read: a few names are in many of them and most in few, some people have
the name of another, one document in six is a copy of an earlier one with another headline, and some
deny what others say. Their sentences are understood by a reader of one page, so that what is
measured is what comes after reading: all that `kg ingest` does then, a command for each --turn
documents, from opening the store to the snapshot, with what the engine does in its own threads.
With --keep the large store is left as it is at the largest size, and a run that begins with that
folder goes on from there.
"""

import argparse
import random
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from kg.ingest import Method, ingest
from kg.model import (
    Claim,
    Document,
    Entity,
    Evidence,
    Iri,
    Kind,
    Predicate,
    Reading,
    Standing,
    Type,
    When,
)
from kg.ontology import Ontology
from kg.resolution.resolving import resolving
from kg.settings import DATA, Settings
from kg.store.embedded import open_reader, open_writer

SMALL, SOME = 1000, 1000  # documents
FIRST = "Ana Bo Chen Dana Emre Fay Gita Hugo Ines Jun Kofi Lena Musa Nora Omar Pia Rui Sara".split()
LAST = "Li Wang Kim Lee Roe Sato Diaz Khan Silva Novak Okoro Berg Rossi Haddad Tran Popov".split()
PLACES = "Ortel Delphi Kestrel Marisol Tarn Vellum Arden Brisco Calder Dovre Elswick Fenn".split()
KINDS = ("Hospital", "University", "Institute", "Clinic", "Foundation", "Center")
FILLER = "the of in and new care cells years patients study trial doctors rare early gene".split()
VERBS = {
    "works at": (Predicate.AFFILIATED_WITH, None, Standing.ASSERTED),
    "is director of": (Predicate.AFFILIATED_WITH, "director", Standing.ASSERTED),
    "does not work at": (Predicate.AFFILIATED_WITH, None, Standing.NEGATED),
    "works on": (Predicate.WORKS_ON, None, Standing.ASSERTED),
    "collaborates with": (Predicate.COLLABORATES_WITH, None, Standing.ASSERTED),
    "is a member of": (Predicate.MEMBER_OF, None, Standing.ASSERTED),
    "takes part in": (Predicate.PARTICIPATES_IN, None, Standing.ASSERTED),
    "was held on": (Predicate.DATE, None, Standing.ASSERTED),
    "was founded in": (Predicate.START_DATE, None, Standing.ASSERTED),
}


@dataclass(frozen=True, slots=True)
class World:
    """What documents can speak of."""

    diseases: tuple[str, ...]

    def person(self, rng: random.Random) -> str:
        number = skewed(rng, 60_000)
        middle = chr(65 + number % 26) + chr(97 + number // 26 % 26)
        return f"{FIRST[number % len(FIRST)]} {middle}o {LAST[number // 7 % len(LAST)]}"

    def body(self, rng: random.Random) -> str:
        number = skewed(rng, 20_000)
        place = f"{PLACES[number % len(PLACES)]}{chr(97 + number // 12 % 26)}{number // 312}"
        return f"{place} {KINDS[number % len(KINDS)]}"

    def event(self, rng: random.Random) -> tuple[str, str]:
        number = skewed(rng, 5_000)
        wrong = rng.random() < 0.03
        day = 1 + (number + wrong) % 28
        return (
            f"{PLACES[number % len(PLACES)]} Forum {number}",
            f"2024-{1 + number % 12:02}-{day:02}",
        )

    def sentences(self, rng: random.Random) -> Iterator[str]:
        for _ in range(rng.randint(2, 4)):
            person, body = self.person(rng), self.body(rng)
            verb = rng.choices(list(VERBS)[:3], (90, 6, 4))[0]
            yield f"{person} {verb} {body}."
            yield f"{body} works on {self.diseases[skewed(rng, len(self.diseases))]}."
            if rng.random() < 0.4:
                yield f"{body} collaborates with {self.body(rng)}."
        event, day = self.event(rng)
        yield f"{self.person(rng)} takes part in {event}."
        yield f"{event} was held on {day}."
        body = self.body(rng)
        yield f"{body} was founded in {1900 + len(body) * 7 % 110}."

    def text(self, number: int) -> str:
        """A document's text, the same every time."""
        rng = random.Random(number)  # noqa: S311
        if number > 20 and rng.random() < 1 / 6:
            return f"Wire {number} reports again.\n{self.text(skewed(rng, number))}"
        words = (rng.choice(FILLER) + str(rng.randint(0, 99)) for _ in range(120))
        return "\n".join((*self.sentences(rng), " ".join(words)))


def skewed(rng: random.Random, count: int) -> int:
    """A number under the count; the first are drawn most often, as names are by Zipf's law."""
    return min(int(count ** rng.random()) - 1, count - 1)


def documents(world: World, first: int, count: int) -> Iterator[Document]:
    """Some documents of the endless corpus."""
    for number in range(first, first + count):
        day = f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}"
        kind = list(Kind)[number % 3]
        iri = Iri(f"{DATA}document/made-{number}")
        yield Document(iri, world.text(number), f"Made {number}", published=When(day), kind=kind)


def read(concepts: dict[str, Iri], doc: Document) -> Reading:
    """What the sentences say."""
    entities, claims, start = dict[str, Entity](), list[Claim](), 0

    def known(name: str) -> Iri:
        kind = _type(name, concepts)
        iri = Iri(f"{doc.iri}#{kind.lower()}/{name.lower().replace(' ', '-')}")
        entities[name] = Entity(iri, kind, name, same_as=concepts.get(name))
        return iri

    for line in doc.text.splitlines(keepends=True):
        for verb, (predicate, role, standing) in VERBS.items():
            subject, found, value = line.strip().rstrip(".").partition(f" {verb} ")
            if found:
                is_date = predicate in (Predicate.DATE, Predicate.START_DATE)
                end = When(value) if is_date else known(value)
                place = (start, start + len(line.strip()))
                evidence = Evidence(doc.iri, line.strip(), *place, 0.85, "made")
                claims.append(Claim(known(subject), predicate, end, evidence, standing, role))
        start += len(line)
    return Reading(doc, "made 1", tuple(entities.values()), (), tuple(claims))


def _type(name: str, concepts: dict[str, Iri]) -> Type:
    if name in concepts:
        return Type.DISEASE
    if " Forum " in name:
        return Type.EVENT
    return Type.ORGANIZATION if name.split()[-1] in KINDS else Type.PERSON


class Growing:
    """A store in a folder of its own, and how many documents of the corpus it has."""

    def __init__(self, folder: Path, world: World, ontology: Ontology, method: Method) -> None:
        """Take what is there, or start empty."""
        self.settings = Settings(store=str(folder))
        self.world, self.ontology, self.method = world, ontology, method
        with open_writer(self.settings) as store:
            self.there = sum(1 for _ in store.documents())

    def grow(self, count: int) -> float:
        """Take the next documents; returns the seconds of the processor that it took."""
        made = list(documents(self.world, self.there, count))
        started = process_time()
        with (
            open_writer(self.settings) as store,
            resolving(store, self.ontology, self.settings.folder) as run,
        ):
            report = ingest(made, self.method, store, self.ontology)
            run.settle(report.written)
        self.there += count
        return process_time() - started

    def quads(self) -> int:
        """How much there is."""
        with open_reader(self.settings) as store:
            return len(store.engine)


def main() -> None:
    """Print what the next documents cost at each size, beside what they cost a small store.

    Both take turns, so that whatever else the machine does slows down both.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--next", type=int, default=1000)
    parser.add_argument("--turn", type=int, default=500)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    ontology = Ontology(Settings())
    diseases = islice(ontology.concepts(Type.DISEASE), 2000)
    concepts = {concept.label: concept.iri for concept in diseases}
    world, method = World(tuple(concepts)), Method("made 1", lambda: partial(read, concepts))
    print("| documents | quads | ms per document | in a store of 1,000 | ratio | peak MB |")
    print("|--:|--:|--:|--:|--:|--:|")
    with TemporaryDirectory() as folder:
        large = Growing(asked.keep or Path(folder) / "large", world, ontology, method)
        for size in sorted(asked.sizes):
            while large.there < size:
                large.grow(min(SOME, size - large.there))
            small = Growing(Path(folder) / f"small-{size}", world, ontology, method)
            small.grow(SMALL)
            turns = [
                (large.grow(asked.turn), small.grow(asked.turn))
                for _ in range(0, asked.next, asked.turn)
            ]
            spent, base = (1000 * sum(side) / asked.next for side in zip(*turns, strict=True))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            row = (f"{size:,}", f"{large.quads():,}", f"{spent:.1f}", f"{base:.1f}")
            print("|", " | ".join((*row, f"{spent / base:.2f}", f"{peak:.0f}")), "|", flush=True)


main()
