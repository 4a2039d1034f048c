"""What was said since a day: facts with the evidence of newer documents, believed by it alone.

What speaks against a fact counts as it does at all times: an old denial is not forgotten because
one asks for what is new.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.analytics.project import Fact
from kg.belief import KINDS, narrowed, support
from kg.model import Iri, Kind, When
from kg.store.answer import Row
from kg.store.store import Store


def said_since(store: Store, facts: Iterable[Fact], since: When) -> dict[Iri, Fact]:
    """The facts of which documents told since a day, by name, cut to what those documents say."""
    every = {fact.iri: fact for fact in facts}
    documents = sorted({Iri(one) for fact in every.values() for one in fact.documents})
    rows = store.select("since_documents", document=documents) if documents else ()
    fresh = {str(row["document"]): row for row in rows if str(row["published"]) >= since}
    kept: dict[Iri, Fact] = {}
    for iri, fact in every.items():
        if pieces := tuple(one for one in fact.evidence if _document(one) in fresh):
            kept[iri] = replace(fact, evidence=pieces)
    partly = [fact for iri, fact in kept.items() if len(fact.evidence) < len(every[iri].evidence)]
    return kept | _believed(store, partly, fresh)


def _believed(store: Store, facts: Iterable[Fact], told: Mapping[str, Row]) -> dict[Iri, Fact]:
    """Facts with the belief that follows from the evidence that they have left."""
    wanted = {fact.iri: fact for fact in facts}
    pieces = sorted({piece for fact in wanted.values() for piece in fact.evidence})
    if not pieces:
        return {}
    rows = store.select("since_claims", evidence=pieces)
    sure = {str(row["evidence"]): float(row["confidence"]) for row in rows}
    rows = store.select("since_support", statement=sorted(wanted))
    supported = {str(row["statement"]): float(row["support"]) for row in rows}
    return {
        iri: replace(
            fact,
            belief=narrowed(
                support(_share(one, sure[one], told) for one in fact.evidence if one in sure),
                supported.get(iri, fact.belief),
                fact.belief,
            ),
        )
        for iri, fact in wanted.items()
    }


def _share(piece: Iri, confidence: float, told: Mapping[str, Row]) -> tuple[str, float]:
    """The source of a claim, which copies of one text have in common, and what it is worth."""
    row = told[_document(piece)]
    kind = Kind(str(row["kind"])) if "kind" in row else None
    return str(row.get("source", row["document"])), confidence * KINDS[kind]


def _document(piece: str) -> str:
    return piece.partition("#")[0]
