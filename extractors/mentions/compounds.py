"""Bodies whose names are made of other names: `Haemophilia Ireland`, `AIIMS Bhopal`."""

import re
from collections.abc import Iterator, Sequence

from extractors.annotations import Candidate, Sentence
from extractors.lexicons import words
from extractors.mentions.headlines import is_headline
from extractors.mentions.wordings import is_coined, wordings
from kg.model import Type

ACRONYM = re.compile(r"(?<![\w&-])(?P<name>[A-Z]{4,8}) $")
# Bodies of many countries; a town behind one is where they meet.
WORLDWIDE = frozenset("UNICEF UNESCO UNAIDS UNHCR NATO ASEAN COVID MERCOSUR ECOWAS".split())
# What belongs to a company under its own name.
ARM = re.compile(
    r" (?:Products|Oncology|Vaccines|Biologics|Pharma|Pharmaceuticals|Diagnostics|Healthcare"
    r"|Medical|Rare Diseases?|Consumer Health|Animal Health|Gene Therapies)\b(?! [A-Z])"
)
NATIONAL = re.compile(r"(?!The )[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,2}")
WORKPLACE = re.compile(r" \((?P<name>[A-Z]{3,8})(?=[,)])")
# Countries that people are called by too.
SURNAMES = frozenset("Jordan Israel Chad Ireland France Holland England Georgia Cuba".split())
KNOWN = frozenset({"known body", "dictionary", "country code"})
CLEAR = 0.87


def compounds(found: Sequence[Candidate], sentence: Sentence) -> Iterator[Candidate]:
    """Further candidates for bodies, told by which names stand side by side."""
    regions = {c.end for c in found if c.type is Type.PLACE and c.source == "dictionary"}
    for body in wordings(sentence):
        if body.source == "context" and body.end in regions:
            body.score = CLEAR  # no person is called `Génome Québec`
        yield body
    for candidate in found:
        if candidate.type is Type.PERSON:
            yield from _workplace(candidate, sentence)
        elif candidate.type is Type.PLACE and candidate.source in KNOWN:
            country = candidate.subclass == "Country"
            yield from (_national(found, candidate, sentence) if country else ())
            yield from (_national_by_model(candidate, sentence) if country else ())
            yield from (() if country else _in_town(candidate, sentence))
        elif candidate.source == "known body":
            arm = ARM.match(sentence.text, candidate.end - sentence.start)
            if arm is not None:
                yield _body(sentence, candidate.start - sentence.start, arm.end(), "Company")


def _workplace(person: Candidate, sentence: Sentence) -> Iterator[Candidate]:
    """Where somebody works, in the bracket behind the name: `Luigi Naldini (UCL)`."""
    match = WORKPLACE.match(sentence.text, person.end - sentence.start)
    if match is not None and match["name"].casefold() not in words("labels.txt"):
        at = _body(sentence, *match.span("name"), None)
        at.source, at.score = "context", 0.7
        yield at


def _in_town(place: Candidate, sentence: Sentence) -> Iterator[Candidate]:
    """A body of letters with its town behind: `AIIMS Bhopal`."""
    start, end = place.start - sentence.start, place.end - sentence.start
    before = ACRONYM.search(sentence.text, max(start - 12, 0), start)
    if before is None or sentence.text[start:end].isupper():
        return
    if before["name"] not in WORLDWIDE and before["name"].casefold() not in words("labels.txt"):
        yield _body(sentence, before.start("name"), end, "ResearchInstitute")


def _national(
    found: Sequence[Candidate], country: Candidate, sentence: Sentence
) -> Iterator[Candidate]:
    """A disease with the name of a country behind it: `Muscular Dystrophy Ireland`."""
    if is_headline(sentence.text):
        return
    for disease in found:
        named = disease.type is Type.DISEASE and disease.end == country.start - 1
        start, end = disease.start - sentence.start, country.end - sentence.start
        capitals = all(word[0].isupper() for word in re.findall(r"[^\W_]+", disease.text))
        if named and capitals and sentence.text[country.start - sentence.start - 1] == " ":
            yield _body(sentence, start, end, "PatientOrganization")


def _national_by_model(country: Candidate, sentence: Sentence) -> Iterator[Candidate]:
    """What the model takes for one name with that of a country at its end: `Mito Finland`."""
    ent = sentence.named[1].get(country.end - sentence.offset)
    if ent is None:
        return
    start = ent.start_char - sentence.span.start_char
    first, _, last = ent.text.rpartition(" ")
    likely = ent.label_ == "ORG" or (ent.label_ == "PERSON" and last not in SURNAMES)
    if likely and last == country.text and NATIONAL.fullmatch(first) and is_coined(first):
        yield _body(sentence, start, start + len(ent.text), "PatientOrganization")


def _body(sentence: Sentence, start: int, end: int, subclass: str | None) -> Candidate:
    return Candidate(
        sentence.start + start, sentence.start + end, Type.ORGANIZATION, sentence.text[start:end],
        "shape", 0.88, subclass=subclass,
    )  # fmt: skip
