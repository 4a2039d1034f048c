"""A corpus that is made up, endless and the same every time, as `bench/growth.py` measures with it.

New names keep coming, as they do in the world (Heaps' law), so that a corpus of a hundred times as
many documents has some forty times as many people. Few are named often and most seldom (the law of
Zipf and Mandelbrot): the body named most often is in some 5 % of all documents, as a large agency
is in the press. First names and surnames are as skewed as a country's are, which gives as many
namesakes as there. One document in six is a near copy of one not long before, half of them of one
that very many copy; and some deny what others say.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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
from kg.settings import DATA

FIRST_NAMES, SURNAMES = 3_000, 50_000
SYLLABLES = [a + b for a in "bdfghklmnprstvz" for b in "aeiou"]
KINDS = ("Hospital", "University", "Institute", "Clinic", "Foundation", "Center")
FILLER = "the of in and new care cells years patients study trial doctors rare early gene".split()
RELEASES = 100  # one of so many documents is copied much
LATEST = 1000  # documents within which copies of a text come
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

    def sentences(self, rng: random.Random, number: int) -> Iterator[str]:
        """What the document of a number says."""
        for _ in range(rng.randint(2, 4)):
            person, body = _person(rng, number), _body(rng, number)
            verb = rng.choices(list(VERBS)[:3], (90, 6, 4))[0]
            yield f"{person} {verb} {body}."
            yield f"{body} works on {self.diseases[drawn(rng, len(self.diseases), 20)]}."
            if rng.random() < 0.4 and (other := _body(rng, number)) != body:
                yield f"{body} collaborates with {other}."
        event, day = _event(rng, number)
        yield f"{_person(rng, number)} takes part in {event}."
        yield f"{event} was held on {day}."
        body = _body(rng, number)
        yield f"{body} was founded in {1900 + len(body) * 7 % 110}."

    def text(self, number: int) -> str:
        """A document's text, the same every time."""
        rng = random.Random(number)  # noqa: S311
        if number > 20 and rng.random() < 1 / 6:
            earlier = number - 1 - drawn(rng, min(number, LATEST), 5)
            if rng.random() < 1 / 2:
                earlier -= earlier % RELEASES
            return f"Wire {number} reports again.\n{self.text(earlier)}"
        words = (rng.choice(FILLER) + str(rng.randint(0, 99)) for _ in range(120))
        return "\n".join((*self.sentences(rng, number), " ".join(words)))


def drawn(rng: random.Random, count: int, flat: int) -> int:
    """A number under the count with the chance 1 / (number + flat), by Zipf and Mandelbrot."""
    return min(int(flat * ((count + flat) / flat) ** rng.random()) - flat, count - 1)


def known(number: int, many: float, growth: float) -> int:
    """How many names there are at the time of a document, by Heaps."""
    return int(many * (number + 100) ** growth)


def _person(rng: random.Random, number: int) -> str:
    return person_name(drawn(rng, known(number, 40, 0.8), 50))


def _body(rng: random.Random, number: int) -> str:
    found = drawn(rng, known(number, 30, 0.7), 20)
    return f"{_word(found, 3)} {KINDS[found % len(KINDS)]}"


def _event(rng: random.Random, number: int) -> tuple[str, str]:
    found = drawn(rng, known(number, 10, 0.8), 20)
    day = 1 + (found + (rng.random() < 0.03)) % 28
    return f"{_word(found, 2)} Forum {found}", f"2024-{1 + found % 12:02}-{day:02}"


@lru_cache(maxsize=50_000)
def person_name(number: int) -> str:
    """What somebody is called; so may others be."""
    rng = random.Random(-1 - number)  # noqa: S311
    first, last = drawn(rng, FIRST_NAMES, 20), drawn(rng, SURNAMES, 20)
    return f"{_word(first, 2)} {_word(last + FIRST_NAMES, 3)}"


def _word(number: int, least: int) -> str:
    """A word for a number, of so many syllables or more; another for each."""
    mixed = (number * 7919 + 13) % len(SYLLABLES) ** least
    rest = number // len(SYLLABLES) ** least
    found = "" if not rest else _word(rest, 1).lower()
    for _ in range(least):
        mixed, at = divmod(mixed, len(SYLLABLES))
        found += SYLLABLES[at]
    return found.capitalize()


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
