"""What is looked for before a pattern is tried stands in every text that the pattern matches."""

from pathlib import Path

import pytest

from extractors.documents import documents, samples
from extractors.reader import Reader
from extractors.relations.patterns import wordings
from extractors.relations.posts import _others
from extractors.relations.scene import scenes
from extractors.relations.signs import shows, signs
from kg.model import Document
from kg.settings import Settings

CASES = {
    "held by": [["held by"]],
    "hel?d by": [["he"], ["d by"]],
    "held+ by": [["held"], [" by"]],
    "held(?: now)? by": [["held"], [" by"]],
    "held(?: now)+ by": [["held"], [" now"], [" by"]],
    "held(?: now){0,2} by": [["held"], [" by"]],
    "held(?: now){1,2} by": [["held"], [" now"], [" by"]],
    "(?:held|hosted) by": [["held", "hosted"], [" by"]],
    "(?:held|hosted|[a-z]+) by": [[" by"]],
    "(?:held|) by": [[" by"]],
    "(?P<role>head|chair(?:man)?) of": [["chair", "head"], [" of"]],
    "(?<!not )held(?! by)": [["held"]],
    r"\bheld\b by": [["held"], [" by"]],
    r"held \(by\)": [["held (by)"]],
    "[Mm]embers of": [["embers of"]],
    "members? [|(] of": [["member"], [" of"]],
    "held|hosted": [],
    "{P:s} of {O:o}": [[" of "]],
    "{P:s+}, (?:a|the) {O:o}": [],
    "": [],
}


@pytest.mark.parametrize("pattern", CASES)
def test_signs_are_what_no_match_can_leave_out(pattern: str) -> None:
    assert [sorted(one) for one in signs(pattern)] == CASES[pattern]


def test_a_text_shows_all_or_none() -> None:
    wanted = signs("(?:held|hosted) by")
    assert shows("hosted by", wanted)
    assert not shows("hosted in", wanted)
    assert shows("", signs("(?:held|)"))


def test_most_wordings_have_signs() -> None:
    bare = [wording for wording in wordings() if not wording.signs]
    assert len(bare) < len(wordings()) / 5


def texts(reader: Reader, folder: Path) -> list[str]:
    """The masked sentences of all texts in a folder."""
    found = documents([str(folder)], Settings())
    read = [reader.annotate(doc) for doc in found if isinstance(doc, Document)]
    return [scene.masked for annotations in read for scene in scenes(annotations)]


def test_nothing_that_matches_lacks_a_sign(reader: Reader) -> None:
    masked = texts(reader, samples())
    patterns = [*(w.pattern for w in wordings()), *(pattern for *_, pattern in _others())]
    sources = [*(w.source for w in wordings()), *(pattern.pattern for *_, pattern in _others())]
    matched = 0
    for source, pattern in zip(sources, patterns, strict=True):
        for text in masked:
            if pattern.search(text):
                matched += 1
                assert shows(text, signs(source)), (source, text)
    assert matched > 100
