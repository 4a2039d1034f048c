"""A text cut into paragraphs in which sentences and names are marked, for showing it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from kg.model import Claim, Iri, Mention, Reading

PART = 75_000  # characters that a page shows at once


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that names one entity, or none."""

    text: str
    entity: Iri | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A quoted stretch of the text, numbered from 1, with every claim made in it."""

    number: int
    start: int
    end: int
    claims: tuple[tuple[int, Claim], ...]  # each with its own number, as in #claim-1

    @property
    def starts(self) -> list[int]:
        """Where the quotes in it begin."""
        return sorted({claim.evidence.start for _, claim in self.claims})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces that lie in one sentence, or between sentences."""

    pieces: tuple[Piece, ...]
    sentence: Sentence | None = None
    opens: bool = False  # whether the sentence begins here rather than in an earlier paragraph


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's stretches of text, and the sentences that begin in it."""

    stretches: tuple[Stretch, ...]
    sentences: tuple[Sentence, ...]


def parts(text: str, size: int = PART) -> list[tuple[int, int]]:
    """A long text in parts that a browser can show: cut where a line or a word ends.

    >>> parts("one two three", 6)
    [(0, 4), (4, 8), (8, 13)]
    """
    cuts = [0]
    while len(text) - cuts[-1] > size:
        start, end = cuts[-1], cuts[-1] + size
        # Not so early that a part is short: what begins in the second half of one is looked for.
        line, word = (text.rfind(sign, start + size // 2, end) for sign in "\n ")
        cuts.append((line if line >= 0 else word if word >= 0 else end - 1) + 1)
    return list(pairwise([*cuts, max(len(text), 1)]))


def paragraphs(
    reading: Reading, part: tuple[int, int] | None = None, number: int = 1
) -> list[Paragraph]:
    """The text, or a part of it; nothing is lost but the line breaks between paragraphs.

    The number is that of the reading's first claim.
    """
    text = reading.document.text
    first, last = part or (0, len(text))
    quoted = _Spans(sentences(reading.claims, len(text), number))
    mentions = _Spans(_apart(reading.mentions, len(text)))
    return [
        Paragraph(tuple(_stretches(text, span, quoted, mentions)), tuple(quoted.begun_in(span)))
        for start, end in _lines(text)
        if (span := (max(start, first), min(end, last)))[0] < span[1]
    ]


class _Span(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class _Spans[T: _Span]:
    """Spans in order that do not overlap, found by position."""

    def __init__(self, ordered: Sequence[T]) -> None:
        self.ordered = ordered
        self.starts = [it.start for it in ordered]

    def begun_in(self, span: tuple[int, int]) -> Sequence[T]:
        start, end = span
        return self.ordered[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def at(self, position: int) -> T | None:
        before = bisect_right(self.starts, position) - 1
        found = self.ordered[before] if before >= 0 else None
        return found if found and position < found.end else None

    def cuts(self, span: tuple[int, int]) -> set[int]:
        touching = list(self.begun_in(span))
        if open_before := self.at(span[0]):
            touching.append(open_before)
        return {cut for it in touching for cut in (it.start, it.end) if span[0] < cut < span[1]}


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line.rstrip("\r\n"))
        start += len(line)


def sentences(claims: Sequence[Claim], length: int, number: int = 1) -> list[Sentence]:
    """Quotes that overlap are one sentence, so that none is marked twice."""
    numbered = sorted(enumerate(claims, number), key=lambda it: it[1].evidence.start)
    groups: list[tuple[int, int, list[tuple[int, Claim]]]] = []
    for number, claim in numbered:
        start, end = claim.evidence.start, min(claim.evidence.end, length)
        if groups and start < groups[-1][1]:
            first, last, members = groups.pop()
            groups.append((first, max(last, end), [*members, (number, claim)]))
        elif start < end:
            groups.append((start, end, [(number, claim)]))
    return [Sentence(n, a, b, tuple(it)) for n, (a, b, it) in enumerate(groups, 1)]


def _apart(mentions: Iterable[Mention], length: int) -> list[Mention]:
    """Names that do not overlap: of two that do, the earlier, then the longer one."""
    found: list[Mention] = []
    for mention in sorted(mentions, key=lambda it: (it.start, -it.end)):
        if mention.start < mention.end <= length and (not found or mention.start >= found[-1].end):
            found.append(mention)
    return found


def _stretches(
    text: str, span: tuple[int, int], sentences: _Spans[Sentence], mentions: _Spans[Mention]
) -> Iterator[Stretch]:
    bounds = sorted({*span} | sentences.cuts(span))
    for start, end in pairwise(bounds):
        sentence = sentences.at(start)
        pieces = tuple(_pieces(text, (start, end), mentions))
        yield Stretch(pieces, sentence, sentence is not None and sentence.start == start)


def _pieces(text: str, span: tuple[int, int], mentions: _Spans[Mention]) -> Iterator[Piece]:
    for start, end in pairwise(sorted({*span} | mentions.cuts(span))):
        mention = mentions.at(start)
        yield Piece(text[start:end], mention.entity if mention else None)
