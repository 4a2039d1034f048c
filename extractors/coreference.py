"""Which candidates name one thing: full names, short forms, acronyms and `the network`."""

import re
from collections.abc import Iterable, Sequence

from extractors.annotations import Annotations, Candidate, Cluster
from extractors.lexicons import heads
from extractors.mentions.acronyms import Definition
from extractors.mentions.dictionary import fold
from kg.model import Type

BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME, Type.EVENT})
NAMED_BY_CONCEPT = frozenset({Type.DISEASE, Type.THERAPY, Type.TOPIC, Type.PLACE})
SMALL = frozenset("of for the and de on in at a an du la le et y &".split())
# Nouns that may stand for each other when a text comes back to a thing.
SAME_NOUN = [
    frozenset(["hospital", "clinic", "centre", "center", "infirmary"]),
    frozenset(["centre", "center", "institute"]),
    frozenset("""forum conference congress summit symposium meeting convention""".split()),
    frozenset("workshop meeting seminar training course consultation".split()),
    frozenset(["panel", "discussion", "roundtable", "forum", "evening"]),
    frozenset("""project programme program initiative action scheme plan tour campaign""".split()),
    frozenset(["study", "trial", "project"]),
    frozenset(["registry", "register"]),
    frozenset("network consortium group alliance partnership collaboration".split()),
    frozenset(["foundation", "trust", "charity", "fund"]),
    frozenset("""company firm corporation pharma pharmaceuticals therapeutics""".split()),
    frozenset(["ministry"]),
    frozenset(["society", "association", "federation"]),
    frozenset(["programme", "program"]),
]


def coreference(annotations: Annotations, definitions: Iterable[Definition]) -> None:
    """Put each candidate into a cluster; generic ones that find none are dropped."""
    shorts = {(d.start, d.end): d for d in definitions}
    acronyms: dict[str, Cluster] = {}
    for candidate in sorted(annotations.candidates, key=lambda c: (c.generic, c.start)):
        if candidate.generic or (candidate.start, candidate.end) in shorts:
            continue
        cluster = _match(annotations.clusters, candidate) or _explained(annotations, candidate)
        if cluster is None:
            cluster = Cluster(candidate.type, candidate.text, head=_head(candidate))
            annotations.clusters.append(cluster)
        _join(cluster, candidate)
    for definition in shorts.values():
        cluster = definition.long.cluster or _match(annotations.clusters, definition.long)
        if cluster is not None:
            cluster.aliases.add(definition.short)
            acronyms[definition.short] = cluster
    _resolve(annotations, acronyms, shorts.values())
    annotations.candidates = [c for c in annotations.candidates if c.cluster is not None]


EXPLAINING = re.compile(r"[\"”'’]?,? (?:which is )?(?:an?|the) $")


def _explained(annotations: Annotations, candidate: Candidate) -> Cluster | None:
    """The name that a description stands behind: `hosted "Edited Lives", a panel on ...`."""
    if candidate.source != "description":
        return None
    for other in annotations.candidates:
        between = annotations.doc.text[other.end : candidate.start]
        if other.cluster and other.type is candidate.type and EXPLAINING.fullmatch(between):
            return other.cluster
    return None


def _join(cluster: Cluster, candidate: Candidate) -> None:
    candidate.cluster = cluster
    cluster.candidates.append(candidate)
    if not candidate.generic and candidate.text != cluster.name:
        fuller = (
            len(candidate.text) > len(cluster.name)
            and cluster.type not in NAMED_BY_CONCEPT
            and candidate.source != "description"
        )
        if fuller:
            cluster.aliases.add(cluster.name)
            cluster.name = candidate.text
        else:
            cluster.aliases.add(candidate.text)
    if candidate.source == "description":
        cluster.aliases |= _short_forms(candidate)
    cluster.concept = cluster.concept or candidate.concept
    cluster.subclass = cluster.subclass or candidate.subclass
    cluster.head = cluster.head or _head(candidate)


def _short_forms(candidate: Candidate) -> set[str]:
    """The phrase without what follows its noun, and the noun alone."""
    phrase = candidate.text[: candidate.end - candidate.start]
    return {phrase, _head(candidate) or phrase}


def _match(clusters: Sequence[Cluster], candidate: Candidate) -> Cluster | None:
    """The cluster that a name belongs to, if any."""
    for cluster in reversed(clusters):
        if cluster.type is not candidate.type:
            continue
        if candidate.concept is not None and cluster.concept == candidate.concept:
            return cluster
        if candidate.type in NAMED_BY_CONCEPT:
            if candidate.concept is cluster.concept is None and _key(candidate.text) == _key(
                cluster.name
            ):
                return cluster
            continue
        if any(_same_name(candidate.type, candidate.text, name) for name in cluster.names()):
            return cluster
    return None


def _same_name(type_: Type, left: str, right: str) -> bool:
    if type_ is Type.PERSON:
        return _same_person(left, right)
    if type_ is Type.EVENT and _part_of_name(_key(left), _key(right)):
        return True
    return _same_body(_key(left), _key(right))


def _part_of_name(left: list[str], right: list[str]) -> bool:
    """`the first training` of an event that has these words in its name."""
    short, long = sorted((left, right), key=len)
    if len(short) < 2 or short[-1] not in heads():
        return False
    return any(long[at : at + len(short)] == short for at in range(len(long)))


def _key(name: str) -> list[str]:
    return [fold(w) for w in re.findall(r"[^\W_]+", name) if w.casefold() not in SMALL]


def _same_body(left: list[str], right: list[str]) -> bool:
    """Equal, or the shorter one is the longer with words left out behind the same beginning."""
    if left == right:
        return bool(left)
    short, long = sorted((left, right), key=len)
    if len(short) < 2 or short[0] != long[0] or short[0] in heads():
        return False
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


def _head(candidate: Candidate) -> str:
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


def _resolve(
    annotations: Annotations, acronyms: dict[str, Cluster], definitions: Iterable[Definition]
) -> None:
    """Short forms, surnames and descriptions, in text order."""
    defined = {(d.start, d.end) for d in definitions}
    for candidate in sorted(annotations.candidates, key=lambda c: c.start):
        if candidate.cluster is not None and candidate.text not in acronyms:
            continue
        cluster = acronyms.get(candidate.text)
        if cluster is None and candidate.type is Type.PERSON:
            cluster = _by_surname(annotations.clusters, candidate)
        elif cluster is None and candidate.type in BODIES:
            cluster = _by_noun(annotations.clusters, candidate)
        elif cluster is None and candidate.type is Type.THERAPY and candidate.generic:
            cluster = _last(annotations.clusters, candidate)
        if cluster is not None and cluster is not candidate.cluster:
            _move(annotations, candidate, cluster)
            if (
                candidate.type in BODIES
                and candidate.source != "again"
                and not candidate.generic
                and (candidate.start, candidate.end) not in defined
            ):
                cluster.aliases.add(candidate.text)


def _move(annotations: Annotations, candidate: Candidate, cluster: Cluster) -> None:
    """Take a candidate that turned out to be a short form out of its own cluster."""
    former = candidate.cluster
    if former is not None:
        former.candidates.remove(candidate)
        if not former.candidates:
            annotations.clusters.remove(former)
    candidate.cluster = cluster
    candidate.type = cluster.type
    cluster.candidates.append(candidate)


def _by_surname(clusters: Sequence[Cluster], candidate: Candidate) -> Cluster | None:
    """The person last named before who has this surname, at either end of the name."""
    wanted = candidate.text.casefold()
    found = [
        cluster
        for cluster in clusters
        if cluster.type is Type.PERSON and any(_has_surname(n, wanted) for n in cluster.names())
    ]
    before = [c for c in found if c.start < candidate.start]
    return max(before or found, key=lambda c: _latest(c, candidate.start), default=None)


def _has_surname(name: str, wanted: str) -> bool:
    text = name.casefold()
    return text != wanted and (text.endswith(" " + wanted) or text.startswith(wanted + " "))


def _by_noun(clusters: Sequence[Cluster], candidate: Candidate) -> Cluster | None:
    """The thing last named before whose noun is this one or one like it."""
    noun = _head(candidate)
    like = {noun}.union(*(group for group in SAME_NOUN if noun in group))
    for nouns in ({noun}, like):
        found = [
            cluster
            for cluster in clusters
            if cluster.type in BODIES and cluster.head in nouns and cluster.start < candidate.start
        ]
        if found:
            return max(found, key=lambda c: _latest(c, candidate.start))
    return None


def _last(clusters: Sequence[Cluster], candidate: Candidate) -> Cluster | None:
    """The thing of this type that was named last before; a name rather than a class."""
    found = [c for c in clusters if c.type is candidate.type and c.start < candidate.start]
    named = [c for c in found if c.name[0].isupper()]
    return max(named or found, key=lambda c: _latest(c, candidate.start), default=None)


def _latest(cluster: Cluster, before: int) -> int:
    return max((c.start for c in cluster.candidates if c.start < before), default=-1)
