"""Entries of lists: `Name, post, Department, Body, City, Country`, in any of their orders."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.annotations import Candidate, Cluster
from extractors.lexicons import has_role
from extractors.relations.layout.lines import CELLS, FURNISHED, WORDS, Line, Tie, marks
from kg.model import Predicate, Type

# What may stand between two names of one entry and says nothing.
PLAIN = re.compile(r"[\s,|()\[\]/–—-]*(?:\b(?:the|both|all)\b)?\s*", re.IGNORECASE)
HERE = re.compile(r"[\s,|()\[\]/–—:-]*(?:\b(?:in|of|at|based in|from)\b)?(?: the)?\s*")
AT = re.compile(r"\b(?:of|at|from|for|with|in|to|and|the|an?)\b|[^\w\s'’&-]", re.IGNORECASE)
AND = re.compile(r"\s*(?:,? and|&|,)\s*")
BOTH = re.compile(r"\s*(?:and|&)\s*|.*\b(?:both|all)\b.*")
WITHIN = re.compile(r",? (?:at|of|within|in) (?:the )?|, (?:the )?|\s*\|\s*| [–—-] | / ")
NOT_PRESENT = re.compile(
    r"\b(?:former|formerly|until|ex-|retired|previously|past)\b", re.IGNORECASE
)
OFF = re.compile(
    r"\b(?:observers?|invited(?! (?:speakers?|lectur\w+|talks?|guests?|presentations?))"
    r"|to be (?:confirmed|announced)|tb[ac]|cancel\w*|postponed|declined|withdr[ae]w\w*"
    r"|withdrawn|applied|applicants?|application|unable|absent|excused|pending|vacant"
    r"|no longer|left|not (?:yet|a|attending|present|confirmed|coming)|unconfirmed"
    r"|apolog\w+|awaits?|awaiting|sends? regrets?|candidates?|until \d{4}"
    r"|former(?:ly)?|suspended|resigned|has not|have not)\b",
    re.IGNORECASE,
)
AGAIN = re.compile(r",? (?:and|&) (?:the )?| / ")
PAID = re.compile(r"\b(?:funded|financed|supported|sponsored|paid) by (?:the )?$")
INNER = (Type.DISEASE, Type.THERAPY, Type.TOPIC, Type.EVENT, Type.PROGRAMME)
WIDER = frozenset({"University", "Hospital", "Academy", "ResearchInstitute", "Ministry"})
BODIES = (Type.ORGANIZATION, Type.NETWORK)
LONGEST_POST = 9  # words


@dataclass(slots=True)
class Entry:
    """What one entry names first of all, and how its names are tied to each other."""

    core: str
    persons: list[tuple[int, str | None]] = field(default_factory=list)  # mark, post
    bodies: list[int] = field(default_factory=list)  # whole bodies, without their departments
    units: list[int] = field(default_factory=list)  # departments of them
    fields: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    post: str | None = None  # that ends it or stands before it
    off: bool = False  # cancelled, an observer, not confirmed ...
    first: Type | None = None
    homeless: list[int] = field(default_factory=list)  # persons of whom it names no body
    ties: list[Tie] = field(default_factory=list)


def entries(line: Line, core: str) -> Iterator[Entry]:
    """The entries in a part of a line, divided by semicolons."""
    for part in _parts(core):
        if next(marks(part), None) is not None:
            yield _read(line, part)


def _parts(core: str) -> Iterator[str]:
    """Split at semicolons outside brackets."""
    depth, start = 0, 0
    for at, sign in enumerate(core):
        depth += (sign in "([") - (sign in ")]")
        if sign == ";" and depth <= 0:
            yield core[start:at]
            start = at + 1
    yield core[start:]


def _read(line: Line, core: str) -> Entry:
    entry = Entry(core, off=OFF.search(core) is not None)
    reader = _Reading(line, entry)
    at = 0
    for mark in marks(core):
        reader.step(int(mark[2]), core[at : mark.start()])
        at = mark.end()
    reader.close(core[at:])
    return entry


@dataclass(slots=True)
class _Reading:
    """An entry on the way from its first mark to its last."""

    line: Line
    entry: Entry
    text: str = ""  # since the last person or body
    group: list[int] = field(default_factory=list)  # persons that wait for a body
    last: int | None = None  # body
    said: bool = False  # whether the persons of the group have a body
    previous: Candidate | None = None

    def step(self, index: int, between: str) -> None:
        """Read one mark and the text before it."""
        candidate = self.line.candidates[index]
        self.entry.first = self.entry.first or candidate.type
        self.text += between
        if candidate.type is Type.PERSON:
            self._person(index)
        elif candidate.type in BODIES:
            self._body(index)
        elif candidate.type is Type.PLACE:
            self._place(index, between)
        else:
            if candidate.type in INNER:
                self.entry.fields.append(index)
            self.text += candidate.text
        self.previous = candidate

    def close(self, rest: str) -> None:
        """Read what stands behind the last mark."""
        self.text += rest
        self.entry.post = self.entry.post or post(rest)
        if self.group and not self.said:
            self._leave(post(self.text))

    def _person(self, index: int) -> None:
        joined = self.previous is not None and self.previous.type is Type.PERSON
        if self.group and not self.said and not (joined and AND.fullmatch(self.text)):
            self._leave(post(self.text))
        elif joined and not self.said and BOTH.fullmatch(self.text):
            self.group.append(index)
            self.text = ""
            return
        elif self.group and not self.said:
            self._leave(None)
        before = self.text if self.previous is None or self.said else ""
        self.group, self.said = [index], False
        leading = self.entry.first in BODIES and not self.entry.persons
        if leading and self.last is not None:
            self._belong(index, self.last, None)
            self.said = True
        elif ":" not in before and (said := post(before)):
            self.entry.post = said
        self.text = ""

    def _leave(self, said: str | None) -> None:
        """Put persons without a body on record."""
        for person in self.group:
            self.entry.persons.append((person, said))
            self.entry.homeless.append(person)
        self.group = []

    def _body(self, index: int) -> None:
        between, self.text = self.text, ""
        if self.last is not None and PAID.search(between):
            self._tie(index, Predicate.SUPPORTS, self.last, "funded by", 0.8)
            return
        before, self.last = self.last, index
        if self.group and not self.said:
            self._home(index, between)
        elif before is not None and WITHIN.fullmatch(between) and self._inside(before, index):
            self._tie(before, Predicate.PART_OF, index, "unit, body", 0.8)
            if before in self.entry.bodies:
                self.entry.bodies.remove(before)
                self.entry.units.append(before)
        elif self.group and self.entry.persons and AGAIN.fullmatch(between):
            for person in self.group:
                self._belong(person, index, None)
        self.entry.bodies.append(index)

    def _home(self, index: int, between: str) -> None:
        """The first body behind persons is theirs, where no more than a post stands between."""
        said = post(between)
        if said is None and not _plain(between):
            self._leave(None)
            return
        for person in self.group:
            self._belong(person, index, said)
        self.said = True

    def _place(self, index: int, between: str) -> None:
        own = self.previous
        self.entry.places.append(index)
        if self.last is None or own is None:
            self.text += self.line.candidates[index].text
            return
        near = own.type is Type.PLACE or own is self.line.candidates[self.last]
        if near and HERE.fullmatch(between):
            self._tie(self.last, Predicate.LOCATED_IN, index, "body, place", 0.8)
        else:
            self.text += " " + self.line.candidates[index].text

    def _inside(self, left: int, right: int) -> bool:
        return within(self.line.candidates[left], self.line.candidates[right])

    def _belong(self, person: int, body: int, said: str | None) -> None:
        said = said or self.entry.post
        self.entry.persons.append((person, said))
        past = NOT_PRESENT.search(said or "") is not None
        if not past:
            self._tie(person, Predicate.AFFILIATED_WITH, body, "person, body", 0.85, said)

    def _tie(  # noqa: PLR0913 - one relation has these parts
        self,
        subject: int,
        predicate: Predicate,
        object_: int,
        rule: str,
        confidence: float,
        role: str | None = None,
    ) -> None:
        left, right = self.line.cluster(subject), self.line.cluster(object_)
        if left is not None and right is not None:
            scene = self.line.homes[object_]
            self.entry.ties.append(Tie(left, predicate, right, scene, rule, confidence, role))


def within(left: Candidate, right: Candidate) -> bool:
    """Whether the first of two bodies beside each other is a part of the second."""
    one = left.cluster.subclass if left.cluster else left.subclass
    other = right.cluster.subclass if right.cluster else right.subclass
    if one in ("Department", "Committee"):
        return True
    return one in ("ResearchInstitute", "School") and other in ("University", "Academy")


def is_unit(cluster: Cluster) -> bool:
    """Whether a body is by its name a part of another."""
    return cluster.subclass in ("Department", "Committee")


def _plain(between: str) -> bool:
    return PLAIN.fullmatch(between) is not None or bool(
        CELLS.search(between) and len(WORDS.findall(between)) == 0
    ) or re.fullmatch(r",? (?:of|from|at|with) (?:the )?", between) is not None  # fmt: skip


def post(said: str) -> str | None:
    """The post that stands between a person and a body, in the words of the text.

    >>> post(", head nurse, ")
    'head nurse'
    >>> post(", professor of cardiology at the ")
    'professor of cardiology'
    >>> post(": long-read sequencing at ")
    """
    said = FURNISHED.sub("", said)
    words = re.sub(r"^[\s,(|:;–—-]+|[\s,)|:;.–—-]+$", "", said)
    words = re.sub(r"^(?:(?:is|was|the|an?|as|our|its|his|her)\s+)+", "", words)
    words = re.sub(r"[\s,]*\b(?:of|at|for|with|in|from|to)(?:\s+the)?$", "", words).strip(" ,")
    small = frozenset(re.findall(r"[^\W_]+", words.casefold()))
    tokens = words.split()
    if not tokens or len(tokens) > LONGEST_POST or not has_role(small):
        return None
    if re.search(r"[;:|]|\.\s|\b(?:who|which|that|said|has|have|will)\b", words):
        return None
    return words
