"""We and our, outside quotes: the body or network that speaks through a document."""

import re
from collections import Counter
from collections.abc import Iterator

from extractors.annotations import Annotations, Candidate, Cluster, Sentence
from extractors.coreference.pronouns import OWNED, PARTS
from extractors.lexicons import role_noun
from kg.model import Type

BODIES = frozenset({Type.NETWORK, Type.ORGANIZATION, Type.PROGRAMME})
# Before the name of the one that speaks.
SAID = re.compile(
    r"(?:\b[Ww]e(?:,| are| at)|\b[Uu]s (?:from|at|in|of)|\b[Nn]ewsletter of|\b[Ll]etter from"
    r"|\b[Aa]bout|\b[Rr]eport of|\b[Jj]oin)(?: the)? $"
)
FIRST = re.compile(r"\b(?:[Ww]e|[Oo]urs?|[Uu]s)\b")
OFTEN = 3  # mentions that make a body the one that speaks
WE = re.compile(r"\b[Ww]e\b(?=,? (?:[a-z]+ly |also |now |have |had |are |were |will )*[a-z]+)")
OUR = re.compile(
    rf"\b[Oo]ur\b(?= (?:[\w-]+ ){{0,3}}?(?:{role_noun()}|{OWNED}|network|consortium|members)\b"
    rf"| {PARTS}\b)"
)
# Of a bounded length, so that marks which nothing closes are not each looked behind to the end.
QUOTED = re.compile(r"[\"“][^\"”]{0,600}[\"”]")


def speaking(annotations: Annotations) -> None:
    """Add candidates for `we` and `our` where the document says who speaks."""
    inside = QUOTED.sub("", annotations.doc.text)
    if not FIRST.search(inside):
        return
    speaker = _speaker(annotations)
    if speaker is None:
        return
    added = [c for s in annotations.sentences for c in _of_sentence(s, speaker)]
    taken = sorted((c.start, c.end) for c in annotations.candidates)
    free = [c for c in added if not any(s < c.end and c.start < e for s, e in taken)]
    annotations.candidates = sorted(
        [*annotations.candidates, *free], key=lambda c: (c.start, -c.end)
    )


def _of_sentence(sentence: Sentence, speaker: Cluster) -> Iterator[Candidate]:
    if sentence.words.isdisjoint({"we", "our"}):
        return
    text = QUOTED.sub(lambda m: " " * len(m.group()), sentence.text)
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        return  # a quote goes on over the end of the sentence
    for pattern in (WE, OUR):
        for match in pattern.finditer(text):
            start = sentence.start + match.start()
            yield Candidate(
                start, start + len(match.group()), speaker.type, match.group(), "pronoun", 0.4,
                generic=True, cluster=speaker,
            )  # fmt: skip


def _speaker(annotations: Annotations) -> Cluster | None:
    """Who says `we are X`, or else the body that the document names far more than others."""
    text = annotations.doc.text
    counts: Counter[int] = Counter()
    clusters: dict[int, Cluster] = {}
    for candidate in annotations.candidates:
        cluster = candidate.cluster
        if cluster is None or cluster.type not in BODIES:
            continue
        if SAID.search(text, max(candidate.start - 30, 0), candidate.start):
            return cluster
        counts[id(cluster)] += 1
        clusters.setdefault(id(cluster), cluster)
    best = max(counts, key=lambda key: (counts[key], -clusters[key].start), default=None)
    return clusters[best] if best is not None and counts[best] >= OFTEN else None
