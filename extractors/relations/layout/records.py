"""Records: a body in one line, its departments, its place and its people in the lines below."""

import re
from collections.abc import Iterator

from extractors.annotations import Cluster
from extractors.relations.layout.course import Course
from extractors.relations.layout.entries import Entry, is_unit
from extractors.relations.layout.lines import WORDS, Line, Tie
from extractors.relations.layout.membership import membership
from kg.model import Predicate, Type

SUBSIDIARY = re.compile(r"\b(?:subsidiary|branch|part|division|member) of (?:the )?<O(\d+)>", re.I)
SMALLER = re.compile(
    r"\b(?:Institut\w*|Cent(?:re|er)|Department|Faculty|School|Division|Unit|Laborator\w+|Section"
    r"|Clinic|Office|Team|Group|Centro|Instituto)\b"
)
LARGER = re.compile(
    r"\b(?:Universi\w+|Hospitals?|College|Academy|\w*[Kk]linikum|H[oô]pital|Ospedale|Karolinska"
    r"|Ministry)\b"
)


def of_entry(course: Course, line: Line, entry: Entry) -> Iterator[Tie]:
    """An entry, with what the section and the lines before it say of it."""
    yield from entry.ties
    if course.record is not None and SUBSIDIARY.search(line.core):
        yield from owned(course.record, line)
        return
    yield from membership(course, line, entry, course.section)
    persons = [(c, said) for i, said in entry.persons if (c := line.cluster(i)) is not None]
    homeless = {id(line.cluster(i)) for i in entry.homeless}
    scene = line.homes[0]
    _leave_list(course, line, entry)
    if entry.bodies and not persons:
        yield from _body_line(course, line, entry)
    elif homeless and course.record is not None:
        for person, said in persons:
            if id(person) in homeless:
                yield Tie(person, Predicate.AFFILIATED_WITH, course.unit or course.record, scene,
                          "record", 0.75, said or entry.post)  # fmt: skip
    elif homeless and not entry.bodies:
        course.waiting = [(person, said or entry.post) for person, said in persons]
    elif entry.places and not entry.fields and course.record and not WORDS.search(_beside(line)):
        # A disease or a topic beside the place makes a name of them: `Lupus Europe, BE`.
        yield from _located(course.record, line, entry)


def _leave_list(course: Course, line: Line, entry: Entry) -> None:
    """A place alone behind an item of a list is the heading of the next, and not where it is."""
    if course.listed and not line.is_item and not entry.bodies and not entry.persons:
        course.record = course.unit = None


def _body_line(course: Course, line: Line, entry: Entry) -> Iterator[Tie]:
    """A line of a body alone: of the person in the line before, or the head of a record."""
    named = [c for i in (*entry.units, *entry.bodies) if (c := line.cluster(i)) is not None]
    scene = line.homes[0]
    if course.waiting:
        for person, said in course.waiting:
            yield Tie(person, Predicate.AFFILIATED_WITH, named[0], scene, "next line", 0.75,
                      said or entry.post)  # fmt: skip
        course.waiting = []
    elif course.record is not None and is_part(named[0], course.record):
        course.unit = named[0]
        yield Tie(named[0], Predicate.PART_OF, course.record, scene, "record", 0.75)
    elif len(entry.bodies) == 1 and _alone(course, line):
        course.record, course.unit = named[-1], None
        course.listed = line.is_item


def is_part(below: Cluster, above: Cluster) -> bool:
    """Whether a body named in the line below another is a part of it."""
    if is_unit(below):
        return True
    return bool(SMALLER.search(below.name) and LARGER.search(above.name)) and not LARGER.search(
        below.name
    )


def _located(body: Cluster, line: Line, entry: Entry) -> Iterator[Tie]:
    for index in entry.places:
        place = line.cluster(index)
        if place is not None:
            yield Tie(body, Predicate.LOCATED_IN, place, line.homes[index], "record", 0.75)


def owned(body: Cluster, line: Line) -> Iterator[Tie]:
    """`A subsidiary of X, Zurich`, in the record of a body."""
    said = SUBSIDIARY.search(line.core)
    owner = line.cluster(int(said[1])) if said else None
    if owner is not None:
        yield Tie(body, Predicate.PART_OF, owner, line.homes[0], "record", 0.75)


def _alone(course: Course, line: Line) -> bool:
    """Whether a line names a body and says no more, so that the lines below may speak of it."""
    bare = re.sub(r"\([^()]*\)|\bTHE\b", " ", _beside(line))
    foreign = line.letters.strip("ONL") or line.times[0] or WORDS.search(bare)
    return not foreign and course.whole.main not in line.of_type(Type.NETWORK, Type.ORGANIZATION)


def _beside(line: Line) -> str:
    return re.sub(r"<[A-Z]\d+>", " ", line.core)
