"""What looks like a body and is none: labels, degrees, genes, halves of codes, posts, seasons."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from extractors.annotations import Candidate, Sentence
from extractors.lexicons import head_of, role_noun, words
from kg.model import Type

WEAK = frozenset({"model", "known body"})
# Bodies whose acronym is a word; in a line of capitals it is the word.
WORDS = frozenset("WHO IT US AU ALL CARE ARM AS CAN MAY HOPE".split())
# What follows an antigen, a gene or a part of a code.
MOLECULE = re.compile(
    r"[-‑](?:\d|direct|target|positive|negative|mutat|deficien|relat|associat|specific|driven)"
    r"|\)? (?:genes?|antigens?|proteins?|mutations?|receptors?|enzymes?|variants?|locus|copies)\b"
)
GENE = re.compile(r"[A-Z]{2,5}\d{1,3}[A-Z]?\d?|CD\d+[a-z]?")
SEASON = re.compile(r"(?:Spring|Summer|Autumn|Fall|Winter|Easter|Christmas)(?: (?:of )?\d{4})?")
DEGREE = re.compile(
    r"(?:[A-Z][A-Za-z]{0,3}\.){1,3}[A-Z]?[a-z]?|(?:Ph|M|B|D)\.? ?[A-Z][a-z]{0,2}\.?"
)
PASSIVE = re.compile(r"[A-Z][a-z]+ed (?:by|in|at|to|with|under|for)\b")
RULES = re.compile(
    r"(?:Notice|Letter|Certificate|Statement|Memorandum|Declaration) of .*|(?:Investor|Media|Public"
    r"|Press|Corporate|Government) (?:Relations|Contacts?|Enquiries|Inquiries|Affairs)"
    r"|.* (?:System|Act|Law|Regulation|Directive|Designation|Statements?|Guidelines?|Index|States"
    r"|Agreement|Declaration|Charter|Protocol|Award|Medal|Prize|Day|Week|Month|Report|Journal"
    r"|Review|Budget|Criteria|Strategy|Policy|Framework|Castle|Hotel|Street|Road|Avenue|Building"
    r"|Campus|Room|Hall|Theatre|Auditorium)"
)
# Topics that are the tools and steps of other work, whatever stands before the noun.
MEANS = re.compile(
    r"(?:.*[ -])?(?:trials?|study|studies|forms?|vectors?|programs?|programmes?|networks?|devices?"
    r"|exomes?|designations?|biobanks?|consultations?|referrals?|reports?|science|sciences)"
    r"|diagnostics?|quality of life|knowledge exchange|early diagnosis|public health"
    r"|disease registries|cancer registr(?:y|ies)|ethics|patients['’] voice|healthy .*",
    re.IGNORECASE,
)
# Treatments by what is hoped of them, and what is given to many without being what is studied.
NO_TREATMENT = re.compile(
    r"(?:.*\b)?(?:novel|new|innovative|targeted|personali[sz]ed|orphan|modern|effective|available"
    r"|individuali[sz]ed|rare diseases?) (?:therap(?:y|ies)|treatments?|drugs?|medicines?)"
    r"|prophylaxis|(?:blood )?transfusions?|clotting factors?|coagulation factors?"
    r"|drugs for rare diseases|medicines for rare diseases|standard of care|supportive care",
    re.IGNORECASE,
)
DOING = re.compile(r"(?P<noun>[A-Z][a-z]+(?:ation|ment|sion|tion|ing|al)) of .*")
OFFICE = re.compile(r"\b(?:Minister|Secretary|Commissioner|Professor|Chair|Governor) (?:of|for) $")


@cache
def _roles() -> re.Pattern[str]:
    return re.compile(rf"(?:{role_noun()})s?")


def believable(candidates: Iterable[Candidate], sentence: Sentence) -> Iterator[Candidate]:
    """The candidates but those that only their capitals speak for, where more speaks against."""
    text = sentence.text
    loud = _loud(text)
    found = list(candidates)
    ends = {c.end: c for c in found if c.type is Type.PLACE and c.subclass == "Country"}
    for candidate in found:
        weak = candidate.source in WEAK and candidate.type is Type.ORGANIZATION
        start, end = candidate.start - sentence.start, candidate.end - sentence.start
        if candidate.type is Type.TOPIC and _is_means(candidate, sentence, start, end):
            continue
        if weak and (_is_no_name(candidate, text, start, end) or (loud and _is_word(candidate))):
            continue
        if candidate.type is Type.THERAPY and NO_TREATMENT.fullmatch(candidate.text):
            continue
        country = ends.get(candidate.end)
        if candidate.source == "model" and weak and country and _is_national(candidate, country):
            candidate.source, candidate.score = "shape", 0.87
        yield candidate


def _is_national(body: Candidate, country: Candidate) -> bool:
    """Whether a body is called by its field and its country: `Lymphoma Ireland`."""
    before = body.text[: max(country.start - body.start, 0)]
    return re.fullmatch(r"[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)? ", before) is not None


def _loud(text: str) -> bool:
    """Whether a line is in capitals throughout, so that capitals say nothing."""
    letters = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1]
    return len(letters) > 1 and sum(word.isupper() for word in letters) > 0.7 * len(letters)


def _is_word(candidate: Candidate) -> bool:
    return candidate.source == "known body" and candidate.text in WORDS


def _is_no_name(candidate: Candidate, text: str, start: int, end: int) -> bool:
    name = candidate.text
    if MOLECULE.match(text, end) and (name.isupper() or GENE.fullmatch(name)):
        return True
    if candidate.source == "known body":
        return False
    return (
        any(shape.fullmatch(name) for shape in (GENE, SEASON, DEGREE, RULES))
        or _labels(name)
        or ((doing := DOING.fullmatch(name)) is not None and head_of(doing["noun"]) is None)
        or PASSIVE.match(text, start) is not None
        or OFFICE.search(text[max(start - 40, 0) : start]) is not None
    )


def _is_means(candidate: Candidate, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a topic is a tool or a step (`consent form`), or only narrows another noun."""
    if MEANS.fullmatch(candidate.text):
        return True
    if re.search("[ -]", candidate.text) or not candidate.text.islower():
        return False
    offset = sentence.span.start_char
    span = sentence.span.doc.char_span(offset + start, offset + end)
    if span is None:
        return False
    before = span[0].nbor(-1) if span[0].i > sentence.span.start else None
    after = span[-1].nbor(1) if span[-1].i + 1 < sentence.span.end else None
    return any(
        token is not None and token.text.islower() and token.tag_ in ("NN", "NNS", *own)
        for token, own in ((before, ("JJ",)), (after, ()))
    )


def _labels(name: str) -> bool:
    found = [word.strip(".").casefold() for word in re.split(r"[\s/&]+", name)]
    return all(
        word in words("labels.txt") or word.isdigit() or _roles().fullmatch(word) for word in found
    )
