"""Which candidates name one thing: full names, short forms, acronyms and `the network`."""

import re
from collections.abc import Iterable

from extractors.annotations import Annotations, Candidate, Cluster
from extractors.coreference.names import NAMED_BY_CONCEPT, Names, head
from extractors.coreference.namesakes import Namesakes
from extractors.coreference.references import refer_back
from extractors.coreference.shortened import editions, shortened
from extractors.mentions.acronyms import Definition
from extractors.mentions.agenda import short_forms


def coreference(annotations: Annotations, definitions: Iterable[Definition]) -> None:
    """Put each candidate into a cluster; generic ones that find none are dropped."""
    shorts = {(d.start, d.end): d for d in definitions}
    names = _named(annotations, frozenset(shorts))
    acronyms: dict[str, Cluster] = {}
    for definition in shorts.values():
        cluster = definition.long.cluster or names.match(definition.long)
        if cluster is not None:
            cluster.aliases.add(definition.short)
            acronyms[definition.short] = cluster
    annotations.clusters = editions(shortened(annotations.clusters), acronyms)
    refer_back(annotations, acronyms, frozenset(shorts))
    annotations.candidates = [c for c in annotations.candidates if c.cluster is not None]
    annotations.clusters = [c for c in annotations.clusters if c.candidates]


def _named(annotations: Annotations, shorts: frozenset[tuple[int, int]]) -> Names:
    """Make the clusters of the candidates that are names, in text order."""
    names, namesakes = Names(), Namesakes(annotations)
    ending: dict[int, list[Candidate]] = {}
    for candidate in annotations.candidates:
        ending.setdefault(candidate.end, []).append(candidate)
    for candidate in sorted(annotations.candidates, key=lambda c: c.start):
        if candidate.generic or (candidate.start, candidate.end) in shorts:
            continue
        cluster = names.match(candidate, namesakes.are) or _explained(
            annotations, ending, candidate
        )
        if cluster is None:
            cluster = Cluster(candidate.type, candidate.text, head=head(candidate))
            annotations.clusters.append(cluster)
        _join(cluster, candidate)
        namesakes.note(cluster, candidate)
        for name in sorted({candidate.text, *_short_forms(candidate)}):
            names.add(cluster, name)
        if candidate.concept is not None:
            names.add_concept(cluster, candidate.concept)
    return names


EXPLAINING = re.compile(r"[\"”'’]?,? (?:which is )?(?:an?|the) $")
LONGEST_EXPLAINING = 16
WORK_PACKAGE = re.compile(r"^\D+\d+")


def _explained(
    annotations: Annotations, ending: dict[int, list[Candidate]], candidate: Candidate
) -> Cluster | None:
    """The name that a description stands behind: `hosted "Edited Lives", a panel on ...`."""
    if candidate.source != "description":
        return None
    for end in range(candidate.start - LONGEST_EXPLAINING, candidate.start):
        between = annotations.doc.text[end : candidate.start] if end >= 0 else ""
        if EXPLAINING.fullmatch(between):
            for other in ending.get(end, []):
                if other.cluster and other.type is candidate.type:
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
    cluster.aliases |= _short_forms(candidate)
    cluster.concept = cluster.concept or candidate.concept
    cluster.subclass = cluster.subclass or candidate.subclass
    cluster.head = cluster.head or head(candidate)


def _short_forms(candidate: Candidate) -> set[str]:
    """Of a description: the phrase without what follows its noun, and the noun alone."""
    if candidate.source == "agenda":
        return short_forms(candidate.text)
    if candidate.source == "work package":
        return set(WORK_PACKAGE.findall(candidate.text))
    if candidate.source == "shape" and candidate.subclass == "Hospital":
        own, _, noun = candidate.text.rpartition(" ")
        return {own} if noun.islower() and " " in own else set()  # Mustapha Pacha hospital
    if candidate.source != "description":
        return set()
    phrase = candidate.text[: candidate.end - candidate.start]
    return {phrase, head(candidate) or phrase}
