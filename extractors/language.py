"""The one spaCy pipeline: text to sentences. No other file loads a model."""

import importlib
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy
import spacy

from extractors.annotations import Sentence
from kg.errors import SourceUnavailable

if TYPE_CHECKING:
    from spacy.language import Language

# Not used by any step, and 39 % of the pipeline's time.
UNUSED = ("lemmatizer", "attribute_ruler")
# A longer block is read in pieces: the parser's memory grows with its input.
LONGEST_BLOCK = 5_000
# Nor is this a word: the tokenizer's time grows with the square of what has no space in it.
LONGEST_WORD = re.compile(r"\S{200}(?=\S)")
BATCH = 64
NO_VECTORS = numpy.zeros((0,), dtype="f")
LINE = re.compile(r"[^\n]+")
WRAPPED = re.compile(r"[\w,;–-]$")


@cache
def pipeline(model: str) -> "Language":
    """Load a spaCy pipeline, given as a package or a path, without what we do not use."""
    try:
        return spacy.load(_folder(model), exclude=list(UNUSED))
    except OSError as error:
        raise SourceUnavailable(
            f"the spaCy pipeline {model!r} cannot be loaded: {error}"
        ) from error


def _folder(model: str) -> Path:
    if Path(model).exists():
        return Path(model)
    found = importlib.util.find_spec(model)
    if found is None or found.origin is None:
        raise SourceUnavailable(
            f"there is no spaCy pipeline {model!r}: set KG_MODEL to an installed package or a path"
        )
    package = Path(found.origin).parent
    # A model package holds its data in a folder called after name and version.
    return next((path.parent for path in sorted(package.rglob("config.cfg"))), package)


def sentences(text: str, model: str) -> list[Sentence]:
    """The sentences of a text, in order; none spans a line break that ends a paragraph."""
    found: list[Sentence] = []
    pieces = [(text[start:end], (start, line)) for line, start, end in blocks(text)]
    for parsed, (start, line) in pipeline(model).pipe(pieces, as_tuples=True, batch_size=BATCH):
        parsed.tensor = NO_VECTORS  # half of what a parsed text weighs, and no step reads it
        found.extend(Sentence(span, start, line) for span in parsed.sents if span.text.strip())
    return found


def blocks(text: str) -> Iterator[tuple[int, int, int]]:
    """Paragraphs as (number, start, end): lines, where hard-wrapped ones are joined again."""
    start = end = -1
    number = 0
    for match in LINE.finditer(text):
        if start >= 0 and _goes_on(text, start, end, match):
            end = match.end()
            continue
        if start >= 0:
            yield from _pieces(text, number, start, end)
            number += 1
        start, end = match.span()
    if start >= 0:
        yield from _pieces(text, number, start, end)


def _goes_on(text: str, start: int, end: int, line: re.Match[str]) -> bool:
    """Whether a line is the rest of a sentence that was wrapped at a fixed width."""
    last = text[text.rfind("\n", start, end) + 1 : end]
    following = line.group()
    return (
        line.start() == end + 1
        and 50 <= len(last.rstrip()) <= 100
        and WRAPPED.search(last.rstrip()) is not None
        and (following[:1].islower() or (len(following) >= 50 and last.rstrip()[-1] in ",;"))
    )


def _pieces(text: str, number: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    while start < end:
        cut = end
        if end - start > LONGEST_BLOCK:
            middle, last = start + LONGEST_BLOCK // 2, start + LONGEST_BLOCK
            space = max(text.rfind(". ", middle, last) + 1, 0) or text.rfind(" ", middle, last)
            cut = space + 1 if space > 0 else last
        unbroken = LONGEST_WORD.search(text, start, cut)
        if unbroken is not None:
            cut = unbroken.end()
        if text[start:cut].strip():
            yield number, start, cut
        start = cut
