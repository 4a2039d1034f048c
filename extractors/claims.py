"""Clusters and found relations of one document -> a reading with local IRIs and evidence."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from extractors.annotations import Annotations, Cluster
from extractors.dates import reference_date
from extractors.knowledge import Knowledge
from extractors.relations.quantities.dating import began
from extractors.relations.scene import Found, Scene
from kg.model import (
    BEARERS,
    ENDS,
    SYMMETRIC,
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
    Value,
    When,
)

# Subject, predicate, object and value: what two sentences must share to say the same.
type Key = tuple[int, Predicate, int, str]


def reading(
    doc: Document,
    kind: Kind,
    annotations: Annotations,
    found: Sequence[Found],
    knowledge: Knowledge,
) -> Reading:
    """The reading of a document; the same findings give the same IRIs."""
    doc = replace(doc, kind=kind)
    clusters = sorted((c for c in annotations.clusters if c.candidates), key=lambda c: c.start)
    iris = _iris(doc.iri, clusters)
    mentions = sorted(
        _mentions(annotations, clusters, iris), key=lambda m: (m.start, m.end, m.entity)
    )
    return Reading(
        document=doc,
        extractor=knowledge.reader,
        entities=tuple(_entity(c, iris[id(c)], knowledge) for c in clusters),
        mentions=tuple(mentions),
        claims=tuple(_claims(doc, found, iris, reference_date(doc.published, doc.text))),
    )


def _mentions(
    annotations: Annotations, clusters: Iterable[Cluster], iris: dict[int, Iri]
) -> set[Mention]:
    """Every span that names an entity, or that a pronoun or description stands in for it."""
    named = {Mention(iris[id(c)], m.start, m.end) for c in clusters for m in c.candidates}
    referring = {
        Mention(iris[id(m.cluster)], m.start, m.end)
        for m in annotations.candidates
        if id(m.cluster) in iris
    }
    return named | referring


def slug(name: str) -> str:
    """A name as the last part of an IRI; other scripts keep their letters."""
    text = name.casefold()
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", text).strip("-")[:80].strip("-") or "unnamed"


def _iris(document: Iri, clusters: Iterable[Cluster]) -> dict[int, Iri]:
    taken: dict[str, int] = {}
    found = {}
    for cluster in clusters:
        local = f"{cluster.type.lower()}/{slug(cluster.name)}"
        taken[local] = taken.get(local, 0) + 1
        suffix = f"-{taken[local]}" if taken[local] > 1 else ""
        found[id(cluster)] = Iri(f"{document}#{local}{suffix}")
    return found


def _entity(cluster: Cluster, iri: Iri, knowledge: Knowledge) -> Entity:
    concept = knowledge.ontology.concept(cluster.concept) if cluster.concept else None
    return Entity(
        iri=iri,
        type=cluster.type,
        label=cluster.name,
        aliases=tuple(sorted(cluster.aliases - {cluster.name})),
        identifiers=tuple(i for i in concept.identifiers if i.startswith(("MONDO:", "ISO:")))
        if concept
        else (),
        same_as=cluster.concept,
        subclass=cluster.subclass,
    )


def _best(found: Iterable[Found]) -> list[Found]:
    """Each relation once, found by the surest rule; what another rule knows of it is added."""
    best: dict[Key, Found] = {}
    for one in found:
        if not _fits(one):
            continue
        key = _key(one)
        best[key] = _merge(best[key], one) if key in best else one
    return sorted(best.values(), key=lambda one: one.scene.number)


def _key(found: Found) -> Key:
    ends = [id(found.subject), id(found.object)]
    if found.predicate in SYMMETRIC:
        ends.sort()
    return ends[0], found.predicate, ends[1], found.value


def _fits(found: Found) -> bool:
    if found.object is None:
        return found.subject.type in BEARERS.get(found.predicate, frozenset())
    if found.rule == "comma part" and found.subject.subclass not in ("Department", "Committee"):
        return False
    ends = (found.subject.type, found.object.type)
    return found.subject is not found.object and ends in ENDS.get(found.predicate, frozenset())


def _merge(left: Found, right: Found) -> Found:
    """Stated beats unstated, sure beats unsure; the role and date of either are kept."""
    order = {Standing.ASSERTED: 2, Standing.NEGATED: 1, Standing.TENTATIVE: 0}
    first, second = sorted(
        (left, right), key=lambda f: (order[f.standing], f.confidence), reverse=True
    )
    if first.standing is not second.standing:
        return first
    return replace(first, role=first.role or second.role)


def _claims(
    doc: Document, found: Sequence[Found], iris: dict[int, Iri], reference: date | None
) -> Iterator[Claim]:
    told: dict[Key, list[Found]] = {}
    for one in found:
        told.setdefault(_key(one), []).append(one)
    for one in _best(found):
        value = _value(one, iris)
        since = began([one, *told[_key(one)]], reference)
        if value is None:
            continue
        yield Claim(
            subject=iris[id(one.subject)],
            predicate=one.predicate,
            value=value,
            evidence=_evidence(doc, one.scene, one),
            standing=one.standing,
            role=one.role,
            date=When(since) if since else None,
        )


def _value(found: Found, iris: dict[int, Iri]) -> Value | None:
    if found.object is not None:
        return iris.get(id(found.object))
    if found.predicate is Predicate.COUNT:
        number, noun = found.value.split(" ", 1)
        return Count(noun, int(number))
    return When(found.value)


def _evidence(doc: Document, scene: Scene, found: Found) -> Evidence:
    start, end = scene.sentence.start, scene.sentence.end
    quote = doc.text[start:end]
    start += len(quote) - len(quote.lstrip())
    end -= len(quote) - len(quote.rstrip())
    return Evidence(doc.iri, doc.text[start:end], start, end, found.confidence, found.rule)
