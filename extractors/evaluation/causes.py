"""Why something was missed or is false: the cause of each finding, and the sentence to look at."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from extractors.evaluation.annotated import Annotated, Named, fold
from extractors.evaluation.comparison import Comparison, End, Finding, Outcome, Tie, Valued
from kg.model import SYMMETRIC, Claim, Count, Iri, Reading, Standing

BOUNDARY = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])|\s*\n\s*")
ABBREVIATED = re.compile(r"\b(?:Dr|Prof|Mr|Mrs|Ms|St|Inc|Ltd|Co|Corp|No|vs|[A-Z])\.$")

TWO = "one thing taken for two, or two for one"
LONG, SHORT, BESIDE = "the name is too long", "the name is too short", "the name is cut otherwise"
TURNED = {LONG: SHORT, SHORT: LONG}
INVENTED = "invented: gold has nothing like it"

type Ends = tuple[End, End]


@dataclass(frozen=True, slots=True)
class Error:
    """A finding that is not right: in which document, why, and the sentence where one sees it."""

    document: str
    finding: Finding
    cause: str
    sentence: str = ""


def errors(
    document: str, gold: Annotated, found: Annotated, reading: Reading | None
) -> Iterator[Error]:
    """All that is missed or false in one document; without a reading all in it is missed."""
    comparison = Comparison(gold, found)
    where = _Where(comparison, reading)
    causes = _Causes(comparison, where)
    for finding in comparison.findings():
        if finding.outcome is not Outcome.RIGHT:
            cause = causes.of(finding) if reading else "the document could not be read"
            yield Error(document, finding, cause, where.sentence(finding))


class _Where:
    """The sentences of a text, what was said in them, and which ends they name."""

    def __init__(self, comparison: Comparison, reading: Reading | None) -> None:
        self.comparison, self.reading = comparison, reading
        self.sentences = list(sentences(reading.document.text)) if reading else []
        self.folded = [f" {fold(text)} " for _, text in self.sentences]
        self.quotes: dict[Tie | Valued, str] = {}
        self.unstated: dict[Tie | Valued, Standing] = {}  # found, but not as stated
        for claim in reading.claims if reading else ():
            key = self._key(claim)
            self.quotes.setdefault(key, " ".join(claim.evidence.quote.split()))
            if claim.standing is not Standing.ASSERTED:
                self.unstated[key] = claim.standing

    @cached_property
    def ends(self) -> dict[Iri, End]:
        """Each entity of the reading, as an end that can be compared with gold."""
        entities = self.reading.entities if self.reading else ()
        ids = (entity.id for entity in self.comparison.found.entities)
        return {e.iri: self.comparison.place(id) for e, id in zip(entities, ids, strict=False)}

    @cached_property
    def mentioned(self) -> Mapping[End, set[int]]:
        """In which sentences each end was found to be named."""
        starts = [start for start, _ in self.sentences]
        found: defaultdict[End, set[int]] = defaultdict(set)
        for mention in self.reading.mentions if self.reading else ():
            found[self.ends[mention.entity]].add(bisect_right(starts, mention.start) - 1)
        return found

    def _key(self, claim: Claim) -> Tie | Valued:
        subject = self.ends[claim.subject]
        if isinstance(claim.value, Count):
            return subject, fold(f"count:{claim.value.noun}"), str(claim.value.number)
        if not isinstance(claim.value, Iri):
            return subject, fold(claim.predicate.value), str(claim.value)
        obj = self.ends[claim.value]
        if claim.predicate in SYMMETRIC:
            subject, obj = sorted((subject, obj))
        return subject, claim.predicate.value, obj

    def of(self, end: End, entity: Named) -> set[int]:
        """The sentences that name an end, by what was found or by one of its names."""
        names = [f" {name} " for name in entity.names if name]
        named = {n for n, text in enumerate(self.folded) if any(name in text for name in names)}
        return named | self.mentioned.get(end, set())

    def sentence(self, finding: Finding) -> str:
        """The sentence that was read so, or else the first that names all ends, or the first."""
        about = finding.about
        if len(about) == 3 and (quote := self.quotes.get(about)):
            return quote
        ends = [part for part in about if isinstance(part, tuple)]
        places = [self.of(end, self.named[end]) for end in ends]
        together = set.intersection(*places) if places else set()
        first = min(together or (places[0] if places else ()), default=None)
        return "" if first is None else self.sentences[first][1]

    @cached_property
    def named(self) -> Mapping[End, Named]:
        """The entities of both sides."""
        return {
            **{(False, each.id): each for each in self.comparison.found.entities},
            **{(True, each.id): each for each in self.comparison.gold.entities},
        }


class _Causes:
    """One document's annotations of both sides, by all that a cause is told from."""

    def __init__(self, comparison: Comparison, where: _Where) -> None:
        self.all, self.where, self.named = comparison, where, where.named
        self.gold, self.found = comparison.gold.entities, comparison.found.entities
        self.paired = set(comparison.paired.values())
        self.wanted = _by_ends(comparison.wanted)
        self.stated = _by_ends(comparison.stated)

    def of(self, finding: Finding) -> str:
        """The cause, in the same words for every finding that has it."""
        missed = finding.outcome is Outcome.MISSED
        if finding.cause:
            return finding.cause
        match finding.about:
            case (end,):
                return self._missed_entity(end) if missed else self._false_entity(end)
            case (subject, predicate, (_, _) as obj):
                tie = (subject, predicate, obj)
                return self._missed_tie(tie) if missed else self._false_tie(tie)
            case (owner, name, str(value)):
                key = (owner, name, value)
                return self._missed_value(key) if missed else self._false_value(key)
        return "unknown"

    def _missed_entity(self, end: End) -> str:
        entity = self.named[end]
        same = _same_names(entity, self.found)
        if same:
            return TWO if _of_type(entity, same) else f"wrong type: found as {same[0].type}"
        return _span(entity, self.found) or "not found"

    def _false_entity(self, end: End) -> str:
        entity = self.named[end]
        same = _same_names(entity, self.gold)
        if same:
            return TWO if _of_type(entity, same) else f"wrong type: gold has {same[0].type}"
        cause = _span(entity, self.gold)
        return TURNED.get(cause, cause) or INVENTED

    def _missed_tie(self, tie: Tie) -> str:
        subject, predicate, obj = tie
        lacking = sum(end[1] not in self.paired for end in (subject, obj))
        if lacking:
            return "both ends were not found" if lacking == 2 else "one end was not found"
        if standing := self.where.unstated.get(tie):
            return f"found, but as {standing.value}"
        if predicate in self.stated[obj, subject]:
            return "found the wrong way round"
        if others := self.stated[subject, obj] | self.stated[obj, subject]:
            return f"another predicate was found between the ends: {min(others)}"
        places = [self.where.of(end, self.named[end]) for end in (subject, obj)]
        if places[0] & places[1]:
            return "both ends in one sentence, but no rule fired"
        return "both ends found, but in no common sentence"

    def _false_tie(self, tie: Tie) -> str:
        subject, predicate, obj = tie
        strange = [end for end in (subject, obj) if not end[0]]
        if strange:
            why = self._false_entity(strange[0]).partition(":")[0]
            return f"an end is no entity of gold ({why})"
        if predicate in self.wanted[obj, subject]:
            return "the wrong way round"
        if others := self.wanted[subject, obj] | self.wanted[obj, subject]:
            return f"wrong predicate: gold has {min(others)}"
        if self.all.optional & {subject, obj}:
            return "an end is optional in gold, and the relation is not there"
        return self._half_right(tie)

    def _half_right(self, tie: Tie) -> str:
        subject, predicate, obj = tie
        if any((s, p) == (subject, predicate) for s, p, _ in self.all.wanted):
            return "right subject and predicate, wrong object"
        if any((p, o) == (predicate, obj) for _, p, o in self.all.wanted):
            return "right predicate and object, wrong subject"
        return "gold does not tie the two"

    def _missed_value(self, key: Valued) -> str:
        if key[0][1] not in self.paired:
            return "its bearer was not found"
        if standing := self.where.unstated.get(key):
            return f"found, but as {standing.value}"
        return _near(key, self.all.stated_values()) or "not found"

    def _false_value(self, key: Valued) -> str:
        if not key[0][0]:
            why = self._false_entity(key[0]).partition(":")[0]
            return f"its bearer is no entity of gold ({why})"
        return _near(key, self.all.wanted_values()) or INVENTED


def _by_ends(ties: Iterable[Tie]) -> defaultdict[Ends, set[str]]:
    found: defaultdict[Ends, set[str]] = defaultdict(set)
    for subject, predicate, obj in ties:
        found[subject, obj].add(predicate)
    return found


def _same_names(entity: Named, others: Iterable[Named]) -> list[Named]:
    names = set(entity.names) - {""}
    return [other for other in others if names & set(other.names)]


def _of_type(entity: Named, others: Iterable[Named]) -> bool:
    return any(other.type == entity.type for other in others)


def _span(entity: Named, others: Iterable[Named]) -> str:
    """How the name of one of the same type differs that shares words with this one."""
    kin = [set(o.names[0].split()) for o in others if o.type == entity.type]
    mine = set(entity.names[0].split())
    if any(mine < words for words in kin):
        return LONG
    if any(words and words < mine for words in kin):
        return SHORT
    return BESIDE if any(len(words & mine) > 1 for words in kin) else ""


def _near(key: Valued, others: Collection[Valued]) -> str:
    """What differs from the attribute of the other side that is most like it."""
    owner, name, value = key
    if any((o, n) == (owner, name) for o, n, _ in others):
        return "another value"
    if any((o, v) == (owner, value) for o, _, v in others):
        return "the value under another name"
    if any((n, v) == (name, value) for _, n, v in others):
        return "another bearer"
    return ""


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text by its signs alone, each with its place, in one line.

    >>> [sentence for _, sentence in sentences("Dr. Li came. She\\nspoke.")]
    ['Dr. Li came.', 'She', 'spoke.']
    """
    start = 0
    for boundary in BOUNDARY.finditer(text):
        before = text[start : boundary.start()]
        if before.strip() and not ABBREVIATED.search(before):
            yield start, " ".join(before.split())
            start = boundary.end()
    if text[start:].strip():
        yield start, " ".join(text[start:].split())
