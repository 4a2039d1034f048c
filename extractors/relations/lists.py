"""Lists: partners and members under a heading, and the place and date under a title."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from extractors.annotations import Cluster
from extractors.dates import dates
from extractors.relations.inference import Mains
from extractors.relations.scene import Found, Scene
from kg.model import Predicate, Type

HEADING = re.compile(
    r"^\W*(?:the |our |list of |project |consortium |participating |founding |full |current "
    r"|associated )*"
    r"(?P<what>partners?|members?|participants?|participating (?:institutions|organi[sz]ations"
    r"|centres|centers"
    r"|hospitals|bodies)|consortium|beneficiaries|member (?:hospitals|institutions"
    r"|organi[sz]ations|centres)"
    r"|speakers?|panel(?:l?ists)?|experts attending\b.*|chairs?|faculty|lecturers|moderators?)"
    r"(?: \([^)]*\))?(?: of [^:]{3,60})?\s*:?\s*$",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"^\W*(?:(?:our|the|other|further|project|consortium|associated|invited"
    r"|keynote) )*(?P<what>partners|members"
    r"|participants|beneficiaries|speakers?|panel(?:l?ists)|moderators?"
    r"|experts attending[^:]{0,40}|participating \w+)"
    r"[^.:]{0,40}:",
    re.IGNORECASE,
)
COORDINATOR = re.compile(
    r"\b(?:lead partner|(?:project )?co-?ordinator|coordinating (?:institution|centre))\b",
    re.IGNORECASE,
)
NOT_YET = re.compile(r"\b(?:observer|invited|to be confirmed|tbc|cancel)", re.IGNORECASE)
PEOPLE = re.compile(r"speaker|panel|expert|chair|lecturer|moderator|faculty", re.IGNORECASE)
FEW = 4  # words besides names that a line of a list has


def lists(scenes: Sequence[Scene], main: Mains) -> Iterator[Found]:
    """Who belongs to what by standing in a list under a heading or behind a colon."""
    heading: str | None = None
    line = -1
    for scene in scenes:
        text = scene.sentence.text
        new_line = scene.sentence.line != line
        line = scene.sentence.line
        opening = OPENING.match(text)
        if HEADING.match(text) and not scene.of_type(Type.ORGANIZATION, Type.PERSON):
            heading = text
            continue
        if opening:
            yield from _entries(scene, opening["what"], main)
            heading = None
        elif heading and new_line and _is_entry(scene):
            yield from _entries(scene, heading, main)
        elif new_line:
            heading = None


def _is_entry(scene: Scene) -> bool:
    """Whether a line is an entry of a list: hardly more than names."""
    bare = re.sub(r"<[A-Z]\d+>|\([^)]*\)", " ", scene.masked)
    return bool(scene.candidates) and len(re.findall(r"[^\W\d_]{2,}", bare)) <= 2 * FEW


def _entries(scene: Scene, heading: str, main: Mains) -> Iterator[Found]:
    if NOT_YET.search(scene.sentence.text):
        return
    if PEOPLE.search(heading) and main.event is not None:
        for person in scene.of_type(Type.PERSON):
            if person.cluster:
                yield Found(
                    person.cluster, Predicate.PARTICIPATES_IN, main.event, "", "list", 0.75, scene
                )
        return
    whole = main.programme or main.network
    if main.network is not None and "member" in heading.casefold():
        whole = main.network
    if whole is not None:
        yield from _partners(scene, whole)


def _partners(scene: Scene, whole: Cluster) -> Iterator[Found]:
    predicate = Predicate.MEMBER_OF if whole.type is Type.NETWORK else Predicate.PARTICIPATES_IN
    leads = COORDINATOR.search(scene.sentence.text) is not None
    for body in scene.of_type(Type.ORGANIZATION):
        if body.cluster is None or body.generic:
            continue
        if leads:
            yield Found(body.cluster, Predicate.LEADS, whole, "", "list", 0.8, scene, "coordinator")
        else:
            yield Found(body.cluster, predicate, whole, "", "list", 0.8, scene)


def header(scenes: Sequence[Scene], reference: date | None) -> Iterator[Found]:
    """`Muscat, Oman, 22-24 January 2024` under the title of an event, or in the same line."""
    event: Cluster | None = None
    for scene in scenes[:6]:
        found = dates(scene.sentence.text, reference)
        places = scene.of_type(Type.PLACE)
        own = scene.of_type(Type.EVENT)
        bare = re.sub(r"<[A-Z]\d+>", " ", scene.masked)
        for dated in found:
            bare = bare.replace(scene.sentence.text[dated.start : dated.end], " ")
        if (
            len(re.findall(r"[^\W\d_]{2,}", bare)) <= FEW
            and event
            and not own
            and (found or places)
        ):
            yield from _placed(scene, event)
            for dated in found[:1]:
                first = Predicate.START_DATE if dated.until else Predicate.DATE
                yield Found(event, first, None, dated.value, "header", 0.85, scene)
                if dated.until:
                    yield Found(event, Predicate.END_DATE, None, dated.until, "header", 0.85, scene)
            return
        if own and event is None:
            event = own[0].cluster


def _placed(scene: Scene, event: Cluster) -> Iterator[Found]:
    for place in scene.of_type(Type.PLACE):
        if place.cluster is not None:
            yield Found(event, Predicate.LOCATED_IN, place.cluster, "", "header", 0.85, scene)
