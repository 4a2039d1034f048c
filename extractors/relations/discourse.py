"""What a document says as a whole: subjects told by names, who took part, what it is about."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from extractors.annotations import Candidate, Cluster
from extractors.relations.layout.entries import OFF
from extractors.relations.quantities.counted import people
from extractors.relations.scene import Found, Scene
from kg.model import Kind, Predicate, Type

ACTIVITIES = (Type.NETWORK, Type.PROGRAMME, Type.EVENT)
FIELDS = (Type.DISEASE, Type.THERAPY, Type.TOPIC)
SPEAKS = frozenset(
    """said says told noted added explained stated stressed warned recalled emphasized
    emphasised reported presented spoke briefed introduced delivered remarked highlighted
    opened replied described reminded pointed showed attended moderated interpreted
    expressed shared demonstrated lectured""".split()
)


def discourse(found_scenes: Sequence[Scene], kind: Kind) -> Iterator[Found]:
    """Relations that no single wording says."""
    for scene in found_scenes:
        yield from _by_name(scene)
    event = main_event(found_scenes)
    if event is None:
        return
    yield from _on_stage(found_scenes)
    for scene in found_scenes:
        if kind is Kind.CONFERENCE:
            yield from _took_part(scene, event)
            yield from _gathered(scene, event)
            yield from _listed_topics(scene, event)


STAGE = re.compile(
    r"^\W*(?:At|During|In|Opening|Addressing|Speaking at) (?:the |a |an |this )?<E(\d+)>"
)
GATHERED = re.compile(
    r"\b(?:convened|gathered|met|assembled|came together|meeting) (?:here )?in (?:the )?<L"
)


def _on_stage(found_scenes: Sequence[Scene]) -> Iterator[Found]:
    """`At a press conference, X said ... Y, director of Z, added ...`: both spoke there."""
    event: Cluster | None = None
    for scene in found_scenes:
        opening = STAGE.match(scene.masked)
        if opening is not None:
            event = scene.cluster(opening[1])
        if event is None:
            continue
        speaking = list(speakers(scene))
        if not speaking:
            event = None
        for person in speaking:
            yield Found(person, Predicate.PARTICIPATES_IN, event, "", "on stage", 0.7, scene)


def _gathered(scene: Scene, event: Cluster) -> Iterator[Found]:
    """`Over 500 experts convened in Beijing` tells of the event that the document reports."""
    if scene.of_type(Type.EVENT) or not (met := GATHERED.search(scene.masked)):
        return
    for place in scene.of_type(Type.PLACE):
        if scene.marks[scene.candidates.index(place)][0] >= met.end() - 2 and place.cluster:
            yield Found(event, Predicate.LOCATED_IN, place.cluster, "", "gathering", 0.75, scene)
            break
    for number, noun in people(scene.sentence.text):
        for counted in dict.fromkeys((noun, "participants")):
            yield Found(
                event, Predicate.COUNT, None, f"{number} {counted}", "gathering", 0.6, scene
            )


def main_event(found_scenes: Sequence[Scene]) -> Cluster | None:
    """The event that most sentences speak of, if the document has one."""
    counts: Counter[int] = Counter()
    clusters: dict[int, Cluster] = {}
    for scene in found_scenes:
        for candidate in scene.of_type(Type.EVENT):
            if candidate.cluster is not None:
                counts[id(candidate.cluster)] += 1
                clusters.setdefault(id(candidate.cluster), candidate.cluster)
    if not counts:
        return None
    best = max(counts, key=lambda key: (counts[key], -clusters[key].start))
    return clusters[best]


def _by_name(scene: Scene) -> Iterator[Found]:
    """`China Alliance for Rare Diseases` is about rare diseases and in China."""
    for outer in scene.candidates:
        for inner in scene.nested:
            if outer.cluster is None or inner.cluster is None or not _inside(inner, outer):
                continue
            subject = inner.type is not Type.TOPIC or _introduced(inner, outer)
            if inner.type in FIELDS and outer.type in ACTIVITIES and subject:
                yield Found(outer.cluster, Predicate.ABOUT, inner.cluster, "", "name", 0.85, scene)
            elif inner.type is Type.PLACE and outer.type in (Type.ORGANIZATION, Type.NETWORK):
                yield Found(
                    outer.cluster, Predicate.LOCATED_IN, inner.cluster, "", "name", 0.8, scene
                )


def _introduced(inner: Candidate, outer: Candidate) -> bool:
    """Whether a topic is the subject that a name states, not a part of its wording."""
    before = outer.text[: max(inner.start - outer.start, 0)]
    return re.search(r"\b(?:on|for|of|against|in)(?: \w+)?\s*$", before) is not None


def _inside(inner: Candidate, outer: Candidate) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


AGENDA = re.compile(
    r"^\W*(?:\d{1,2}[:.]\d{2}|[-•*]|Keynote|Opening|Closing|Moderator|Chair|Session|Speaker|Day \d)"
)
ABSENT = re.compile(
    r"\b(?:cancel\w*|not attend|absent|unable|expected|was to have|did not|postponed)\b",
    re.IGNORECASE,
)


@cache
def _spoke() -> re.Pattern[str]:
    verbs = "|".join(sorted(SPEAKS))
    return re.compile(rf"<P(\d+)>(?:, [^.;]{{0,250}}?,)? (?:also |later |then )?(?:{verbs})\b")


def speakers(scene: Scene) -> Iterator[Cluster]:
    """The persons who are subjects of verbs of speaking, by the tree or by word order."""
    for match in _spoke().finditer(scene.masked):
        yield scene.cluster(match[1])
    for token in scene.sentence.span:
        if token.lower_ not in SPEAKS:
            continue
        for child in token.children:
            candidate = scene.covering(child) if child.dep_ in ("nsubj", "nsubjpass") else None
            if candidate and candidate.cluster and candidate.type is Type.PERSON:
                yield candidate.cluster


def _took_part(scene: Scene, event: Cluster) -> Iterator[Found]:
    """Who speaks in the report of an event, or stands in its agenda, took part."""
    text = scene.sentence.text
    if ABSENT.search(text) or OFF.search(text):
        return
    agenda = AGENDA.match(text) is not None
    speaking = {id(cluster) for cluster in speakers(scene)}
    for person in scene.of_type(Type.PERSON):
        if person.cluster is not None and (agenda or id(person.cluster) in speaking):
            yield Found(person.cluster, Predicate.PARTICIPATES_IN, event, "", "speaker", 0.6, scene)


LISTING = (
    "topic",
    "theme",
    "includ",
    "discuss",
    "explor",
    "focus",
    "address",
    "agenda",
    "session",
    "cover",
)


def _listed_topics(scene: Scene, event: Cluster) -> Iterator[Found]:
    """Fields in a sentence that lists what was spoken of."""
    text = scene.sentence.text.casefold()
    if not any(word in text for word in LISTING):
        return
    for candidate in scene.of_type(*FIELDS):
        if candidate.cluster is not None:
            yield Found(event, Predicate.ABOUT, candidate.cluster, "", "listed topic", 0.55, scene)
