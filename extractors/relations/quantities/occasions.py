"""The days of events: a date belongs to the event that its clause tells of."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from spacy.tokens import Token

from extractors.annotations import Candidate, Cluster
from extractors.dates import Dated
from extractors.relations.quantities.families import family
from extractors.relations.quantities.focus import Focus
from extractors.relations.quantities.owners import (
    SUBJECTS,
    behind,
    governing,
    is_verb,
    named,
    objects,
    subject,
    within,
)
from extractors.relations.scene import Found, Scene
from kg.model import Predicate, Type

WHERE = frozenset({"in", "at", "during", "for", "to", "of", "with", "by"})
AT = frozenset({"at", "during"})
UNSURE = frozenset({"may", "might", "could", "would", "should", "not", "n't", "n’t", "never"})
OPENED = frozenset("open opens opened began begins begin started starts start kicked kicks".split())
CLOSED = frozenset("close closes closed ended ends end concluded concludes conclude".split())
# What a deadline does besides opening and closing: `registration is on 3 May`.
STANDS = frozenset("is are was were be been falls fell expires expired runs ran remains".split())
DAY = 10  # characters of a full date
APART = 60  # characters between an event and its date on a line without a verb
FOLLOWS = re.compile(r",? (?:the |a |an |its |their |our )?[\"“‘]?")
BEFORE = re.compile(r"\b(?:since|until|till|before|after|by|as of|deadline|Deadline|updated?) ?$")


def occasions(scene: Scene, found: Sequence[Dated], focus: Focus) -> Iterator[Found]:
    """When the events of a sentence take place."""
    if not found or not any(c.type is Type.EVENT for c in (*scene.candidates, *scene.nested)):
        return
    for dated in found:
        token = within(scene, dated.start)
        if token is None or BEFORE.search(scene.sentence.text[: dated.start]):
            continue
        verb = next(filter(is_verb, governing(token)), None)
        if _prepares(token, verb) or prepares(scene.sentence.text[: dated.start]):
            continue
        event = _event(scene, token, verb, dated)
        if event is not None and event.cluster is not None:
            yield from _when(scene, event.cluster, dated, _manner(scene, event, verb), focus)


def prepares(before: str) -> bool:
    """Whether what stands before a date on a line says what the date is the deadline or start of.

    >>> prepares("Registration for the Lupus Days: "), prepares("Call for papers. Lupus Days, ")
    (True, False)
    """
    part = re.split(r"[.;|•]\s|\band\b", before)[-1]
    words = re.findall(r"[a-z]+", part.lower())
    return part.rstrip().endswith((":", "-", "–")) and not family("preliminary").isdisjoint(words)


def _prepares(token: Token, verb: Token | None) -> bool:
    """Whether a date is that of a registration, a submission or a call, and not of the event.

    `Registration opens in March`, `the deadline of 15 May`.
    """
    above = [each.lower_ for each in takewhile(lambda each: each != verb, governing(token))]
    if not family("preliminary").isdisjoint(above):
        return True
    if verb is None:
        return False
    own = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
    first = own is not None and own.lower_ in family("preliminary")
    return first and verb.lower_ in OPENED | CLOSED | STANDS


def _event(scene: Scene, token: Token, verb: Token | None, dated: Dated) -> Candidate | None:
    for above in (token, *governing(token)):
        if above == verb:
            break
        found = named(scene, above, (Type.EVENT,), steps=1)
        if found is not None:
            return found if _precise(scene, found, dated) else None
    if verb is None or not any(t.tag_ in ("VBZ", "VBD", "VBP", "MD") for t in scene.sentence.span):
        return _beside(scene, dated)
    helping = {child.lower_ for child in verb.children if child.dep_ in ("aux", "neg")}
    was_to = "to" in helping and verb.head.lower_ in ("was", "were")
    if helping & UNSURE or was_to or verb.lower_ in family("telling"):
        return None
    higher = (t for t in (verb, *governing(verb)) if t.dep_ != "attr")
    over = (named(scene, t, (Type.EVENT,), steps=1) for t in higher)
    return _of_verb(scene, verb) or _next_to(scene, dated) or next(filter(None, over), None)


def _next_to(scene: Scene, dated: Dated) -> Candidate | None:
    """`that on September 23, the "Nurses' Course" was held`, whatever the tree makes of it."""
    offset = scene.sentence.start
    for event in scene.of_type(Type.EVENT):
        between = scene.sentence.text[dated.end : max(event.start - offset, 0)]
        if event.start - offset >= dated.end and FOLLOWS.fullmatch(between) and event.cluster:
            return event
    return None


def _precise(scene: Scene, event: Candidate, dated: Dated) -> bool:
    """The year in the name of an event is no date of it."""
    inside = event.start <= scene.sentence.start + dated.start < event.end
    return not inside or len(dated.value) == DAY


def _of_verb(scene: Scene, verb: Token) -> Candidate | None:
    own = subject(verb)
    made = list(objects(verb))
    at = [noun for one in made for noun in behind(one, AT)]
    whole = [verb.head] if verb.dep_ in ("relcl", "acl") else []  # the forum where they met
    first = [own] if own is not None else []
    for noun in (*first, *made, *behind(verb, WHERE), *at, *whole):
        found = named(scene, noun, (Type.EVENT,), steps=2)
        if found is not None:
            return found
    return None


def _beside(scene: Scene, dated: Dated) -> Candidate | None:
    """On a line without a verb, as in a title, the event that stands nearest."""
    at = scene.sentence.start + dated.start
    events = [c for c in scene.of_type(Type.EVENT) if c.cluster is not None]
    near = min(events, key=lambda c: max(c.start - at, at - c.end), default=None)
    if near is None or max(near.start - at, at - near.end) > APART:
        return None
    return near if _precise(scene, near, dated) else None


def _manner(scene: Scene, event: Candidate, verb: Token | None) -> Predicate:
    """Whether the event happens, opens or closes on the day."""
    if verb is None:
        return Predicate.DATE
    own = subject(verb)
    ends = (*([own] if own is not None else []), *objects(verb))
    if all(named(scene, end, (Type.EVENT,), steps=2) is not event for end in ends):
        return Predicate.DATE
    if verb.lower_ in OPENED:
        return Predicate.START_DATE
    return Predicate.END_DATE if verb.lower_ in CLOSED else Predicate.DATE


def _when(
    scene: Scene, event: Cluster, dated: Dated, manner: Predicate, focus: Focus
) -> Iterator[Found]:
    if manner is Predicate.DATE and id(event) in focus.dated:
        return
    if dated.until:
        yield Found(event, Predicate.START_DATE, None, dated.value, "event range", 0.75, scene)
        yield Found(event, Predicate.END_DATE, None, dated.until, "event range", 0.75, scene)
    else:
        yield Found(event, manner, None, dated.value, "event date", 0.75, scene)
    focus.dated.add(id(event))
