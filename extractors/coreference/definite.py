"""`The complex`, `the trust`: a noun in small letters that is the last word of a name in the text.

The lexicon of head nouns need not know it: the text itself says what the noun stands for.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable

from extractors.annotations import Annotations, Candidate, Cluster
from kg.model import Type

BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME, Type.EVENT})
CORE = re.compile(r" (?:of|for|on|in|at|de|against|and) ")
NOUN = re.compile(r"\b(?:[Tt]he|[Tt]his|[Ii]ts|[Oo]ur) (?P<noun>[a-z]{4,})\b(?!-\w)(?! [A-Z])")
# Nouns that mostly speak of something else than the one named so.
COMMON = frozenset(
    """health care medicine research science sciences services people children cancer disease
    diseases therapy gene genes cell cells blood patients families life development world
    union states kingdom west east north south house street city town region data work
    information first last country state government""".split()
)


def definites(annotations: Annotations) -> None:
    """Add a candidate for each such noun, in the cluster that was named so before it."""
    nouns = _last_words(annotations.clusters)
    if not nouns:
        return
    taken = sorted((c.start, c.end) for c in annotations.candidates)
    for match in NOUN.finditer(annotations.doc.text):
        start, end = match.span("noun")
        before = [c for c in nouns.get(match["noun"], ()) if c.start < start]
        if not before or _covered(taken, start, end):
            continue
        cluster = before[-1]
        candidate = Candidate(
            start, end, cluster.type, match["noun"], "description", 0.4,
            generic=True, cluster=cluster,
        )  # fmt: skip
        cluster.candidates.append(candidate)
        annotations.candidates.append(candidate)
    annotations.candidates.sort(key=lambda c: (c.start, -c.end))


def _last_words(clusters: Iterable[Cluster]) -> dict[str, list[Cluster]]:
    """The last word of each body's name, without what follows a preposition; in text order."""
    found: dict[str, list[Cluster]] = {}
    for cluster in sorted(clusters, key=lambda c: c.start):
        words = CORE.split(cluster.name)[0].split()
        if cluster.type in BODIES and len(words) > 1 and words[-1][0].isupper():
            noun = words[-1].casefold()
            if noun not in COMMON:
                found.setdefault(noun, []).append(cluster)
    return found


def _covered(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(taken, (start, start))
    return any(s < end and start < e for s, e in taken[max(at - 2, 0) : at + 2])
