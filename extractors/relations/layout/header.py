"""The lines under a title: where and when an event takes place."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from extractors.annotations import Cluster
from extractors.dates import dates
from extractors.relations.quantities.families import family
from extractors.relations.scene import Found, Scene
from kg.model import Predicate, Type

FEW = 4  # words besides names, places and dates that such a line has


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
        if found and not family("preliminary").isdisjoint(bare.lower().split()):
            continue  # `Registration opens in March`
        few = len(re.findall(r"[^\W\d_]{2,}", bare)) <= FEW
        # A line of a person, or of a body without a date, begins a list.
        listed = scene.of_type(Type.PERSON) or (scene.of_type(Type.ORGANIZATION) and not found)
        if few and event and not (own or listed) and (found or places):
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
