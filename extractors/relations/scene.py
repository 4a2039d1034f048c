"""A sentence with its entities in place: what every kind of relation rule looks at."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Token

from extractors.annotations import Annotations, Candidate, Cluster, Sentence
from extractors.lexicons import titles
from kg.model import Predicate, Standing, Type

LETTER = {
    Type.PERSON: "P",
    Type.ORGANIZATION: "O",
    Type.NETWORK: "N",
    Type.PROGRAMME: "G",
    Type.EVENT: "E",
    Type.DISEASE: "D",
    Type.THERAPY: "T",
    Type.TOPIC: "F",
    Type.PLACE: "L",
}
MARK = re.compile(r"<([A-Z])(\d+)>")
OPENING = re.compile(
    r"['’]?s? ?[(\[](?:the |hereinafter[^\"“<]{0,40})?[\"“‘']?|, (?:the|or|short for) "
)
QUOTES = re.compile(r"[\"“”«»]\s?(<[A-Z]\d+>)\s?[\"“”«»]")
DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")  # is no full stop: patterns go on over it
# Degrees behind a name stand between it and its post.
DEGREES = re.compile(
    r"(<P\d+>)(?:,? (?:M\.?D\.?|Ph\.?\s?D\.?|M\.?Sc\.?|B\.?Sc\.?|MBBS|MB ChB|M\.?P\.?H\.?|MBA"
    r"|Pharm\.?D\.?"
    r"|D\.?Phil\.?|DrPH|F\.?R\.?C\.?P\.?|FRCPath|FRCPCH|FACP|FMedSci|RN|OBE|CBE|MD-PhD)(?![\w]))+"
)
APPOSED = re.compile(r",? (?:which is |is |was )?(?:an?|the|our)(?: [\w-]+){0,3} ")
CLOSING = re.compile(r"[\"”’']?[)\]]|(?=,)")
TITLED = re.compile(rf"\b(?:{titles().pattern})$")


@dataclass(frozen=True, slots=True)
class Found:
    """A relation or attribute that a rule found in a scene, before it becomes a claim."""

    subject: Cluster
    predicate: Predicate
    object: Cluster | None
    value: str  # of an attribute: an ISO date, or "number noun"
    rule: str
    confidence: float
    scene: "Scene"
    role: str | None = None
    standing: Standing = Standing.ASSERTED
    span: tuple[int, int] | None = None  # of the words in the masked sentence that say it


@dataclass(slots=True, eq=False)
class Scene:
    """One sentence, its candidates, and the same text with candidates as marks (`<P0>`)."""

    sentence: Sentence
    candidates: list[Candidate]  # outermost ones, in text order
    nested: list[Candidate]  # places and fields inside longer names
    masked: str = ""
    marks: list[tuple[int, int]] = field(default_factory=list)  # of each candidate in `masked`
    number: int = 0  # of the sentence in the document
    focus: dict[Type, Cluster] = field(default_factory=dict)  # last named before, by type
    whole: Cluster | None = None  # what the whole document is about

    def cluster(self, index: int | str) -> Cluster:
        """What the mark with this number names."""
        found = self.candidates[int(index)].cluster
        if found is None:
            raise LookupError(f"candidate {index} was not resolved")
        return found

    def of_type(self, *types: Type) -> list[Candidate]:
        """The outermost candidates of some types."""
        return [c for c in self.candidates if c.type in types]

    def beside(self, candidate: Candidate) -> list[Candidate]:
        """The candidates that stand in the same place: several for a plural."""
        return [c for c in self.candidates if (c.start, c.end) == (candidate.start, candidate.end)]

    def covering(self, token: Token) -> Candidate | None:
        """The candidate that a token belongs to, if any."""
        at = self.sentence.at(token)
        return next((c for c in self.candidates if c.start <= at < c.end), None)


def scenes(annotations: Annotations) -> list[Scene]:
    """The sentences of a document, ready for rules."""
    ordered = sorted(annotations.candidates, key=lambda c: (c.start, -c.end))
    found: list[Scene] = []
    at = 0
    for number, sentence in enumerate(annotations.sentences):
        inside: list[Candidate] = []
        while at < len(ordered) and ordered[at].start < sentence.end:
            if ordered[at].start >= sentence.start:
                inside.append(ordered[at])
            at += 1
        found.append(_scene(sentence, inside, number))
    return found


def _scene(sentence: Sentence, inside: Sequence[Candidate], number: int) -> Scene:
    outer: list[Candidate] = []
    nested: list[Candidate] = []
    for candidate in inside:
        if candidate.end > sentence.end:
            continue
        within = outer and candidate.start < outer[-1].end and not _plural(outer[-1], candidate)
        (nested if within else outer).append(candidate)
    scene = Scene(sentence, outer, nested, number=number)
    _mask(scene)
    return scene


def _plural(left: Candidate, right: Candidate) -> bool:
    """Whether one word names both: `they`."""
    return left.source == right.source == "plural" and left.start == right.start


def _mask(scene: Scene) -> None:
    """Write marks for names; a title goes with its person, a bracketed short form with its name."""
    text, offset = scene.sentence.text, scene.sentence.start
    masked, at = "", offset
    previous: Candidate | None = None
    for index, candidate in enumerate(scene.candidates):
        between = text[at - offset : candidate.start - offset]
        if previous is not None and _plural(previous, candidate):
            between = " and "
        repeats = previous is not None and previous.cluster is candidate.cluster
        closing = CLOSING.match(text, candidate.end - offset)
        if repeats and OPENING.fullmatch(between) and closing:
            at = closing.end() + offset
            continue
        if repeats and candidate.source == "description" and APPOSED.fullmatch(between):
            continue  # `X, the company behind Y`: the noun says what X is, the wording stays
        mark = f"<{LETTER[candidate.type]}{index}>"
        if candidate.source == "pronoun" and candidate.text.casefold() in (
            "its",
            "his",
            "her",
            "our",
        ):
            mark += "'s"
        elif candidate.text == "here":
            mark = "in " + mark
        masked += TITLED.sub("", between) if candidate.type is Type.PERSON else between
        masked += mark
        at, previous = candidate.end, candidate
    masked = QUOTES.sub(r"\1", masked + text[at - offset :])
    scene.masked = DECIMAL.sub("·", DEGREES.sub(r"\1", masked))
    places = {int(found[2]): found.span() for found in MARK.finditer(scene.masked)}
    for index in range(len(scene.candidates)):
        scene.marks.append(places[index] if index in places else scene.marks[-1])


# --- patterns over masked text ----------------------------------------------

SLOT = re.compile(r"\{(?P<types>[A-Z]+):(?P<name>\w+?)(?P<list>\+?)\}")
LINK = (
    r"(?:,? and |, |; | & |,? as well as |,? together with |,? along with |,? or )(?:the |its "
    r"|by |by the |of |of the |with )?(?:<L\d+>['’]s )?"
)
# Between the entries of a list may stand where each is: `X in Cochabamba, Bolivia, and Y`.
PLACED = r"(?: (?:of|at) (?:the )?<O\d+>)?" + (
    r"(?:(?: (?:in|of|at|from) (?:the )?|, (?:the )?| \((?:the )?)<L\d+>\)?){0,4}"
)
POSSESSIVE = re.compile(r"(?:\(\?:)?\['’\]s")
MOST = 60  # entries of a list


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern whose `{ON:name}` is a mark of these types and `{ON:name+}` a list of them."""

    def slot(match: re.Match[str]) -> str:
        mark = rf"<[{match['types']}]\d+>"
        # Where places are listed, one between two others is an entry.
        placed = "" if "L" in match["types"] else PLACED
        body = rf"{mark}(?:{placed}{LINK}{mark}){{0,{MOST}}}" if match["list"] else mark
        if match["name"] == "m":  # all of them act, wherever the last one is
            body += placed
        # `chairs the Network's committee` says nothing of the Network, unless asked for so.
        owner = POSSESSIVE.match(pattern, match.end()) is not None
        return rf"(?P<{match['name']}>{body})" + ("" if owner else r"(?!['’]s\b)")

    return re.compile(SLOT.sub(slot, pattern))


def needed(pattern: str) -> tuple[frozenset[str], ...]:
    """The letters of each slot that no group can leave out.

    >>> [sorted(letters) for letters in needed("{P:s}(?: of {N:o2})? at {ON:o}")]
    [['P'], ['N', 'O']]
    """
    found = []
    depth = 0
    for sign in re.finditer(rf"\\.|\[[^\]]*\]|[()]|{SLOT.pattern}", pattern):
        depth += {"(": 1, ")": -1}.get(sign.group(), 0)
        if sign["types"] and depth == 0:
            found.append(frozenset(sign["types"]))
    return tuple(found)


SEMICOLON = re.compile(r";[^;.:]{0,30}$")
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
WHOSE = re.compile(r">(?: of| at)(?: the)? <O\d+>")


def marked(text: str | None) -> Iterator[int]:
    """The numbers of the marks in a matched group, but not where its entries are."""
    found = [(match[1], int(match[2])) for match in MARK.finditer(WHOSE.sub(">", text or ""))]
    only_places = all(letter == "L" for letter, _ in found)
    yield from (number for letter, number in found if letter != "L" or only_places)


# `Dr. A of X, and B`: what stands between two entries of a list and belongs to the first alone.
OWN = re.compile(r" (?:of|at)(?: the)? <O(\d+)>")


def clauses(scene: Scene, text: str | None) -> list[list[int]]:
    """The numbers of the marks in a matched list, apart where a clause of its own begins.

    `led by A of X; B of Y is her deputy`: B is no entry but the subject of another verb.
    """
    found: list[list[int]] = [[]]
    for number in marked(text):
        if ";" in (text or "") and begins(scene, number):
            found.append([])
        found[-1].append(number)
    return found if found[0] else found[1:] or [[]]


def begins(scene: Scene, number: int) -> bool:
    """Whether a name behind a semicolon is the subject of a verb."""
    candidate, offset = scene.candidates[number], scene.sentence.start
    if not SEMICOLON.search(scene.sentence.text[: candidate.start - offset]):
        return False
    tokens = [
        t for t in scene.sentence.span if candidate.start <= scene.sentence.at(t) < candidate.end
    ]
    return any(t.head not in tokens and t.dep_ in SUBJECTS for t in tokens)


def whose(text: str, last: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Who in a list of people belongs to which body: `A of X, B and C of Y`, where Y is the last.

    A body counts for all who stand before it up to another body, or up to a semicolon.
    """
    at = 0
    for own in (*OWN.finditer(text), None):
        people = text[at : own.start() if own else len(text)].rpartition(";")[2]
        for person in marked(people):
            yield from ((person, body) for body in ([int(own[1])] if own else last))
        at = own.end() if own else at


ATTACHED = re.compile(
    r"<[PO](\d+)>(?:,? (?:of|at|from|in)(?: the)? | \()(?=<)"
    r"|<P(\d+)>, [^<.;]{3,60} (?:of|at|from|with)(?: the)? (?=<)"
)
REACH = 90


def acting(scene: Scene, index: int) -> int:
    """Who acts where a body stands before a verb: in `X of Y attended` it is X."""
    start = scene.marks[index][0]
    for match in ATTACHED.finditer(scene.masked, max(start - REACH, 0), start + 1):
        if match.end() == start and scene.candidates[index].type in (
            Type.ORGANIZATION,
            Type.NETWORK,
        ):
            return int(match[1] or match[2])
    return index
