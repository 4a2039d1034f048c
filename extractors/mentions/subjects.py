"""What a meeting is said to be on, where no dictionary has it: `a session on potency testing`."""

import re
from collections.abc import Iterable, Iterator

from extractors.annotations import CALENDAR, Candidate, Sentence
from kg.model import Type

MEETING = (
    r"(?i:workshop|session|symposium|seminar|webinar|lecture|keynote|panel|round ?-?table|course"
    r"|training|masterclass|conference|forum|summit|congress|talks?|memorandum of cooperation"
    r"|hackathon|summer school)"
)
ON = re.compile(rf"\b{MEETING}s? [Oo][Nn] (?P<name>[^\W\d_][\w-]*(?: [^\W\d_][\w-]*){{1,3}})")
NAMING = frozenset({"NN", "NNS", "JJ", "NNP", "NNPS", "VBG"})
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
LONGEST = 3


def subjects(sentence: Sentence, others: Iterable[Candidate]) -> Iterator[Candidate]:
    """Topics of meetings: two or three nouns behind `on`, unless another thing is named there."""
    for match in ON.finditer(sentence.text):
        start, end = match.start("name"), match.start("name") + _length(sentence, match)
        name = sentence.text[start:end]
        at, to = sentence.start + start, sentence.start + end
        taken = any(c.start < to and at < c.end for c in others if _rivals(c, at, to))
        if " " in name and not taken and CALENDAR.isdisjoint(name.split()):
            yield Candidate(at, to, Type.TOPIC, name, "subject", 0.6)


def _rivals(candidate: Candidate, start: int, end: int) -> bool:
    """Whether a candidate names what stands there; an event around it does not."""
    around = candidate.start < start and end <= candidate.end
    return not (around and candidate.type in (Type.EVENT, Type.PROGRAMME))


def _length(sentence: Sentence, match: re.Match[str]) -> int:
    """How many characters of a match are one phrase of nouns."""
    offset = sentence.span.start_char + match.start("name")
    span = sentence.span.doc.char_span(offset, offset + len(match["name"]), alignment_mode="expand")
    if span is None:
        return 0
    last = 0
    for number, token in enumerate(span):
        if token.tag_ not in NAMING and token.text != "-":
            break
        if token.tag_ in NOUNS and number < 2 * LONGEST:
            last = token.idx + len(token.text) - offset
    return last
