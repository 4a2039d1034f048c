"""A name once found is found wherever it stands again, and so is a person's surname."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.annotations import Candidate, Sentence
from extractors.lexicons import heads, words
from extractors.mentions.acronyms import Definition
from extractors.mentions.capitals import GOVERNED, OPENERS
from extractors.mentions.index import Dictionary
from kg.model import Iri, Type

NAMES = frozenset(
    {Type.PERSON, Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME, Type.EVENT, Type.THERAPY}
)
NO_CONCEPT = Iri("")
WEAK = frozenset({"model", "description"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name of this document; the dictionary finds it again."""

    label: str
    type: Type
    synonyms: tuple[str, ...] = ()
    iri: Iri = NO_CONCEPT
    partial: bool = False  # a surname: it refers back


def propagate(
    candidates: Sequence[Candidate], shorts: Iterable[Definition], sentences: Iterable[Sentence]
) -> list[Candidate]:
    """The candidates and further places where their names stand; weak rivals give way."""
    dictionary = Dictionary(dict.fromkeys(_names(candidates, shorts)))
    strong = [c for c in candidates if c.source not in WEAK]
    taken = sorted((c.start, c.end) for c in strong)
    added = [c for s in sentences for c in _again(dictionary, s) if not _overlaps(taken, c)]
    # A weak candidate gives way to a name that is as long, and holds against a shorter one.
    kept = sorted((c.start, c.end) for c in added)
    types = {(c.start, c.end): c.type for c in added}
    weak = [
        c
        for c in candidates
        if c.source in WEAK
        and not _overlaps(kept, c, at_least=c)
        and types.get((c.start, c.end), c.type) is c.type
    ]
    held = sorted((c.start, c.end) for c in weak)
    added = [c for c in added if not _overlaps(held, c)]
    return sorted([*strong, *weak, *added], key=lambda c: (c.start, -c.end))


def _names(candidates: Sequence[Candidate], shorts: Iterable[Definition]) -> Iterator[Name]:
    for short in shorts:
        yield Name(short.short, short.long.type)
    for candidate in candidates:
        if candidate.generic or candidate.type not in NAMES or candidate.source == "description":
            continue
        if candidate.text[0].isupper() or any(c.isupper() for c in candidate.text[1:]):
            yield Name(candidate.text, candidate.type)
        if candidate.subclass == "Company" and (called := _called(candidate.text)):
            yield Name(called, candidate.type)
        if candidate.type is Type.PERSON:
            yield from (Name(n, Type.PERSON, partial=True) for n in _surnames(candidate.text))


def _called(name: str) -> str:
    """The first word of a company's name, by which it is called where it is a word made up."""
    first, _, rest = name.partition(" ")
    common = first.casefold() in GOVERNED | OPENERS | words("labels.txt") or first in heads()
    plain = rest and len(first) > 4 and first[0].isupper() and first.isalpha()
    return first if plain and not common else ""


def _surnames(name: str) -> Iterator[str]:
    """Either end of a name may be the surname; one with particles is taken whole."""
    parts = name.split()
    if len(parts) < 2:
        return
    yield parts[-1]
    if len(parts[0]) > 1 and not parts[0].endswith("."):
        yield parts[0]
    for at, part in enumerate(parts[1:], 1):
        if part[0].islower() or at >= 2:
            yield " ".join([part[0].upper() + part[1:], *parts[at + 1 :]])
            yield " ".join(parts[at:])
    if len(parts) > 2:
        yield from (part for part in parts[1:-1] if len(part) > 3 and part[0].isupper())
    if len(parts) > 3:
        yield " ".join(parts[-2:])


def _again(dictionary: Dictionary, sentence: Sentence) -> Iterator[Candidate]:
    text = sentence.text
    for start, end, entries in dictionary.find(text):
        written = text[start:end]
        entry = next((e for e in entries if e.name == written), None)
        if entry is None or (" " not in written and written.casefold() in heads()):
            continue
        surname = entry.concept.type is Type.PERSON and " " not in written
        if surname and not _name_like(text, start, end):
            continue
        yield Candidate(
            sentence.start + start, sentence.start + end, entry.concept.type, written,
            "again", 0.7, generic=isinstance(entry.concept, Name) and entry.concept.partial,
        )  # fmt: skip


def _name_like(text: str, start: int, end: int) -> bool:
    """A lone surname at the start of a sentence may be a word: `He`, `May`, `Long`."""
    word = text[start:end]
    return len(word) > 3 or (
        start > 0 and word not in ("He", "May", "An", "In", "So", "To", "Will")
    )


def _overlaps(
    taken: Sequence[tuple[int, int]], candidate: Candidate, at_least: Candidate | None = None
) -> bool:
    """Whether a taken span overlaps; `at_least`: only one that is no shorter than this."""
    length = at_least.end - at_least.start if at_least else 0
    at = bisect_left(taken, (candidate.start, -1))
    near = taken[max(at - 3, 0) : at + 3]
    return any(
        start < candidate.end and candidate.start < end and end - start > length
        for start, end in near
    )
