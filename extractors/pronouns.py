"""He, she and it as subjects: they speak of the person or body that the text was just about."""

from extractors.annotations import Annotations, Candidate, Sentence
from kg.model import Type

PERSONAL = frozenset({"he", "she"})
NEUTER = frozenset({"it"})
BODIES = (Type.PROGRAMME, Type.NETWORK, Type.EVENT, Type.ORGANIZATION)
# What `it` is the empty subject of: it is hoped that, it took four years.
EMPTY = frozenset(
    """hoped important necessary possible clear likely reported said known worth hard""".split()
)


def pronouns(annotations: Annotations) -> None:
    """Add candidates for pronouns that are subjects, each in the cluster it refers to."""
    ordered = sorted(annotations.candidates, key=lambda c: c.start)
    added: list[Candidate] = []
    at = 0
    recent: list[Candidate] = []  # of the sentence before, in order
    for sentence in annotations.sentences:
        inside: list[Candidate] = []
        while at < len(ordered) and ordered[at].start < sentence.end:
            inside.append(ordered[at])
            at += 1
        found = _of_sentence(sentence, inside, recent)
        added.extend(found)
        if inside or found:
            recent = sorted([*inside, *found], key=lambda c: c.start)
    annotations.candidates = sorted([*ordered, *added], key=lambda c: (c.start, -c.end))


def _of_sentence(
    sentence: Sentence, inside: list[Candidate], recent: list[Candidate]
) -> list[Candidate]:
    found = []
    for token in sentence.span:
        word = token.lower_
        if token.dep_ not in ("nsubj", "nsubjpass") or word not in PERSONAL | NEUTER:
            continue
        start = sentence.at(token)
        before = [c for c in inside if c.end <= start]
        if any(c.start <= start < c.end for c in inside):
            continue
        types = (Type.PERSON,) if word in PERSONAL else BODIES
        if word in NEUTER and any(child.lower_ in EMPTY for child in token.head.children):
            continue
        meant = _first(before, types) or _first(recent, types)
        if meant is not None:
            found.append(
                Candidate(
                    start, start + len(word), meant.type, token.text, "pronoun", 0.4,
                    generic=True, cluster=meant.cluster,
                )
            )  # fmt: skip
    return found


def _first(candidates: list[Candidate], types: tuple[Type, ...]) -> Candidate | None:
    """The first of these types: what a sentence is about mostly stands first."""
    return next((c for c in candidates if c.type in types and c.cluster is not None), None)
