"""From what a person types to what is meant: names, acronyms, identifiers and IRIs."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.errors import NotFound
from kg.model import Entity, Iri, Type
from kg.ontology import Concept, Ontology
from kg.store.answer import Row
from kg.store.likeness import ALIKE, LIKELY, SURE, fold, rate
from kg.store.names import ALIAS, EXACT, Names
from kg.store.rdf import is_iri
from kg.store.redirect import moved_to
from kg.store.store import Store

FIELDS = (Type.DISEASE, Type.THERAPY, Type.TOPIC)  # what one can work on
SUGGESTED = 5
NAMESAKES = 20
CANDIDATES = 50  # concepts whose names are rated
LOOKED_AT = 2000  # names that are looked at
ERRORS = 3  # typing errors in the name of a concept, at most


@dataclass(frozen=True, slots=True)
class Found:
    """An entity that may be meant: how likely (0 to 1), and in which way its name fits."""

    entity: Entity
    score: float
    why: str
    weight: int = 0  # in how many documents it is mentioned


def find(
    store: Store,
    ontology: Ontology,
    text: str,
    *,
    types: Collection[Type] = (),
    limit: int = 10,
) -> list[Found]:
    """Entities of the store, and concepts that it does not mention yet, best first."""
    text = text.strip()
    found = _pointed_at(store, ontology, text) or [
        *_in_store(store, text, types, limit),
        *_concepts(ontology, text, [type for type in FIELDS if not types or type in types]),
    ]
    best: dict[Iri, Found] = {}
    sure = any(each.score >= EXACT for each in found)
    for each in sorted(found, key=_best_first):
        if sure and each.why == ALIKE:
            continue
        # Of an entity and the concept that it is, the first is in the store and knows its weight.
        if not types or each.entity.type in types:
            best.setdefault(each.entity.iri, each)
    return list(best.values())[:limit]


def resolve(store: Store, ontology: Ontology, text: str, *, types: Collection[Type] = ()) -> Entity:
    """The one entity that is meant; NotFound names those that may be where that is unsure."""
    found = find(store, ontology, text, types=types, limit=SUGGESTED)
    best = [each for each in found if each.score >= SURE and each.score == found[0].score]
    leading = [each for each in best if each.weight == best[0].weight]
    if len(leading) == 1:
        return leading[0].entity
    if leading:
        several = ", ".join(f"{one.entity.type.lower()} {one.entity.iri}" for one in leading)
        raise NotFound(
            f"{text!r} is the name of {several}: say which",
            tuple(str(one.entity.iri) for one in leading),
        )
    raise _unknown(text, found, "nothing in this store is called")


def resolve_topic(store: Store, ontology: Ontology, text: str) -> list[Iri]:
    """The disease, therapy or topic that is meant; several where one name has several meanings."""
    found = find(store, ontology, text, types=FIELDS, limit=SUGGESTED)
    best = [each for each in found if each.score >= SURE and each.score == found[0].score]
    # Two that are spelled nearly like it are two guesses; two that are called so are meant.
    if best and (len(best) == 1 or best[0].score >= ALIAS):
        return [each.entity.iri for each in best]
    raise _unknown(text, found, "no disease, therapy or topic is called")


def namesakes(store: Store, ontology: Ontology, entity: Entity) -> list[Entity]:
    """The others of its type that go by its very name."""
    found = find(store, ontology, entity.label, types=[entity.type], limit=NAMESAKES)
    named = (each.entity for each in found if each.score >= ALIAS)
    return [each for each in named if each.iri != entity.iri]


def current(store: Store, ontology: Ontology, iri: Iri) -> Iri:
    """What an entity is called by now: by what an authority withdrew, and by what was merged."""
    added = ontology.authorities
    return moved_to(store, added.replaced(iri) if added else iri)


def _unknown(text: str, found: Sequence[Found], what: str) -> NotFound:
    names = tuple(dict.fromkeys(each.entity.label for each in found))
    near = f"; did you mean {', '.join(names)}?" if names else ""
    return NotFound(f"{what} {text!r}{near}", names)


def _best_first(found: Found) -> tuple[float, int, str, str]:
    return -found.score, -found.weight, found.entity.label, found.entity.iri


def _pointed_at(store: Store, ontology: Ontology, text: str) -> list[Found]:
    """What an IRI or an identifier names, if the text is one."""
    if ":" not in text or " " in text:
        return []
    is_name = "://" in text
    if is_name and not is_iri(text):
        return []
    concept = ontology.concept(Iri(text)) if is_name else ontology.identified(text)
    iris = [concept.iri] if concept else []
    if is_name and not concept:
        iris.append(Iri(text))
    if is_name and (now := current(store, ontology, Iri(text))) != text:
        return [Found(entity, 1.0, "a name that it had") for entity in _labelled(store, [now])]
    known = _labelled(store, iris or _identified(store, text))
    if not known and is_name:
        known = _labelled(store, _identified(store, Iri(text)))
    if not known and concept:
        known = [_entity(concept)]
    return [Found(entity, 1.0, "the identifier") for entity in known]


def _identified(store: Store, identifier: str) -> list[Iri]:
    rows = store.select("find_identified", identifier=identifier)
    return [Iri(row["entity"]) for row in rows]


def _labelled(store: Store, iris: Iterable[Iri]) -> list[Entity]:
    wanted = list(iris)
    rows = list(store.select("find_labels", entity=wanted)) if wanted else []
    return list({e.iri: e for row in rows if (e := _row_entity(store, row))}.values())


def _row_entity(store: Store, row: Row) -> Entity | None:
    """The entity of a row, if the row tells one of our types or the IRI does."""
    iri, local = Iri(row["entity"]), str(row.get("type", ""))
    kind = local.removeprefix(store.vocabulary.ontology)
    by_iri = iri.removeprefix(store.vocabulary.data).partition("/")[0]
    for type in Type:
        if kind == type or by_iri == type.lower():
            return Entity(iri, type, str(row["label"]))
    return Entity(iri, Type.DISEASE, str(row["label"])) if local.endswith("owl#Class") else None


def _in_store(store: Store, text: str, types: Collection[Type], limit: int) -> Iterator[Found]:
    names = _names(store)
    if names is None:
        yield from _without_index(store, text)
        return
    for hit in names.search(text, types=types, limit=limit):
        yield Found(Entity(hit.iri, hit.type, hit.label), hit.score, hit.why, hit.weight)


def _names(store: Store) -> Names | None:
    return _opened(store.folder) if store.folder else None


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Names | None:
    # A snapshot never changes, so what has been read of its index stays right.
    return Names.open(folder)


def _without_index(store: Store, text: str) -> Iterator[Found]:
    """Ask the store itself: slower, and blind to typing errors in the longest word."""
    asked = fold(text)
    longest = max(text.split(), key=len, default="")
    if not asked or not longest:
        return
    best: dict[Iri, Found] = {}
    for row in store.select("find_names", text=longest):
        entity = _row_entity(store, row)
        score, why = rate(asked, fold(str(row["name"])))
        if score == 1 and row["name"] != row["label"]:
            score = ALIAS
        if (
            entity
            and score >= LIKELY
            and (entity.iri not in best or score > best[entity.iri].score)
        ):
            best[entity.iri] = Found(entity, score, why, 1)
    yield from best.values()


def _concepts(ontology: Ontology, text: str, types: Sequence[Type]) -> list[Found]:
    """Concepts with this name, or else with one like it, whether the store mentions them or not."""
    if not types or not fold(text):
        return []
    # "Gaucher" is Gaucher disease, "CAR-T cell" a therapy.
    endings = ("", " disease", " therapy")
    exact = next((each for end in endings if (each := ontology.named(text + end, *types))), ())
    if exact:
        return [found for concept in exact if (found := _rated(text, concept, sure=True))]
    return [found for concept in _near(ontology, text, types) if (found := _rated(text, concept))]


def _rated(text: str, concept: Concept, *, sure: bool = False) -> Found | None:
    asked = fold(text)
    score, why = max(rate(asked, fold(name)) for name in concept.names)
    if sure and fold(concept.label) != asked:
        score, why = ALIAS, "another of its names"
    return Found(_entity(concept), score, why) if score >= LIKELY else None


def _near(ontology: Ontology, text: str, types: Sequence[Type]) -> list[Concept]:
    book, asked = _book(ontology, tuple(types)), text.casefold().strip()
    parts = sorted(book.holding(asked.split()), key=lambda n: (not n.startswith(asked), len(n), n))
    lengths = range(len(asked) - ERRORS, len(asked) + ERRORS + 1)
    alike = [name for length in lengths for name in book.by_length.get(length, ())]
    best = process.extract(asked, alike, scorer=OSA.distance, score_cutoff=ERRORS, limit=20)
    names = [name for name, _, _ in best] + parts[:CANDIDATES]
    return list({book.concepts[name].iri: book.concepts[name] for name in names}.values())


@dataclass(frozen=True, slots=True)
class _Book:
    """Every name of some types of concepts, in small letters: 100,000 of them, so they are kept."""

    concepts: Mapping[str, Concept]
    text: str  # all names, one a line: to look through it is faster than through a list
    by_length: Mapping[int, Sequence[str]]

    def holding(self, words: Sequence[str]) -> set[str]:
        """The names that hold all of these words, or of very many the first."""
        longest, found = max(words, key=len), set()
        for match in islice(re.finditer(re.escape(longest), self.text), LOOKED_AT):
            start = self.text.rfind("\n", 0, match.start()) + 1
            name = self.text[start : self.text.find("\n", match.start())]
            if all(word in name for word in words):
                found.add(name)
        return found


@lru_cache(maxsize=4)
def _book(ontology: Ontology, types: Sequence[Type]) -> _Book:
    concepts = {
        name.casefold(): concept
        for type in types
        for concept in ontology.concepts(type)
        for name in concept.names
    }
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for name in concepts:
        by_length[len(name)].append(name)
    ordered = sorted(concepts, key=lambda name: (len(name), name))
    return _Book(concepts, "\n".join(ordered) + "\n", by_length)


def _entity(concept: Concept) -> Entity:
    return Entity(concept.iri, concept.type, concept.label, identifiers=concept.identifiers)
