"""Names cut short: `Cedarline` for Cedarline Therapeutics, letters for what they stand for."""

import re
from collections.abc import Iterable, Mapping, Sequence

from extractors.annotations import Cluster
from extractors.coreference.names import key
from kg.model import Type

BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME, Type.EVENT})
EDITION = re.compile(r"(?P<letters>[A-Z][A-Za-z-]+)[ ’'](?:\d{4}|\d\d)")
SITES = frozenset({"University", "Hospital"})
SCHOOLED = frozenset("medical college university hospital teaching general".split())
# Those that only the look of a word speaks for.
WEAK = frozenset({"model", "again"})


def shortened(clusters: Sequence[Cluster]) -> list[Cluster]:
    """The clusters, where a name that is the beginning or the letters of another joins it."""
    beginnings, letters = _long_names(clusters)
    people = {
        word
        for cluster in clusters
        if cluster.type is Type.PERSON
        for name in cluster.names()
        for word in name.split()
        if len(name) > len(word)
    }
    for cluster in filter(_is_weak, clusters):
        whole = _whole(cluster, beginnings, letters)
        if whole is not None:
            _join(cluster, whole)
        elif cluster.type is not Type.PERSON and cluster.name in people:
            _drop(cluster)
    return [cluster for cluster in clusters if cluster.candidates]


def _long_names(
    clusters: Iterable[Cluster],
) -> tuple[dict[str, list[Cluster]], dict[str, list[Cluster]]]:
    """Bodies with names of several words, by the first of them and by their letters."""
    beginnings: dict[str, list[Cluster]] = {}
    letters: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        for name in sorted(cluster.names()) if cluster.type in BODIES else ():
            if " " in name:
                beginnings.setdefault(name.split()[0].casefold(), []).append(cluster)
                letters.setdefault(_letters(name), []).append(cluster)
    return beginnings, letters


def _is_weak(cluster: Cluster) -> bool:
    loose = cluster.type in (Type.ORGANIZATION, Type.PERSON) and cluster.concept is None
    return loose and all(c.source in WEAK for c in cluster.candidates)


def _whole(
    cluster: Cluster, beginnings: dict[str, list[Cluster]], letters: dict[str, list[Cluster]]
) -> Cluster | None:
    """The first named body that this is a short form of."""
    name = cluster.name
    if name.isupper() and len(name) > 2 and cluster.type is not Type.PERSON:
        found = _first(c for c in letters.get(name, []) if c is not cluster and c.candidates)
        if found is not None:
            return found
    words = name.split()
    return _first(
        other
        for other in beginnings.get(words[0].casefold(), [])
        if other is not cluster
        and other.candidates
        and any(_begins(name, long, other) for long in other.names())
    )


def _begins(short: str, long: str, other: Cluster) -> bool:
    """Whether a name begins with another; with one word alone only companies are called."""
    left, right = key(short), key(long)
    if not left or len(left) >= len(right) or right[: len(left)] != left:
        return False
    if len(left) > 1 or (other.subclass == "Company" and len(short) > 3):
        return True
    # `SCB` for SCB Medical College; but UCL is not its Institute of Child Health.
    return short.isupper() and other.subclass in SITES and right[1] in SCHOOLED


def editions(clusters: Sequence[Cluster], acronyms: Mapping[str, Cluster]) -> list[Cluster]:
    """The clusters, where `ESP 2025` is the congress of the society whose letters it has."""
    events = [cluster for cluster in clusters if cluster.type is Type.EVENT]
    for event in events:
        match = EDITION.fullmatch(event.name)
        owner = acronyms.get(match["letters"]) if match else None
        if owner is None:
            continue
        whole = _first(
            other for other in events if other is not event and owner.name in other.name
        ) or (owner if owner.type is Type.EVENT else None)
        if whole is not None and whole is not event:
            _join(event, whole)
    return [cluster for cluster in clusters if cluster.candidates]


def _letters(name: str) -> str:
    """The capitals with which the words of a name begin: CDSCO."""
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isupper())


def _first(clusters: Iterable[Cluster]) -> Cluster | None:
    return min(clusters, key=lambda cluster: cluster.start, default=None)


def _join(cluster: Cluster, whole: Cluster) -> None:
    """Make a name another name of the whole."""
    whole.aliases |= cluster.names()
    for candidate in cluster.candidates:
        candidate.cluster, candidate.type = whole, whole.type
        whole.candidates.append(candidate)
    cluster.candidates = []


def _drop(cluster: Cluster) -> None:
    """Leave a person's name that was taken for a body to those who look for persons."""
    for candidate in cluster.candidates:
        candidate.cluster, candidate.type, candidate.generic = None, Type.PERSON, True
    cluster.candidates = []
