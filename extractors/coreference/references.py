"""Short forms, surnames and descriptions that refer back: `the Foundation`, `Zhang`, `the drug`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractors.annotations import Annotations, Candidate, Cluster
from extractors.coreference.names import head
from kg.model import Type

BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME, Type.EVENT})
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


@dataclass(slots=True)
class Recent:
    """What was named last before a place in the text; it goes through the text once."""

    nouns: dict[str, tuple[int, Cluster]] = field(default_factory=dict)
    surnames: dict[str, tuple[int, Cluster]] = field(default_factory=dict)
    therapies: dict[bool, tuple[int, Cluster]] = field(default_factory=dict)  # whether a name
    _waiting: list[Candidate] = field(default_factory=list)

    def see(self, candidate: Candidate) -> None:
        """Take note of a mention, for those that begin behind its beginning."""
        self._waiting.append(candidate)

    def reach(self, start: int) -> None:
        """Go on to a place in the text."""
        if self._waiting and self._waiting[0].start < start:
            for candidate in self._waiting:
                self._note(candidate)
            self._waiting.clear()

    def _note(self, candidate: Candidate) -> None:
        cluster = candidate.cluster
        if cluster is None:
            return
        last = candidate.start, cluster
        if cluster.type in BODIES:
            self.nouns[cluster.head] = last
        elif cluster.type is Type.THERAPY:
            self.therapies[cluster.name[0].isupper()] = last
        elif cluster.type is Type.PERSON and not candidate.generic:
            for name in cluster.names():
                self.surnames.update(dict.fromkeys(_ends(name), last))
        elif cluster.type is Type.PERSON:
            self.surnames.update(dict.fromkeys(_ends(cluster.name), last))


def refer_back(
    annotations: Annotations, acronyms: dict[str, Cluster], defined: frozenset[tuple[int, int]]
) -> None:
    """Give each candidate that refers back the cluster that it speaks of, in text order."""
    recent = Recent()
    later = _first_with_surname(annotations.clusters)
    for candidate in sorted(annotations.candidates, key=lambda c: c.start):
        recent.reach(candidate.start)
        if candidate.cluster is None or candidate.text in acronyms:
            cluster = acronyms.get(candidate.text) or _meant(candidate, recent, later)
            if cluster is not None and cluster is not candidate.cluster:
                _move(candidate, cluster)
                if _is_alias(candidate) and (candidate.start, candidate.end) not in defined:
                    cluster.aliases.add(candidate.text)
        recent.see(candidate)


def _is_alias(candidate: Candidate) -> bool:
    return candidate.type in BODIES and candidate.source != "again" and not candidate.generic


def _meant(candidate: Candidate, recent: Recent, later: dict[str, Cluster]) -> Cluster | None:
    if candidate.type is Type.PERSON:
        wanted = candidate.text.casefold()
        found = recent.surnames.get(wanted)
        return found[1] if found else later.get(wanted)
    if candidate.type in BODIES:
        return _by_noun(head(candidate), recent)
    if candidate.type is Type.THERAPY and candidate.generic:
        last = recent.therapies.get(True) or recent.therapies.get(False)
        return last[1] if last else None
    return None


def _by_noun(noun: str, recent: Recent) -> Cluster | None:
    """The thing last named before whose noun is this one, or else one like it."""
    if noun in recent.nouns:
        return recent.nouns[noun][1]
    like = frozenset().union(*(group for group in SAME_NOUN if noun in group))
    found = [recent.nouns[other] for other in sorted(like) if other in recent.nouns]
    return max(found, key=lambda last: last[0])[1] if found else None


def _move(candidate: Candidate, cluster: Cluster) -> None:
    """Take a candidate that turned out to be a short form out of its own cluster."""
    if candidate.cluster is not None:
        candidate.cluster.candidates.remove(candidate)
    candidate.cluster = cluster
    candidate.type = cluster.type
    cluster.candidates.append(candidate)


def _first_with_surname(clusters: Iterable[Cluster]) -> dict[str, Cluster]:
    """Either end of a name may be the surname; of two persons with one, the first named."""
    found: dict[str, Cluster] = {}
    for cluster in clusters:
        if cluster.type is Type.PERSON:
            for name in cluster.names():
                for end in _ends(name):
                    found.setdefault(end, cluster)
    return found


def _ends(name: str) -> Iterator[str]:
    """What a name begins or ends with, without the whole of it."""
    words = name.casefold().split(" ")
    for at in range(1, len(words)):
        yield " ".join(words[:at])
        yield " ".join(words[at:])
