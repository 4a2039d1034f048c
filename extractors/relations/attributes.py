"""Dates of events, beginnings and ends, and numbers that a text ties to an entity."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from extractors.annotations import Candidate, Cluster
from extractors.dates import Dated, dates, numbers
from extractors.relations.scene import Found, Scene
from extractors.relations.standing import standing
from kg.model import Predicate, Standing, Type

COUNTED = frozenset({Type.EVENT, Type.PROGRAMME, Type.NETWORK, Type.ORGANIZATION})
BEGIN = re.compile(
    r"\b(?:founded|established|launched|set up|created|initiated|started?|began|begun|opened|born"
    r"|inaugurated|formed|runs? (?:since|from)|since|dates? back to)\b",
    re.IGNORECASE,
)
END = re.compile(r"\b(?:ended|ends|until|till|concluded|completed|closed|through)\b", re.IGNORECASE)
ACTIVE = re.compile(
    r"(?:founded|established|launched|set up|created|initiated|started|formed)", re.IGNORECASE
)
NEAR = 60  # characters between a date and the verb that it belongs to
OBJECT = 30  # characters between a verb and its object
HELD = re.compile(
    r"\b(?:held|took place|takes place|hosted|convened|opened|organi[sz]ed|gathered|met"
    r"|attended|conference"
    r"|on|from|marked|staged|meeting)\b",
    re.IGNORECASE,
)
NOUN = re.compile(
    r"(?P<modifiers>(?: (?!and |or |of |in |per |to |from |by |at )(?:[a-z][\w-]*"
    r"|[A-Z][a-z]+(?:ese|an|ish|i|ch)))"
    r"{0,3}?) "
    r"(?P<noun>(?:[a-z][\w-]*[a-z]s(?: and (?:[a-z]+s|staff|people))?|people|children|women"
    r"|men|staff))\b"
)
# A plan that tells of how many a network is made: "to select 324 hospitals to form the Network".
COMPOSING = re.compile(r"\b(?:to form|forming|to make up|making up|to constitute|that form)\b")
# "the two nations": it counts what the text spoke of before, and tells nothing new.
BACK = re.compile(r"\b(?:[Tt]he|[Tt]hese|[Tt]hose|[Bb]oth|[Oo]ther|[Aa]ll|[Oo]f) $")
VAGUE = frozenset(
    """more other new different further additional registered such local young""".split()
)
# Plurals that measure something else than what a body or an event has.
UNITS = frozenset(
    """years months weeks days hours minutes decades times kilometres kilometers metres
    meters miles euros dollars yuan pounds degrees percents points cases-a others parts
    sides series ways thanks means news sessions-a questions answers copies pages its was
    has is years-old this us plus doses milligrams""".split()
)
OWNS = re.compile(
    r"\b(?:has|have|had|holds|employs|runs|operates|assisted|enrolled|trained)(?: \w+){0,3}\s*$"
)
PEOPLE_AT_EVENTS = re.compile(
    r"(delegate|participant|expert|scientist|attendee|clinician|doctor|professional|specialist"
    r"|researcher|representative|guest|physician|nurse|student|relative|surgeon)s"
)


@dataclass(slots=True)
class Focus:
    """What the text has just been about: the last events, programmes and bodies named."""

    event: Cluster | None = None
    other: Cluster | None = None
    last: dict[Type, Cluster] = field(default_factory=dict)

    def named(self) -> dict[Type, Cluster]:
        """The entity of each type that was named last."""
        return dict(self.last)

    def see(self, scene: Scene) -> None:
        """Take note of a sentence's entities."""
        for candidate in scene.candidates:
            if candidate.cluster is not None:
                self.last[candidate.type] = candidate.cluster
            if candidate.type is Type.EVENT:
                self.event = candidate.cluster
            elif candidate.type in (Type.PROGRAMME, Type.NETWORK):
                self.other = candidate.cluster


def attributes(scene: Scene, focus: Focus, reference: date | None) -> Iterator[Found]:
    """What a sentence says of when and how many."""
    found = dates(scene.sentence.text, reference)
    yield from _event_dates(scene, found)
    yield from _spans(scene, found)
    yield from _counts(scene, found, focus)
    focus.see(scene)


def _event_dates(scene: Scene, found: Sequence[Dated]) -> Iterator[Found]:
    events = [c for c in scene.of_type(Type.EVENT) if c.cluster is not None]
    if not events or not found or not HELD.search(scene.sentence.text):
        return
    for dated in found:
        at = scene.sentence.start + dated.start
        event = min(events, key=lambda c: min(abs(c.start - at), abs(c.end - at)))
        inside = event.start <= at < event.end
        between = scene.sentence.text[
            max(min(event.end, at) - scene.sentence.start, 0) : max(event.start, at)
            - scene.sentence.start
        ]
        if not inside and (BEGIN.search(between) or len(between) > 160):
            continue
        if event.cluster is not None and len(dated.value) >= 4:
            yield from _when(scene, event.cluster, dated)


def _when(scene: Scene, event: Cluster, dated: Dated) -> Iterator[Found]:
    if dated.until:
        yield Found(event, Predicate.START_DATE, None, dated.value, "event range", 0.75, scene)
        yield Found(event, Predicate.END_DATE, None, dated.until, "event range", 0.75, scene)
    else:
        yield Found(event, Predicate.DATE, None, dated.value, "event date", 0.75, scene)


def _spans(scene: Scene, found: Sequence[Dated]) -> Iterator[Found]:
    """Beginnings and ends of programmes, networks and bodies."""
    text = scene.sentence.text
    for dated in found:
        said = _verb(text, dated)
        owner = _owner(scene, dated, said)
        if owner is None:
            continue
        if dated.until and len(dated.value) == 4 and owner.type is Type.PROGRAMME:
            yield Found(owner, Predicate.START_DATE, None, dated.value, "span", 0.7, scene)
            yield Found(owner, Predicate.END_DATE, None, dated.until, "span", 0.7, scene)
        elif said is not None and END.fullmatch(said.group()):
            if owner.type in (Type.PROGRAMME, Type.NETWORK):
                yield Found(owner, Predicate.END_DATE, None, dated.value, "end", 0.7, scene)
        elif said is not None and said.group().casefold() != "since":
            yield Found(owner, Predicate.START_DATE, None, dated.value, "beginning", 0.7, scene)


def _verb(text: str, dated: Dated) -> re.Match[str] | None:
    """The verb of beginning or end nearest to a date, within some words of it."""
    near = [
        match
        for pattern in (BEGIN, END)
        for match in pattern.finditer(text, max(dated.start - NEAR, 0), dated.end + NEAR)
        if not re.search(
            r"[.;]", text[min(match.end(), dated.end) : max(match.start(), dated.start)]
        )
    ]
    return min(near, key=lambda m: _gap(m.start(), m.end(), dated.start, dated.end), default=None)


def _gap(start: int, end: int, other_start: int, other_end: int) -> int:
    return max(other_start - end, start - other_end, 0)


def _owner(scene: Scene, dated: Dated, said: re.Match[str] | None) -> Cluster | None:
    """What begins or ends: the object of an active verb, the subject before a passive one."""
    offset = scene.sentence.start
    lasting = scene.of_type(Type.PROGRAMME, Type.NETWORK, Type.ORGANIZATION)
    if said is not None:
        behind = [c for c in lasting if 0 <= c.start - offset - said.end() <= OBJECT]
        active = [c for c in behind if c.type is not Type.ORGANIZATION]
        if active and ACTIVE.fullmatch(said.group()):
            return active[0].cluster
        before = [c for c in lasting if c.end - offset <= said.start()]
        if before:
            staged = [c for c in before[-2:] if c.type is not Type.ORGANIZATION]
            return (staged or before)[-1].cluster
    at = offset + dated.start
    nearest = min(lasting, key=lambda c: _gap(c.start, c.end, at, at), default=None)
    return nearest.cluster if nearest else None


def _counts(scene: Scene, found: Sequence[Dated], focus: Focus) -> Iterator[Found]:
    text = scene.sentence.text
    for start, end, value in numbers(text):
        back = text[max(start - 12, 0) : start]
        if any(d.start < end and start < d.end for d in found) or value < 2 or BACK.search(back):
            continue
        if _covered(scene.candidates, scene.sentence.start + start):
            continue
        said = text[max(start - 70, 0) : start].rsplit(", ", 1)[-1]
        if standing(said) is not Standing.ASSERTED and not COMPOSING.search(text, end, end + 120):
            continue
        for nouns in _nouns(text, end):
            owner = _counted_for(scene, nouns, scene.sentence.start + start, focus)
            if owner is not None and owner.type in COUNTED:
                yield Found(owner, Predicate.COUNT, None, f"{value} {nouns}", "count", 0.65, scene)
                if (
                    owner.type is Type.EVENT
                    and PEOPLE_AT_EVENTS.fullmatch(nouns)
                    and nouns != "participants"
                ):
                    yield Found(
                        owner, Predicate.COUNT, None, f"{value} participants", "count", 0.4, scene
                    )


def people(text: str) -> Iterator[tuple[int, str]]:
    """Numbers of people in a sentence: (500, `scientists and experts`)."""
    for _, end, value in numbers(text):
        for noun in _nouns(text, end):
            if PEOPLE_AT_EVENTS.match(noun):
                yield value, noun


def _nouns(text: str, end: int) -> list[str]:
    """What is counted; a modifier is kept where the sentence counts more than one kind of it."""
    match = NOUN.match(text, end)
    if match is None:
        return []
    noun = match["noun"]
    if noun.split()[-1] in UNITS or noun in UNITS or noun.endswith(("us", "is", "ss")):
        return []
    small = [w for w in match["modifiers"].split() if w[0].islower() and w not in VAGUE]
    kinds = len(re.findall(rf"\b{re.escape(noun)}\b", text))
    return [" ".join([*small, noun])] if small and kinds > 1 else [noun]


def _covered(candidates: Sequence[Candidate], at: int) -> bool:
    return any(c.start <= at < c.end for c in candidates)


def _counted_for(scene: Scene, noun: str, at: int, focus: Focus) -> Cluster | None:
    """Whose number it is: people go to the event, else the nearest one named before the number."""
    if PEOPLE_AT_EVENTS.match(noun):
        event = next(iter(scene.of_type(Type.EVENT)), None)
        if event is not None:
            return event.cluster
    own = [c for c in scene.candidates if c.type in COUNTED]
    before = [c for c in own if c.end <= at]
    if before and OWNS.search(scene.sentence.text[: at - scene.sentence.start]):
        return before[-1].cluster
    activity = [c for c in own if c.type is not Type.ORGANIZATION]
    if activity:
        return min(activity, key=lambda c: min(abs(c.start - at), abs(c.end - at))).cluster
    if before or own:
        return (before or own[:1])[-1].cluster
    return (
        focus.event if PEOPLE_AT_EVENTS.match(noun) and focus.event else focus.other or focus.event
    )
