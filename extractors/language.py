"""The one spaCy pipeline: text to sentences. No other file loads a model."""

import importlib.util
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy
import spacy
from spacy.util import load_config

from extractors.annotations import Sentence
from kg.errors import SourceUnavailable

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

# Not used by any step, and 39 % of the pipeline's time.
UNUSED = ("lemmatizer", "attribute_ruler")
# What the steps need of a pipeline, and the component that mostly brings it.
NEEDED = {"token.tag": "tagger", "token.dep": "parser", "doc.ents": "ner"}
# These take from the table of strings their labels alone; the table is two thirds of loading.
OWN_STRINGS = frozenset({"tok2vec", "tagger", "parser", "ner", "senter", *UNUSED})
# A longer block is read in pieces: the parser's memory grows with its input.
LONGEST_BLOCK = 5_000
# Nor is this a word: the tokenizer's time grows with the square of what has no space in it.
LONGEST_WORD = re.compile(r"\S{200}(?=\S)")
BATCH = 64
# Characters: what the model makes of so much weighs 100 MB while it is at it.
BATCH_TEXT = 40_000
NO_VECTORS = numpy.zeros((0,), dtype="f")
LINE = re.compile(r"[^\n]+")
# What the parser takes for the end of a sentence, and is none.
UNENDED = re.compile(
    r"(?:\b(?:Session|Panel|Part|Module|Day|Workshop|Symposium|Track|Block|Task) ?(?:\d{1,2}|[A-Z])"
    r"|\b(?:Assoc|Asst|Prof|Drs?|Dra|Lic|Ing|Mag|Mgr|Sra?|Dott|Univ|Priv|Doz|MUDr|Acad))\.\s*$",
    re.IGNORECASE,
)
LONGEST_UNENDED = 30

type Block = tuple[int, int, int]  # number of the paragraph, start, end

WRAPPED = re.compile(r"[\w,;–-]$")


@cache
def pipeline(model: str) -> "Language":
    """Load a spaCy pipeline, given as a package or a path, without what we do not use."""
    folder = model_folder(model)
    try:
        config = load_config(folder / "config.cfg")
        found = spacy.load(folder, exclude=_unused(config))
        for component in found.pipe_names:
            for label in getattr(found.get_pipe(component), "labels", ()):
                found.vocab.strings.add(label)
    except Exception as error:  # a folder can be broken in any way
        why = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise SourceUnavailable(
            f"the spaCy pipeline in {folder} cannot be loaded, "
            f"copy it there again or set KG_MODEL to another one ({why})"
        ) from error
    _check(found, model)
    return found


def model_folder(model: str) -> Path:
    """Where the files of a spaCy pipeline lie, which is given as a package or a path."""
    package = Path(model).expanduser()
    if not package.is_dir():
        spec = importlib.util.find_spec(model) if model.isidentifier() else None
        if spec is None or spec.origin is None:
            raise SourceUnavailable(
                f"there is no spaCy pipeline {model!r}: install that package, "
                "or set KG_MODEL to an installed one or to the path of a folder"
            )
        package = Path(spec.origin).parent
    # A model package holds its data in a folder called after name and version.
    configs = (package / "config.cfg", *sorted(package.glob("*/config.cfg")))
    found = next((path.parent for path in configs if path.is_file()), None)
    if found is None:
        raise SourceUnavailable(
            f"{package} holds no spaCy pipeline, there is no config.cfg: "
            "set KG_MODEL to a folder that nlp.to_disk wrote, or to an installed package"
        )
    return found


def _unused(config: Mapping[str, Any]) -> list[str]:
    """What need not be loaded: components that no step uses, and strings that nobody asks for."""
    disabled = config["nlp"].get("disabled") or []
    factories = {part.get("factory") for part in config["components"].values()}
    return [*UNUSED, *disabled, *(["strings"] if factories <= OWN_STRINGS else [])]


def _check(nlp: "Language", model: str) -> None:
    """Refuse a pipeline that lacks what the steps need."""
    brought = {what for name in nlp.pipe_names for what in nlp.get_pipe_meta(name).assigns}
    missing = [part for what, part in NEEDED.items() if what not in brought]
    if missing:
        raise SourceUnavailable(
            f"the spaCy pipeline {model!r} has no {' and no '.join(missing)}: "
            f"set KG_MODEL to an English one with {', '.join(NEEDED.values())}"
        )


def sentences(text: str, model: str) -> list[Sentence]:
    """The sentences of a text, in order; none spans a line break that ends a paragraph."""
    found: list[Sentence] = []
    nlp = pipeline(model)
    parsed_blocks = (
        parsed
        for some in _batches(blocks(text))
        for parsed in nlp.pipe(
            [(text[start:end], (start, line)) for line, start, end in some],
            as_tuples=True, batch_size=BATCH,
        )
    )  # fmt: skip
    for parsed, (start, line) in parsed_blocks:
        parsed.tensor = NO_VECTORS  # half of what a parsed text weighs, and no step reads it
        found.extend(Sentence(span, start, line) for span in _joined(parsed) if span.text.strip())
    return found


def _joined(parsed: "Doc") -> Iterator["Span"]:
    """The sentences of a block; none ends behind a number or a title: `Session 1.`, `Lic.`"""
    first: Span | None = None
    for span in parsed.sents:
        whole = span if first is None else parsed[first.start : span.end]
        first = whole if UNENDED.search(span.text[-LONGEST_UNENDED:]) else None
        if first is None:
            yield whole
    if first is not None:
        yield first


def _batches(found: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks that are parsed at once, by their number and by their length."""
    some: list[Block] = []
    length = 0
    for block in found:
        some.append(block)
        length += block[2] - block[1]
        if len(some) == BATCH or length > BATCH_TEXT:
            yield some
            some, length = [], 0
    if some:
        yield some


def blocks(text: str) -> Iterator[Block]:
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


def _pieces(text: str, number: int, start: int, end: int) -> Iterator[Block]:
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
