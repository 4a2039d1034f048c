"""A document as lines: what stands in each, and how lines of lists differ from prose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.annotations import Candidate, Cluster
from extractors.relations.scene import MARK, Found, Scene
from kg.model import Predicate, Type

BULLET = r"(?:[-–—•●▪◦*·#>○■□✓→]+\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+|\*\*|__)"
CLOCK = r"(?:\d{1,2}[:.·h]\d{2}(?:\s?[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?)"
TIMES = rf"(?P<from>{CLOCK})(?:\s?(?:-|–|—|to|until)\s?(?P<to>{CLOCK}))?"
# What may stand in a line before what it says.
FURNISHED = re.compile(rf"^\s*(?:{BULLET})*(?:{TIMES}(?:\s*[|:,–—-])?\s*)?(?:{BULLET})*")
ANY_MARK = re.compile(r"<[A-Z]\d+>")
WORDS = re.compile(r"[^\W\d_]{2,}")
FEW = 8  # words beside names that an entry has
SOME = 3  # words beside names that an entry with a verb in it has
CELLS = re.compile(r"\t|\s{3}|\|")


@dataclass(slots=True, eq=False)
class Line:
    """One line of the text; its marks are numbered through all its sentences."""

    scenes: list[Scene]
    gap: bool  # an empty line stands before it
    masked: str = ""
    text: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    homes: list[Scene] = field(default_factory=list)  # the sentence of each candidate

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list, by the sign before it."""
        return re.match(BULLET, self.masked.lstrip()) is not None

    @property
    def core(self) -> str:
        """The masked text without bullets, numbers and times before it."""
        return self.masked[self.opens :]

    @property
    def opens(self) -> int:
        """Where the core begins in the masked text."""
        found = FURNISHED.match(self.masked)
        return found.end() if found else 0

    @property
    def times(self) -> tuple[str, str]:
        """When it begins and ends, as HHMM; empty where it does not say so."""
        found = FURNISHED.match(self.masked)
        if found is None or not found["from"]:
            return "", ""
        return _clock(found["from"]), _clock(found["to"] or "")

    @property
    def letters(self) -> str:
        """The types of what is named, in order."""
        return "".join(match[1] for match in MARK.finditer(self.core))

    def cluster(self, index: int) -> Cluster | None:
        """What the mark with this number names."""
        return self.candidates[index].cluster

    def of_type(self, *types: Type) -> list[Cluster]:
        """What is named of some types, each once."""
        found = {id(c.cluster): c.cluster for c in self.candidates if c.type in types and c.cluster}
        return list(found.values())

    @property
    def is_entry(self) -> bool:
        """Whether it hardly says more than names, posts and places."""
        return bool(self.candidates) and is_entry(self.core, has_verb=self.has_verb)

    @property
    def has_verb(self) -> bool:
        """Whether a verb stands outside the names."""
        return any(scene.sentence.verbs for scene in self.scenes)


def is_entry(core: str, *, has_verb: bool) -> bool:
    """Whether masked text is an entry of a list, not a sentence.

    >>> is_entry("<P0>, head nurse (<O1>, <L2>)", has_verb=False)
    True
    >>> is_entry("<P0> said that <O1> would soon open a ward there", has_verb=True)
    False
    """
    beside = len(WORDS.findall(ANY_MARK.sub(" ", re.sub(r"\([^()<]*\)", " ", core))))
    return beside <= (SOME if has_verb else FEW) and (beside <= SOME or not core.endswith("."))


def _clock(said: str) -> str:
    digits = re.findall(r"\d+", said)
    if not digits:
        return ""
    afternoon = 12 if re.search(r"p\.?m", said) and int(digits[0]) < 12 else 0
    return f"{int(digits[0]) + afternoon:02}{digits[1] if len(digits) > 1 else '00'}"


def lines_of(scenes: Sequence[Scene], text: str) -> list[Line]:
    """The lines of a document, each with its sentences."""
    found: list[Line] = []
    number, end = -1, 0
    for scene in scenes:
        if scene.sentence.line != number:
            between = text[end : scene.sentence.start]
            found.append(Line([], gap=not found or between.count("\n") > 1))
            number = scene.sentence.line
        found[-1].scenes.append(scene)
        end = scene.sentence.end
    for line in found:
        _join(line, text)
    return found


def shifted(masked: str, by: int) -> str:
    """Masked text with higher numbers in its marks.

    >>> shifted("<P0> of <O1>", 2)
    '<P2> of <O3>'
    """
    return MARK.sub(lambda mark: f"<{mark[1]}{int(mark[2]) + by}>", masked)


def _join(line: Line, text: str) -> None:
    """Write the masked text of all sentences of a line, with its marks numbered anew."""
    end = line.scenes[0].sentence.start
    line.text = text[end : line.scenes[-1].sentence.end]
    for scene in line.scenes:
        first = len(line.candidates)
        line.masked += text[end : scene.sentence.start] + shifted(scene.masked, first)
        line.candidates += scene.candidates
        line.homes += [scene] * len(scene.candidates)
        end = scene.sentence.end


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation that layout shows; the line of its last argument is its evidence."""

    subject: Cluster
    predicate: Predicate
    object: Cluster
    scene: Scene
    rule: str
    confidence: float
    role: str | None = None

    def found(self) -> Found:
        """The same as other rules hand it on."""
        return Found(
            self.subject, self.predicate, self.object, "", f"layout: {self.rule}",
            self.confidence, self.scene, self.role,
        )  # fmt: skip


def marks(text: str) -> Iterator[re.Match[str]]:
    """The marks of masked text; group 1 is the type's letter, group 2 the number."""
    return MARK.finditer(text)
