"""What follows from relations already found, and from what the document is mainly about."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.annotations import Candidate, Cluster
from extractors.relations.scene import Found, Scene
from kg.model import Predicate, Standing, Type

FIELDS = (Type.DISEASE, Type.THERAPY, Type.TOPIC)
ACTIVITIES = (Type.PROGRAMME, Type.NETWORK, Type.EVENT)
TREATING = re.compile(
    r"\b(?:treat|drug|therap|medic|patients|given|dose|injection|infusion|trial|compar)"
)
HOME = 5  # mentions that make a body the one that speaks
OFTEN = 2  # mentions that make a disease a main subject


@dataclass(frozen=True, slots=True)
class Mains:
    """What most of a document speaks of, by kind; None where nothing stands out."""

    disease: Cluster | None
    programme: Cluster | None
    network: Cluster | None
    event: Cluster | None
    whole: Cluster | None = None  # the activity that is named more than any other


def mains(scenes: Sequence[Scene]) -> Mains:
    """The disease, programme, network and event that are named most, the earlier at a tie."""
    return Mains(
        disease=_most(scenes, Type.DISEASE, OFTEN),
        programme=_most(scenes, Type.PROGRAMME, 1),
        network=_most(scenes, Type.NETWORK, 1),
        event=_most(scenes, Type.EVENT, 1),
        whole=_most(scenes, ACTIVITIES, OFTEN),
    )


def _most(scenes: Sequence[Scene], wanted: Type | Sequence[Type], least: int) -> Cluster | None:
    types = (wanted,) if isinstance(wanted, Type) else wanted
    counts: Counter[int] = Counter()
    clusters: dict[int, Cluster] = {}
    for scene in scenes:
        for candidate in (*scene.of_type(*types), *(c for c in scene.nested if c.type in types)):
            if candidate.cluster is not None:
                weight = 2 if scene.number == 0 else 1  # the title counts twice
                counts[id(candidate.cluster)] += weight
                clusters.setdefault(id(candidate.cluster), candidate.cluster)
    best = max(counts, key=lambda key: (counts[key], -clusters[key].start), default=None)
    return clusters[best] if best is not None and counts[best] >= least else None


def about_main_disease(scenes: Sequence[Scene], main: Mains) -> Iterator[Found]:
    """A programme, network or event is about the main disease where both stand in one sentence."""
    if main.disease is None:
        return
    for scene in scenes:
        here = scene.of_type(Type.DISEASE)
        if not any(c.cluster is main.disease for c in here):
            continue
        for activity in scene.of_type(*ACTIVITIES):
            if activity.cluster is not None and activity.cluster is main.whole:
                yield Found(
                    activity.cluster, Predicate.ABOUT, main.disease, "", "main subject", 0.6, scene,
                    standing=Standing.ASSERTED,
                )  # fmt: skip


def treatments(scenes: Sequence[Scene], main: Mains) -> Iterator[Found]:
    """A therapy and the only disease of its sentence; a drug and the disease of the document."""
    for scene in scenes:
        text = scene.sentence.text.casefold()
        if any(word in text for word in (" not ", "n't ", " no ", "cancelled", "instead of")):
            continue
        diseases = {id(c.cluster): c.cluster for c in scene.of_type(Type.DISEASE) if c.cluster}
        for therapy in scene.of_type(Type.THERAPY):
            if therapy.cluster is None:
                continue
            if len(diseases) == 1:
                disease = next(iter(diseases.values()))
                yield Found(
                    therapy.cluster, Predicate.TREATS, disease, "", "one sentence", 0.5, scene
                )
            elif not diseases and _specific(main.disease) and TREATING.search(text):
                yield Found(
                    therapy.cluster, Predicate.TREATS, main.disease, "", "main disease", 0.45, scene
                )


def _specific(disease: Cluster | None) -> bool:
    """Whether a drug can be meant for it: a disease of Mondo, not a group like rare diseases."""
    return disease is not None and "MONDO_" in (disease.concept or "")


def main_activities(
    scenes: Sequence[Scene], found: Iterable[Found], main: Mains
) -> Iterator[Found]:
    """A programme or network of which nothing else is said is about the document's main disease."""
    if main.disease is None:
        return
    known = {
        id(f.subject)
        for f in found
        if f.predicate is Predicate.ABOUT and f.object and f.object.type is Type.DISEASE
    }
    for activity in (main.whole,):
        if activity is None or id(activity) in known:
            continue
        scene = next((s for s in scenes if any(c.cluster is activity for c in s.candidates)), None)
        if scene is not None:
            yield Found(activity, Predicate.ABOUT, main.disease, "", "main subject", 0.45, scene)


def agreements(found: Iterable[Found]) -> Iterator[Found]:
    """The field of a cooperation is what its parties work on."""
    for one in found:
        stated = one.predicate is Predicate.COLLABORATES_WITH and one.standing is Standing.ASSERTED
        if not stated or one.object is None:
            continue
        for party in (one.subject, one.object):
            if party.type is not Type.ORGANIZATION:
                continue
            for field in _agreed(one.scene):
                if field.cluster is not None:
                    yield Found(
                        party, Predicate.WORKS_ON, field.cluster, "", "agreement", 0.55, one.scene
                    )


AGREED_ON = re.compile(r"\b(?:on|in|about|for|concerning|into|of) (?:[a-z-]+ ){0,3}$")


def _agreed(scene: Scene) -> Iterator[Candidate]:
    """What an agreement is on: diseases and therapies with it, topics behind a preposition."""
    for index, field in enumerate(scene.candidates):
        start = scene.marks[index][0]
        topic = field.type is Type.TOPIC and AGREED_ON.search(scene.masked, 0, start)
        if field.type in (Type.DISEASE, Type.THERAPY) or topic:
            yield field


def home(scenes: Sequence[Scene], found: Iterable[Found]) -> Iterator[Found]:
    """Departments and posts without a body belong to the one that the document is about."""
    body = _most(scenes, Type.ORGANIZATION, HOME)
    if body is None or body.subclass in ("Department", "Committee"):
        return
    placed = {
        id(f.subject)
        for f in found
        if f.predicate in (Predicate.PART_OF, Predicate.AFFILIATED_WITH)
    }
    for scene in scenes:
        for candidate in scene.candidates:
            cluster = candidate.cluster
            if cluster is None or cluster is body or id(cluster) in placed:
                continue
            if candidate.type is Type.ORGANIZATION and cluster.subclass == "Department":
                yield Found(cluster, Predicate.PART_OF, body, "", "home body", 0.5, scene)
            elif (
                candidate.type is Type.PERSON and candidate.title and candidate.title != "professor"
            ):
                yield Found(
                    cluster, Predicate.AFFILIATED_WITH, body, "", "home body", 0.5, scene,
                    role=candidate.title,
                )  # fmt: skip
