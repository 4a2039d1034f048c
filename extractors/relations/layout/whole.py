"""What a document is about as a whole: its main event, network or programme."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.annotations import Cluster
from extractors.relations.inference import Mains
from extractors.relations.layout.lines import Line
from kg.model import Kind, Type

ACTIVITIES = (Type.EVENT, Type.NETWORK, Type.PROGRAMME)
HEAD = 3  # lines that a title may take
PARTS = frozenset({"agenda", "work package"})  # sources of names of parts


@dataclass(frozen=True, slots=True)
class Whole:
    """To what the entries of a document's lists belong, by what they are to it."""

    main: Cluster | None
    event: Cluster | None
    body: Cluster | None  # network or programme
    titled: bool = False  # whether the main one stands in the title


def whole_of(lines: Sequence[Line], mains: Mains, kind: Kind) -> Whole:
    """The activity of the title; where it has none, the one that is named most."""
    for line in lines[:HEAD]:
        for candidate in line.candidates:
            cluster = candidate.cluster
            if cluster is None or cluster.type not in ACTIVITIES or candidate.generic:
                continue
            if candidate.source not in PARTS and _is_title(line):
                return _whole(cluster, mains, titled=True)
    order = (mains.network, mains.programme, mains.event)
    if kind is not Kind.CONSORTIUM:
        order = (mains.event, mains.programme, mains.network)
    told = {id(c.cluster) for line in lines if _is_prose(line) for c in line.candidates}
    named = (
        c
        for c in order
        if c is not None and not _is_part(c) and (len(c.candidates) > 1 or id(c) in told)
    )
    return _whole(next(named, None), mains, titled=False)


def _is_prose(line: Line) -> bool:
    return line.has_verb or line.text.rstrip().endswith(".")


def _is_part(cluster: Cluster) -> bool:
    return any(candidate.source in PARTS for candidate in cluster.candidates)


def _is_title(line: Line) -> bool:
    return not re.search(r"[.;,]\s*$", line.text) and len(line.text) <= 160


def _whole(main: Cluster | None, mains: Mains, *, titled: bool) -> Whole:
    if main is None:
        return Whole(None, None, None)
    if main.type is Type.EVENT:
        return Whole(main, main, None if titled else mains.programme or mains.network, titled)
    return Whole(main, None if titled else mains.event, main, titled)
