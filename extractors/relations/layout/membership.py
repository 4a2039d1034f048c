"""What an entry of a section is to the event, network or programme that the section is of."""

import re
from collections.abc import Iterable, Iterator

from extractors.annotations import Cluster
from extractors.relations.layout.course import Course
from extractors.relations.layout.entries import Entry
from extractors.relations.layout.lines import Line, Tie
from extractors.relations.layout.sections import Label, Sense, said_as
from kg.model import Predicate, Type

COORDINATES = re.compile(
    r"\b(?:(?:project |network |scientific |overall |lead )?co-?ordinator|lead partner"
    r"|coordinating (?:institution|centre|center|partner)|principal investigator)\b",
    re.IGNORECASE,
)
DEPUTY = re.compile(r"\b(?:deputy|vice|assistant|former|data|trial|study nurse)\b", re.IGNORECASE)
CHAIRS = re.compile(r"\b(?:co-)?(?:chair(?:man|woman|person)?|moderator|president)\b", re.I)
BY_FIELD = re.compile(r"^[^:]*<[DTF]\d+>[^:]*:")


def membership(course: Course, line: Line, entry: Entry, label: Label | None) -> Iterator[Tie]:
    """The relations of an entry that its section says."""
    if entry.off or course.whole.main is None:
        return
    if label is None or label.sense is Sense.AGENDA:
        yield from _on_agenda(course, line, entry)
        return
    if label.sense is Sense.MEMBER:
        yield from _member(course, line, entry)
    elif label.sense is Sense.BOARD:
        yield from _seated(course, line, entry)
    elif label.sense is Sense.EXPERTISE:
        yield from _expert(line, entry)
    else:
        yield from _directly(course, line, entry, label)


def _persons(line: Line, entry: Entry) -> list[Cluster]:
    return [c for index, _ in entry.persons if (c := line.cluster(index)) is not None]


def _bodies(line: Line, entry: Entry) -> list[Cluster]:
    found = [c for index in entry.bodies if (c := line.cluster(index)) is not None]
    return found or [c for index in entry.units if (c := line.cluster(index)) is not None]


def _each(  # noqa: PLR0913 - one relation has these parts
    subjects: Iterable[Cluster],
    predicate: Predicate,
    owner: Cluster | None,
    line: Line,
    rule: str,
    role: str | None = None,
) -> Iterator[Tie]:
    for subject in subjects:
        if owner is not None and subject is not owner:
            scene = next(
                h for c, h in zip(line.candidates, line.homes, strict=True) if c.cluster is subject
            )
            yield Tie(subject, predicate, owner, scene, rule, 0.8, role or None)


def _on_agenda(course: Course, line: Line, entry: Entry) -> Iterator[Tie]:
    """A person in an agenda speaks in the session whose lines these are."""
    persons = _persons(line, entry)
    if course.event is not None and (course.agenda or course.part is course.event):
        leading = CHAIRS.fullmatch(entry.post or "") is not None
        predicate = Predicate.LEADS if leading else Predicate.PARTICIPATES_IN
        yield from _each(persons, predicate, course.event, line, "agenda",
                         entry.post if leading else None)  # fmt: skip
    elif course.whole.body is not None and course.record is not None:
        yield from _coordinator(course, line, entry)


def _coordinator(course: Course, line: Line, entry: Entry) -> Iterator[Tie]:
    said = entry.persons[0][1] if entry.persons else None
    said = said or entry.post or ""
    if entry.persons and COORDINATES.fullmatch(said):
        yield from _each(
            _persons(line, entry)[:1], Predicate.LEADS, course.whole.body, line, "coordinator", said
        )


def _member(course: Course, line: Line, entry: Entry) -> Iterator[Tie]:
    """A partner or member; the one that coordinates leads."""
    whole, persons, bodies = course.whole.body, _persons(line, entry), _bodies(line, entry)
    if whole is None:
        yield from _each(persons or bodies, Predicate.PARTICIPATES_IN, course.event, line, "list")
        return
    yield from _coordinator(course, line, entry)
    if course.record is not None and entry.first is not Type.ORGANIZATION:
        return
    if entry.first is not Type.PERSON and not _below(course, bodies):
        leads = COORDINATES.search(entry.core) and not entry.persons
        if leads:
            yield from _each(bodies[:1], Predicate.LEADS, whole, line, "list", "coordinator")
        else:
            yield from _each(bodies, belongs(whole), whole, line, "list")
    elif entry.homeless and not bodies and course.record is None:
        yield from _each(persons, belongs(whole), whole, line, "list")


def _below(course: Course, bodies: list[Cluster]) -> bool:
    """Whether a body is a part of the one in whose record it stands."""
    parts = ("Department", "Committee", "ResearchInstitute")
    return course.record is not None and all(body.subclass in parts for body in bodies)


def belongs(whole: Cluster) -> Predicate:
    """How a partner belongs to a network, a programme or an event."""
    return Predicate.MEMBER_OF if whole.type is Type.NETWORK else Predicate.PARTICIPATES_IN


def _seated(course: Course, line: Line, entry: Entry) -> Iterator[Tie]:
    persons, said = _persons(line, entry), entry.post or ""
    if CHAIRS.search(said) and len(persons) == 1:
        yield from _each(persons, Predicate.AFFILIATED_WITH, course.board, line, "board", said)
    else:
        yield from _each(persons, Predicate.MEMBER_OF, course.board, line, "board")


def _expert(line: Line, entry: Entry) -> Iterator[Tie]:
    """`Wilson disease: X, Body`: who stands behind a field works on it."""
    if not BY_FIELD.match(entry.core):
        return
    colon = entry.core.index(":")
    before = [i for i in entry.fields if f"{i}>" in entry.core[:colon]]
    for index in before:
        field = line.cluster(index)
        yield from _each(_persons(line, entry)[:1] or _bodies(line, entry)[:1],
                         Predicate.WORKS_ON, field, line, "expertise")  # fmt: skip


def _directly(course: Course, line: Line, entry: Entry, label: Label) -> Iterator[Tie]:
    """Speakers, chairs, organisers, sponsors, coordinators, places, themes."""
    persons, bodies = _persons(line, entry), _bodies(line, entry)
    role = said_as(label)
    if label.sense is Sense.SPEAKER:
        yield from _each(persons, Predicate.PARTICIPATES_IN, course.event, line, "speaker", role)
    elif label.sense is Sense.CHAIR:
        seated = course.board is not None and course.part is None
        predicate = Predicate.AFFILIATED_WITH if seated else Predicate.LEADS
        over = course.board if seated else course.part or course.whole.main
        yield from _each(persons, predicate, over, line, "chair", role)
    elif label.sense is Sense.ORGANIZER:
        yield from _each(bodies or persons, Predicate.ORGANIZES, course.event, line, "organizer")
    elif label.sense is Sense.SUPPORTER:
        yield from _each(bodies, Predicate.SUPPORTS, _backed(course, label), line, "supporter")
    elif label.sense is Sense.COORDINATOR:
        yield from _leading(course, line, entry, label)
    else:
        yield from _described(course, line, entry, label)


def _leading(course: Course, line: Line, entry: Entry, label: Label) -> Iterator[Tie]:
    """Who coordinates: the person where one stands first, else the body."""
    persons, bodies = _persons(line, entry), _bodies(line, entry)
    leads = persons if entry.first is Type.PERSON or not bodies else bodies[:1]
    if not DEPUTY.search(label.words) and not (entry.homeless and course.record):
        over = course.part or course.whole.main
        yield from _each(leads, Predicate.LEADS, over, line, "coordinator", said_as(label))
    elif entry.homeless:
        yield from _coordinator(course, line, entry)


def _backed(course: Course, label: Label) -> Cluster | None:
    medal = label.words.casefold() in ("gold", "silver", "bronze", "platinum", "diamond")
    return course.whole.main if medal else course.part or course.whole.main


def _described(course: Course, line: Line, entry: Entry, label: Label) -> Iterator[Tie]:
    owner = course.part or course.whole.main
    wanted = {Sense.VENUE: "L", Sense.THEME: "DTF", Sense.FRAME: "G"}.get(label.sense, "")
    predicate = {Sense.VENUE: Predicate.LOCATED_IN, Sense.THEME: Predicate.ABOUT,
                 Sense.FRAME: Predicate.PART_OF}.get(label.sense)  # fmt: skip
    if owner is None or predicate is None:
        return
    for index in (*entry.places, *entry.fields):
        target = line.cluster(index)
        letter = {"Place": "L", "Disease": "D", "Therapy": "T", "Topic": "F", "Programme": "G"}
        if target is not None and letter.get(target.type.value, "-") in wanted:
            yield Tie(owner, predicate, target, line.homes[index], label.sense.value, 0.75)
