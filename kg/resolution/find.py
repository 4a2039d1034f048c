"""From what a person types to what is meant: names, acronyms, identifiers and IRIs."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import NamedNode

from kg.errors import NotFound
from kg.model import Entity, Iri, Type
from kg.ontology import Concept, Ontology
from kg.resolution.concepts import near
from kg.resolution.identity import BODIES, slug
from kg.store.answer import Row, shown_first
from kg.store.likeness import ALIKE, LIKELY, SURE, fold, rate
from kg.store.names import ALIAS, EXACT, Names
from kg.store.rdf import ALT_LABEL, PREF_LABEL, is_iri, node
from kg.store.redirect import moved_to
from kg.store.store import Store

FIELDS = (Type.DISEASE, Type.THERAPY, Type.TOPIC)  # what one can work on
KINDS = frozenset(type.lower() for type in Type)  # with which IRIs of entities begin
SUGGESTED = 5
NAMESAKES = 20


@dataclass(frozen=True, slots=True)
class Found:
    """An entity that may be meant: how likely (0 to 1), and in which way its name fits."""

    entity: Entity
    score: float
    why: str
    weight: int = 0  # in how many documents it is mentioned
    name: str = ""  # the one of its names that fits; empty where none was looked at


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


def get_ready(ontology: Ontology) -> None:
    """Load what the first look-up of a name needs, a hundred thousand names of concepts."""
    ontology.named("")
    near(ontology, "x", FIELDS)


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


def find_document(store: Store, name: str) -> Iri | None:
    """The document with this IRI, this key, or at this address, if there is one."""
    data = store.vocabulary.data
    iri = name if "://" in name else f"{data}document/{name.removeprefix('document/')}"
    if not is_iri(iri):
        return None
    if not iri.startswith(data):
        found = store.everywhere(store.vocabulary.ckg("url"), node(iri))
        about = (quad.subject for quad in found)
        return next((Iri(each.value) for each in about if isinstance(each, NamedNode)), None)
    is_there = next(store.match(node(iri), graph=Iri(iri)), None) is not None
    return Iri(iri) if is_there else None


def namesakes(store: Store, ontology: Ontology, entity: Entity) -> list[Entity]:
    """The others of its type that go by its very name."""
    found = find(store, ontology, entity.label, types=[entity.type], limit=NAMESAKES)
    named = (each.entity for each in found if each.score >= ALIAS)
    return [each for each in named if each.iri != entity.iri]


def current(store: Store, ontology: Ontology, iri: Iri) -> Iri:
    """What an entity is called by now: by what an authority withdrew, and by what was merged."""
    added = ontology.authorities
    now = moved_to(store, added.replaced(iri) if added else iri)
    if added is None or now != iri or not is_iri(iri) or _is_named(store, iri):
        return now
    return _since_known(store, iri)


def _since_known(store: Store, iri: Iri) -> Iri:
    """What is called by a ROR id since an authority was added: a body, its part, who works there.

    Nothing of it is kept: the name that they had is made of what they are called.
    """
    kind, _, key = iri.removeprefix(store.vocabulary.data).partition("/")
    parts = key.split("--")
    # A part's name begins with the whole's, a person's ends with the employer's.
    at = {Type.ORGANIZATION.lower(): 0, Type.NETWORK.lower(): 0, Type.PERSON.lower(): -1}.get(kind)
    if at is None or (at < 0 and len(parts) == 1):
        return iri
    body = _known_by_id(store, parts[at])
    if body is None or len(parts) == 1:
        return body or iri
    parts[at] = body.rpartition("/")[2]
    now = moved_to(store, store.vocabulary.entity(Type(kind.capitalize()), "--".join(parts)))
    return now if _is_named(store, now) else iri


def _known_by_id(store: Store, key: str) -> Iri | None:
    """The one body with a ROR id that has a name of which the end of an IRI may be made."""
    hits = _in_store(store, key.replace("-", " "), BODIES, NAMESAKES)
    known = {each.entity.iri for each in hits if "/ror-" in each.entity.iri}
    found = [iri for iri in known if key in map(slug, _names_of(store, iri))]
    return found[0] if len(found) == 1 else None


def _names_of(store: Store, iri: Iri) -> Iterator[str]:
    for key in (PREF_LABEL, ALT_LABEL):
        for quad in store.match(node(iri), key):
            yield quad.object.value  # type: ignore[union-attr]  # names are literals


def _is_named(store: Store, iri: Iri) -> bool:
    return next(store.match(node(iri), PREF_LABEL), None) is not None


def _unknown(text: str, found: Sequence[Found], what: str) -> NotFound:
    names = tuple(dict.fromkeys(each.entity.label for each in found))
    near = f"; did you mean {', '.join(names)}?" if names else ""
    return NotFound(f"{what} {text!r}{near}", names)


def _best_first(found: Found) -> tuple[float, int, str, str]:
    return -found.score, -found.weight, found.entity.label, found.entity.iri


def _pointed_at(store: Store, ontology: Ontology, text: str) -> list[Found]:
    """What an IRI, the end of one (person/ann-lee--ortel) or an identifier names, if it is one."""
    if text.partition("/")[0] in KINDS and " " not in text:
        text = store.vocabulary.data + text
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
    rows.sort(key=shown_first, reverse=True)  # of several names the last is kept
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
        yield Found(Entity(hit.iri, hit.type, hit.label), hit.score, hit.why, hit.weight, hit.name)


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
    for row in sorted(store.select("find_names", text=longest), key=shown_first):
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
    return [found for concept in near(ontology, text, types) if (found := _rated(text, concept))]


def _rated(text: str, concept: Concept, *, sure: bool = False) -> Found | None:
    asked = fold(text)
    (score, why), name = max((rate(asked, fold(name)), name) for name in concept.names)
    if sure and fold(concept.label) != asked:
        score, why = ALIAS, "another of its names"
    return Found(_entity(concept), score, why, name=name) if score >= LIKELY else None


def _entity(concept: Concept) -> Entity:
    return Entity(concept.iri, concept.type, concept.label, identifiers=concept.identifiers)
