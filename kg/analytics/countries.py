"""Which countries work together: a matrix of pairs, and for each pair who with whom."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.analytics.described import Described, describe
from kg.analytics.overview import digest_of
from kg.analytics.project import Step, facts_for
from kg.analytics.sources import described
from kg.analytics.surroundings import Link, links
from kg.model import Document, Iri, Predicate
from kg.ontology import Ontology
from kg.store.store import Store

MOST_TIES = 100_000  # that are counted; country_ties.rq asks for one more
MOST_SHOWN = 100  # ties of a pair; country_pair.rq asks for one more

type Pair = tuple[str, str]  # ISO codes, in the order of the alphabet


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many pairs of bodies of two countries work together."""

    pairs: Mapping[Pair, int]
    cut: bool  # whether there are more ties than were counted

    @property
    def countries(self) -> list[str]:
        """Those that work with most, first."""
        totals: Counter[str] = Counter()
        for pair, number in self.pairs.items():
            totals.update(dict.fromkeys(pair, number))
        return sorted(totals, key=lambda code: (-totals[code], code))

    def between(self, one: str, other: str) -> int:
        """How many of one country work with one of the other."""
        return self.pairs.get((min(one, other), max(one, other)), 0)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Who of one country works with whom of another, and which sentences say so."""

    links: tuple[Link, ...]
    names: Mapping[Iri, Described]
    documents: Mapping[Iri, Document]
    cut: bool


def matrix(store: Store) -> Matrix:
    """Pairs of countries: looked up where publishing counts them, else asked of the store."""
    digest = digest_of(store)
    return Matrix(digest.pairs(), cut=False) if digest else _counted(store)


def _counted(store: Store) -> Matrix:
    ties: defaultdict[Pair, set[frozenset[str]]] = defaultdict(set)
    number = 0
    for row in store.select("country_ties"):
        number += 1
        one, other = sorted(_code(str(row[name])) for name in ("one", "other"))
        ties[one, other].add(frozenset((str(row["left"]), str(row["right"]))))
    pairs = {pair: len(members) for pair, members in sorted(ties.items())}
    return Matrix(pairs, cut=number > MOST_TIES)


@lru_cache(maxsize=512)
def _code(place: str) -> str:
    return place.rpartition("/")[2].upper()


def exchange(store: Store, ontology: Ontology, one: Iri, other: Iri) -> Exchange:
    """The ties between two countries, each with its newest sentences."""
    ends = _tied(store, one, other)
    steps: set[Step] = {
        (left, Predicate.COLLABORATES_WITH, right) for left, right in ends[:MOST_SHOWN]
    }
    facts = sorted(facts_for(store, steps).values(), key=lambda fact: (-fact.belief, fact.iri))
    ties = links(store, facts)
    cited = {quoted.evidence.document for link in ties for quoted in link.quotes}
    named = {end for fact in facts for end in (fact.subject, fact.object)}
    return Exchange(
        ties,
        describe(store, ontology, named),
        described(store, cited),
        cut=len(ends) > MOST_SHOWN,
    )


def _tied(store: Store, one: Iri, other: Iri) -> list[tuple[Iri, Iri]]:
    """Who of one country works with whom of another, one more than is shown."""
    if digest := digest_of(store):
        return digest.between(_code(one), _code(other), limit=MOST_SHOWN + 1)
    rows = store.select("country_pair", one=one, other=other)
    return [(Iri(row["left"]), Iri(row["right"])) for row in rows]
