"""He, she, it and their possessives: they speak of what the text was just about."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.annotations import Annotations, Candidate, Sentence
from extractors.lexicons import role_noun
from kg.model import Type

PERSONAL = frozenset({"he", "she"})
NEUTER = frozenset({"it"})
BODIES = (Type.PROGRAMME, Type.NETWORK, Type.EVENT, Type.ORGANIZATION)
# What `it` is the empty subject of: it is hoped that, it took four years.
EMPTY = frozenset(
    """hoped important necessary possible clear likely reported said known worth hard""".split()
)

POSSESSIVE = {"his": PERSONAL, "her": PERSONAL, "its": NEUTER}
OWNED = (
    r"members?|partners?|secretariat|office|board|committee|laborator(?:y|ies)|department|branch"
    r"|subsidiary|arm|participants|sponsors?|funders?|hosts?|organi[sz]ers?|first author|home"
)


# Parts of a body, as they are named: `its Department of Genetics`, `our Ethics Committee`.
PARTS = (
    r"(?:[A-Z][\w'’&-]* ){0,4}(?:Department|Unit|Institute|Clinic|Centre|Center|Committee"
    r"|Laboratory|Faculty|School|Division|Section|Office|Board|Council|Group|Registry|Biobank|Academy)"
)


@cache
def _possessives() -> re.Pattern[str]:
    """Possessives before a post or a part, where the owner is one end of a relation."""
    return re.compile(
        rf"\b(?P<word>[Hh]is|[Hh]er|[Ii]ts) "
        rf"(?=(?:[\w-]+ ){{0,3}}?(?:{role_noun()}|{OWNED})\b|{PARTS}\b)"
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
            recent = _subject_first(sentence, sorted([*inside, *found], key=lambda c: c.start))
    added.extend(_here(annotations))
    annotations.candidates = sorted([*ordered, *added], key=lambda c: (c.start, -c.end))


HERE = re.compile(
    r"\b(?:opened|held|met|meet|gathered|gather|convened|closed|began|ended|hosted|signed|launched|place)"
    r"(?: [a-z]+)? (?P<here>here)\b"
)


def _here(annotations: Annotations) -> Iterator[Candidate]:
    """`opened here`: in the place that stands in the dateline."""
    place = next((c for c in annotations.candidates if _opens(annotations.doc.text, c)), None)
    if place is None:
        return
    for match in HERE.finditer(annotations.doc.text):
        yield Candidate(
            match.start("here"), match.end("here"), Type.PLACE, "here", "pronoun", 0.4,
            generic=True, cluster=place.cluster,
        )  # fmt: skip


def _opens(text: str, candidate: Candidate) -> bool:
    """Whether a place opens a line that goes on with a date or a dash."""
    if candidate.type is not Type.PLACE or (candidate.start and text[candidate.start - 1] != "\n"):
        return False
    return (
        re.match(r"[^\n]{0,60}?(?:\d{4}|\)| [-–—])", text[candidate.end : candidate.end + 70])
        is not None
    )


def _subject_first(sentence: Sentence, inside: list[Candidate]) -> list[Candidate]:
    """What a sentence names, its grammatical subject in front: `backed by X, Y makes ...`."""
    for token in sentence.span:
        if token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ == "ROOT":
            at = sentence.at(token)
            return sorted(inside, key=lambda c: not c.start <= at < c.end)
    return inside


def _of_sentence(
    sentence: Sentence, inside: list[Candidate], recent: list[Candidate]
) -> list[Candidate]:
    found = []
    for start, word, types in _sought(sentence):
        if any(c.start <= start < c.end for c in inside):
            continue
        before = [c for c in inside if c.end <= start]
        meant = _first(before, types) or _first(recent, types)
        if meant is not None:
            found.append(
                Candidate(
                    start, start + len(word), meant.type, word, "pronoun", 0.4,
                    generic=True, cluster=meant.cluster,
                )
            )  # fmt: skip
    return found


def _sought(sentence: Sentence) -> Iterator[tuple[int, str, tuple[Type, ...]]]:
    """Where a sentence has a pronoun: its place, the word, and what it may stand for."""
    if sentence.words.isdisjoint(PERSONAL | NEUTER | POSSESSIVE.keys()):
        return
    for token in sentence.span:
        word = token.lower_
        if token.dep_ not in ("nsubj", "nsubjpass") or word not in PERSONAL | NEUTER:
            continue
        if word in NEUTER and any(child.lower_ in EMPTY for child in token.head.children):
            continue
        yield sentence.at(token), token.text, (Type.PERSON,) if word in PERSONAL else BODIES
    for match in _possessives().finditer(sentence.text):
        personal = POSSESSIVE[match["word"].casefold()] is PERSONAL
        types = (Type.PERSON,) if personal else BODIES
        yield sentence.start + match.start("word"), match["word"], types


def _first(candidates: list[Candidate], types: tuple[Type, ...]) -> Candidate | None:
    """The first of these types: what a sentence is about mostly stands first."""
    return next((c for c in candidates if c.type in types and c.cluster is not None), None)
