"""Diseases, therapies, topics and places by the names that the ontologies give them."""

import re
from collections.abc import Iterator, Sequence

from extractors.annotations import Candidate
from extractors.lexicons import acronyms
from extractors.mentions.coordination import coordinated
from extractors.mentions.index import FIELDS, VARIANT, Dictionary, Entry
from kg.model import Type

# An acronym in brackets with the end of a name behind it.
INSIDE = re.compile(r" \([A-Z][\w/-]{1,9}\)(?= [a-z])")
# Not where it makes another disease: severe congenital neutropenia, severe acute ...
DEGREE = re.compile(r"(?:severe|moderate|mild) (?!combined|acute|congenital|early|fever)", re.I)
NEAR = 90  # characters that a name may have on one side of it
DOTTED = re.compile(r"(?:[A-Z]\.)+[A-Z]$")
# Words beside an acronym that show that a disease is meant.
SUFFERERS = (
    r"patients?|people|persons?|children|adults|women|men|boys|girls|babies|infants|newborns|those"
    r"|individuals|sufferers|families|survivors|carriers|diagnosed|living|affected|risk|incidence"
    r"|prevalence|burden|cases|treatment|treatments|therapy|therapies|cure|drugs?"
)
BEFORE_ACRONYM = re.compile(rf"\b(?:{SUFFERERS}) (?:\w+ )?(?:with|of|from|by|for|against) $")
AFTER_ACRONYM = re.compile(rf"[- ](?:{SUFFERERS}|community|clinics?|research|symptoms)\b")


def known_names(dictionary: Dictionary, text: str, offset: int) -> Iterator[Candidate]:
    """Candidates from the dictionary; acronyms wait until the text explains them."""
    matches = list(dictionary.find(text))
    if matches and matches[0][2][0].concept.type in FIELDS:
        yield from interrupted(dictionary, text, offset)
        yield from coordinated(dictionary, text, matches, offset)
    for start, end, entries in matches:
        entry = entries[0]
        if text[end : end + 1] == "." and (
            entry.name.endswith(".") or DOTTED.match(text[start:end])
        ):
            end += 1
        if entry.acronym:
            yield _acronym(text, start, end, entries, offset)
            continue
        start, entry = _without_degree(dictionary, text, (start, end), entry)
        # Who writes `Prader-Willi` alone means the syndrome, and it is filed so.
        alone = entry.exact and entry.rank == VARIANT and "-" in entry.name
        yield Candidate(
            offset + start, offset + end, entry.concept.type,
            entry.concept.label if alone else text[start:end], "dictionary", 0.85,
            concept=entry.concept.iri,
        )  # fmt: skip


def _without_degree(
    dictionary: Dictionary, text: str, span: tuple[int, int], entry: Entry
) -> tuple[int, Entry]:
    """Where a disease begins behind the word that says how bad it is: `severe hemophilia B`."""
    start, end = span
    degree = DEGREE.match(text, start, end) if entry.concept.type is Type.DISEASE else None
    rest = dictionary.lookup(text[degree.end() : end]) if degree else []
    if degree is None or not rest or rest[0].acronym:
        return start, entry
    return degree.end(), rest[0]


def interrupted(dictionary: Dictionary, text: str, offset: int) -> Iterator[Candidate]:
    """Names with their acronym inside: `glucose-6-phosphate dehydrogenase (G6PD) deficiency`."""
    for match in INSIDE.finditer(text):
        begin = text.find(" ", match.start() - NEAR) + 1 if match.start() > NEAR else 0
        joint = match.start() - begin
        whole = text[begin : match.start()] + text[match.end() : match.end() + NEAR]
        for start, end, entries in dictionary.find(whole):
            if start < joint < end:
                yield Candidate(
                    offset + begin + start, offset + begin + end + len(match.group()),
                    entries[0].concept.type, whole[start:end], "dictionary", 0.85,
                    concept=entries[0].concept.iri,
                )  # fmt: skip


def _acronym(text: str, start: int, end: int, entries: Sequence[Entry], offset: int) -> Candidate:
    """An acronym with all that it may mean; some need no more than a word beside them."""
    written = text[start:end]
    told = "" if entries[0].concept.type is not Type.DISEASE else acronyms().get(written, "")
    meant = [e for e in entries if told and e.concept.iri.endswith(told.replace(":", "_"))]
    clear = meant and (
        BEFORE_ACRONYM.search(text, max(start - 60, 0), start) is not None
        or AFTER_ACRONYM.match(text, end) is not None
    )
    iris = dict.fromkeys(entry.concept.iri for entry in (*meant, *entries))
    first, *others = iris
    return Candidate(
        offset + start, offset + end, entries[0].concept.type, written,
        "dictionary" if clear else "acronym", 0.8 if clear else 0.6,
        concept=first, others=tuple(others),
    )  # fmt: skip


def known_bodies(dictionary: Dictionary, text: str, offset: int) -> Iterator[Candidate]:
    """Well-known bodies, written with a capital; acronyms exactly."""
    for candidate in known_names(dictionary, text, offset):
        if candidate.text[0].isupper() or any(c.isupper() for c in candidate.text[1:]):
            candidate.source, candidate.score = "known body", 0.86
            if candidate.text.startswith("the "):
                candidate.start, candidate.text = candidate.start + 4, candidate.text[4:]
            yield candidate
