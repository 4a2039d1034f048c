"""What was read out of a stretch of one long document, without the rest of its graph."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import Iri, Reading
from kg.store.rdf import PREF_LABEL, RDF_OBJECT, RDF_SUBJECT, RDF_TYPE, RDF_VALUE, cell
from kg.store.reading import reading
from kg.store.store import Store

AROUND = 5000  # characters beyond the stretch: sentences that reach into it, or overlap with such


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A reading with the claims and names of a stretch alone; its text is whole."""

    reading: Reading
    first: int  # the number of its first claim
    total: int  # the claims of the whole document


def excerpt(store: Store, document: Iri, start: int, end: int) -> Excerpt:
    """The claims whose sentences begin in a stretch or near it, and the names there.

    Of an entity only type and label are read: one that a long text is about has spans by the
    ten thousand.
    """
    span = {"first": max(start - AROUND, 0), "last": end + AROUND}
    claims = [
        str(row["claim"]) for row in store.select("excerpt_claims", document=document, **span)
    ]
    (counted,) = store.select("excerpt_total", document=document)
    said = list(_facts(store, document, [document, *claims]))
    ends = (quad.object for quad in said if quad.predicate in (RDF_SUBJECT, RDF_OBJECT))
    named = list(_named(store, document, span))
    things = chain(ends, (quad.subject for quad in named))
    others = dict.fromkeys(each for each in things if isinstance(each, NamedNode))
    quads = chain(said, named, _described(store, document, others))
    first = min((int(claim.rpartition("-")[2]) for claim in claims), default=1)
    return Excerpt(reading(quads, store.vocabulary), first, int(counted["total"]))


def claim_start(store: Store, document: Iri, number: int) -> int | None:
    """Where in the text the sentence of a claim begins; None where there is no such claim."""
    claim = NamedNode(f"{document}#claim-{number}")
    found = store.match(claim, store.vocabulary.ckg("start"), graph=document)
    return next((int(str(cell(quad.object))) for quad in found), None)


def _facts(store: Store, document: Iri, subjects: Iterable[str]) -> Iterator[Quad]:
    for subject in subjects:
        yield from store.match(NamedNode(subject), graph=document)


def _named(store: Store, document: Iri, span: dict[str, int]) -> Iterator[Quad]:
    predicate, graph = store.vocabulary.ckg("span"), NamedNode(document)
    for row in store.select("excerpt_names", document=document, **span):
        yield Quad(NamedNode(str(row["entity"])), predicate, Literal(str(row["span"])), graph)


def _described(store: Store, document: Iri, named: Iterable[NamedNode]) -> Iterator[Quad]:
    """What entities and counts are, and what they are called."""
    wanted = (RDF_TYPE, PREF_LABEL, RDF_VALUE, store.vocabulary.ckg("counted"))
    for one in named:
        for predicate in wanted:
            yield from store.match(one, predicate, graph=document)
