"""When two names name one thing, and under what keys such names can be found again."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from extractors.annotations import Candidate, Cluster
from extractors.lexicons import heads
from extractors.mentions.words import fold
from kg.model import Iri, Type

NAMED_BY_CONCEPT = frozenset({Type.DISEASE, Type.THERAPY, Type.TOPIC, Type.PLACE})
SMALL = frozenset("of for the and de on in at a an du la le et y &".split())
# Types that texts name by a part of the name: `the Joint Working Group`.
CONTAINED = frozenset({Type.EVENT, Type.NETWORK})
# First words that many bodies share.
COMMON_FIRST = frozenset(
    """royal national european university international saint general central american african
    asian ministry department faculty institute school world global china chinese german french
    british canadian australian japan japanese korea korean indian""".split()
)
WORD = re.compile(r"[^\W_]+")
NEAR = 100  # clusters with one key that are compared at most, the latest first


class Names:
    """The clusters of a document by the words of their names, so that few need comparing."""

    def __init__(self) -> None:
        """Empty."""
        self._found: dict[tuple[Type, str, str], dict[int, Cluster]] = {}
        self._count: dict[int, int] = {}

    def add(self, cluster: Cluster, name: str) -> None:
        """Note a name of a cluster; a newer cluster goes before an older one."""
        number = self._count.setdefault(id(cluster), len(self._count))
        for part in _parts(cluster.type, name):
            self._found.setdefault((cluster.type, *part), {})[number] = cluster

    def add_concept(self, cluster: Cluster, concept: Iri) -> None:
        """Note what a cluster was linked to."""
        number = self._count.setdefault(id(cluster), len(self._count))
        self._found.setdefault((cluster.type, "concept", concept), {})[number] = cluster

    def match(
        self, candidate: Candidate, other: Callable[[Cluster, Candidate], bool] | None = None
    ) -> Cluster | None:
        """The latest cluster that a name belongs to, if any; never an `other` of the same name."""
        parts = list(_sought(candidate.type, candidate.text))
        if candidate.concept is not None:
            parts.append(("concept", candidate.concept))
        near: dict[int, Cluster] = {}
        for part in parts:
            found = self._found.get((candidate.type, *part), {})
            near.update(islice(reversed(found.items()), NEAR))
        latest = (near[number] for number in sorted(near, reverse=True))
        fitting = (cluster for cluster in latest if _matches(cluster, candidate))
        return next((c for c in fitting if other is None or not other(c, candidate)), None)


def _parts(type_: Type, name: str) -> Iterator[tuple[str, str]]:
    """The keys that a name is kept under."""
    words = key(name)
    yield "whole", " ".join(sorted(words))
    if type_ is Type.PERSON:
        yield "last", name.casefold().split()[-1]
    elif type_ not in NAMED_BY_CONCEPT and words:
        yield "first", words[0]
        if type_ in CONTAINED:
            yield from (("any", word) for word in words)


def _sought(type_: Type, name: str) -> Iterator[tuple[str, str]]:
    """The keys under which a name that may be the same is kept."""
    yield from _parts(type_, name)
    if type_ in CONTAINED:
        words = key(name)
        yield from (("any", word) for word in words[:1])
        yield from (("first", word) for word in words)


def _matches(cluster: Cluster, candidate: Candidate) -> bool:
    if candidate.concept is not None and cluster.concept == candidate.concept:
        return True
    if candidate.type in NAMED_BY_CONCEPT:
        unknown = candidate.concept is cluster.concept is None
        return unknown and key(candidate.text) == key(cluster.name)
    return any(same_name(candidate.type, candidate.text, name) for name in cluster.names())


def same_name(type_: Type, left: str, right: str) -> bool:
    """Whether two names of a type may name one thing in one text."""
    if type_ is Type.PERSON:
        return _same_person(left, right)
    if type_ in CONTAINED and _part_of_name(key(left), key(right)):
        return True
    if type_ is Type.EVENT and _shortened(key(left), key(right)):
        return True
    return _same_body(key(left), key(right))


def _shortened(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Four words or more of an event's name in order, its first and last among them."""
    short, long = sorted((left, right), key=len)
    if len(short) < 4 or short[0] != long[0] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(word in rest for word in short)


def _part_of_name(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """`the first training` of an event that has these words in its name."""
    short, long = sorted((left, right), key=len)
    if len(short) < 2 or short[-1] not in heads():
        return False
    return any(long[at : at + len(short)] == short for at in range(len(long)))


# What stands behind a company's name and is not always said.
LEGAL = re.compile(
    r",? (?:Inc|Ltd|Limited|LLC|LLP|PLC|plc|Corp|Co|GmbH|AG|KG|SE|S\.?A"
    r"|S\.?p\.?A|S\.?r\.?l|B\.?V|N\.?V|AB|A/S"
    r"|ApS|AS|ASA|Oy|Oyj|K\.?K|Pty(?: Ltd)?|Pvt(?: Ltd)?|Sdn Bhd|S\.?L|Lda|d\.o\.o|Zrt|Kft)\.?$"
)


@lru_cache(4096)
def key(name: str) -> tuple[str, ...]:
    """The words that count in a name, folded; a company's legal form does not.

    Kept, as a document's names are compared with each other again and again.
    """
    plain = LEGAL.sub("", LEGAL.sub("", name))
    return tuple(fold(w) for w in WORD.findall(plain) if w.casefold() not in SMALL)


def _same_body(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Equal, or the shorter one is the longer with words left out behind the same beginning."""
    if left == right:
        return bool(left)
    short, long = sorted((left, right), key=len)
    if len(short) < 2 or short[0] != long[0] or short[0] in heads():
        return False
    if short[-1] in heads() and long[-1] in heads() and short[-1] != long[-1]:
        return False  # a university and its hospital
    behind = long[long.index(short[-1]) + 1 :] if short[-1] in long else []
    if short[-1] in heads() and any(word in heads() for word in behind):
        return False  # nor a university and its school of medicine
    if short[0] in COMMON_FIRST and short[:2] != long[:2]:
        return False  # "Royal Children's Hospital" and "Royal Derwent Children's Hospital"
    rest = iter(long)
    in_order = all(word in rest for word in short)
    return in_order and (short[-1] in heads() or short == long[: len(short)])


def _same_person(left: str, right: str) -> bool:
    """The same words, or initials that agree with the same surname at either end."""
    one, two = left.casefold().split(), right.casefold().split()
    if one == two or sorted(one) == sorted(two):
        return True
    short, long = sorted((one, two), key=len)
    if len(short) == 1:
        return False
    initials = all(
        any(w == part or (w.endswith(".") and part[0] == w[0]) for part in long) for w in short
    )
    return initials and short[-1] == long[-1]


def head(candidate: Candidate) -> str:
    """The noun by which a text speaks of a thing later: network, foundation; empty: none."""
    if candidate.noun:
        return candidate.noun
    text = candidate.text
    if candidate.source == "description":
        text = text[: candidate.end - candidate.start]
    core = re.split(r" (?:of|for|on|at|de|against) ", text)[0]
    for part in (core, text):
        nouns: list[str] = re.findall(r"[^\W_]+", part.casefold())
        for noun in reversed(nouns):
            if noun in heads():
                return noun
    return ""
