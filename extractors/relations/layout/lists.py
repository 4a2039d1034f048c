"""Lists: who stands under a heading, in a session, behind a key or in the line below."""

import re
from collections.abc import Iterator, Sequence

from extractors.annotations import Candidate
from extractors.relations.discourse import speakers
from extractors.relations.inference import Mains
from extractors.relations.layout.bios import told_of
from extractors.relations.layout.course import Course
from extractors.relations.layout.entries import OFF, entries
from extractors.relations.layout.lines import WORDS, Line, Tie, is_entry, lines_of, marks
from extractors.relations.layout.membership import membership
from extractors.relations.layout.records import of_entry, owned
from extractors.relations.layout.sections import Label, Sense, heading, labels
from extractors.relations.layout.whole import PARTS, whole_of
from extractors.relations.scene import Found, Scene
from kg.model import Kind, Predicate, Type

LONGEST_LINE = 8_000  # characters; a longer one is no line of a list
FEW = 4  # words
WITHDRAWN = 150  # characters of a note on a speaker in which it is told that he will not come
CELL = re.compile(r"\s[|–—-]\s|:\s")
LEADING = (Sense.CHAIR, Sense.COORDINATOR)
TIMED = 3  # lines with a time of day that make an agenda
APART = re.compile(
    r"\b(?:welcome|opening|closing|lunch|dinner|reception|registration|get-together|award"
    r"|prize|farewell|excursion|departure|keynote)\b",
    re.IGNORECASE,
)
ENDING = frozenset(
    {Sense.SUPPORTER, Sense.MEMBER, Sense.BOARD, Sense.CONTACT, Sense.ABSENT, Sense.EXPERTISE,
     Sense.ORGANIZER, Sense.AGENDA, Sense.COORDINATOR}
)  # fmt: skip


def lists(scenes: Sequence[Scene], text: str, main: Mains, kind: Kind) -> Iterator[Found]:
    """What the lines of a document say by where they stand."""
    lines = [line for line in lines_of(scenes, text) if len(line.masked) <= LONGEST_LINE]
    whole = whole_of(lines, main, kind)
    timed = sum(bool(line.times[0]) for line in lines) >= TIMED
    course = Course(whole, agenda=timed and whole.event is not None)
    if lines and (cells := CELL.split(lines[0].text))[1:]:
        course.section = heading(cells[-1])
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else None
        for tie in _line(course, line, following):
            yield tie.found()


def _line(course: Course, line: Line, following: Line | None) -> Iterator[Tie]:
    if line.gap:
        course.leave_record()
    unknown, course.unknown = course.unknown and not line.gap, False
    if course.until and line.times[0] >= course.until:
        course.leave_part()
    keys = labels(line.core) if line.candidates or heading(line.text) is None else []
    yield from _part(course, line, keys[0].start if keys else len(line.core))
    unknown = (unknown and course.part is None) or (keys != [] and _titled(course, line, keys[0]))
    if keys and keys[0].sense in LEADING and unknown:
        for entry in entries(line, line.core):  # the chair of something that has no name here
            yield from entry.ties
    elif keys:
        yield from _keyed(course, line, keys)
    else:
        yield from _unkeyed(course, line, following)


def _titled(course: Course, line: Line, key: Label) -> bool:
    """Whether words before a key name what its persons chair, and it is not known as a part."""
    before = line.core[: key.start]
    return bool(WORDS.search(before)) and not any(
        c.cluster is course.part and f"{at}>" in before for at, c in enumerate(line.candidates)
    )


def _unkeyed(course: Course, line: Line, following: Line | None) -> Iterator[Tie]:
    opened = _heading(line)
    if opened is not None:
        yield from _open(course, line, opened)
    elif following is not None and _is_name(line) and _tells(following):
        course.bio = line.of_type(Type.PERSON)[0]
        for entry in entries(line, line.core):
            entry.off = OFF.search(following.text[:WITHDRAWN]) is not None
            yield from membership(course, line, entry, course.section)
    elif (core := line.core) and (line.is_entry or (core := _behind_title(course, line))):
        course.fresh = False
        for entry in entries(line, core):
            yield from of_entry(course, line, entry)
    else:
        yield from _other(course, line)


def _behind_title(course: Course, line: Line) -> str:
    """The persons of a line of an agenda, behind the title of their talk."""
    first = re.search(r"(?:[.?!:|–—/(\"”]|\s-|\sby|\t|\s{3})\s*(?=<P\d)", line.core)
    if first is None or not (course.agenda or course.part) or line.opens == 0:
        return ""
    behind = line.core[first.end() :]
    return behind if is_entry(behind, has_verb=False) else ""


def _tells(line: Line) -> bool:
    return not line.gap and not line.is_entry and len(WORDS.findall(line.text)) > FEW


def _is_name(line: Line) -> bool:
    return line.letters == "P" and not WORDS.search(re.sub(r"<P\d+>", "", line.core))


def _heading(line: Line) -> Label | None:
    if line.of_type(Type.PERSON, Type.DISEASE) or line.times[0]:
        return None
    opened = heading(line.text)
    if opened is None or opened.sense is Sense.BOARD or not line.letters.strip("DTFL"):
        return opened
    # `Faculty of Medicine` is no heading for teachers, `Associated Partners` no body.
    return opened if opened.bare and (line.gap or line.text.isupper()) else None


def _open(course: Course, line: Line, opened: Label) -> Iterator[Tie]:
    """A heading: what stands below it is told by its sense."""
    course.section, course.fresh, course.board, course.bio = opened, True, None, None
    course.leave_record()
    if opened.sense in ENDING or line.gap:
        course.leave_part()
    if opened.sense is Sense.AGENDA:
        course.agenda = course.whole.event is not None
    if opened.sense is Sense.BOARD:
        boards = line.of_type(Type.ORGANIZATION)
        course.board = boards[0] if boards else None
        if course.board and course.whole.body and course.whole.body.type is Type.NETWORK:
            yield Tie(course.board, Predicate.PART_OF, course.whole.body, line.scenes[0],
                      "board", 0.75)  # fmt: skip


def _part(course: Course, line: Line, until: int) -> Iterator[Tie]:
    """A line that opens a session, a side event or a work package."""
    core = line.core[:until]
    first = next(marks(core), None)
    if first is None or WORDS.search(core[: first.start()]):
        timed = bool(line.times[0]) or re.match(r"\W*(?:\d+\.|[A-Z]\.)\s", line.masked)
        if timed and APART.search(core):
            course.leave_part()
        return
    candidate = line.candidates[int(first[2])]
    cluster, whole = candidate.cluster, course.whole.main
    if cluster is None or whole is None or cluster is whole:
        return
    if not _opens(line, candidate, core[first.end() :]):
        return
    course.part, course.until, course.bio = cluster, line.times[1], None
    if course.section and course.section.sense is not Sense.AGENDA:
        course.section = None
    if cluster.type is whole.type and course.whole.titled:
        yield Tie(cluster, Predicate.PART_OF, whole, line.scenes[0], "part of the whole", 0.8)


def _opens(line: Line, candidate: Candidate, rest: str) -> bool:
    """Whether a name at the beginning of a line opens what stands below."""
    if candidate.source in PARTS:
        return True
    beside = WORDS.findall(re.sub(r"<[A-Z]\d+>", " ", rest))
    plain = len(beside) <= FEW and not line.has_verb and not candidate.generic
    return plain and candidate.type is Type.EVENT


def _keyed(course: Course, line: Line, keys: Sequence[Label]) -> Iterator[Tie]:
    """A line of keys and what they introduce."""
    for entry in entries(line, line.core[: keys[0].start]):
        yield from of_entry(course, line, entry)
    for at, key in enumerate(keys):
        end = keys[at + 1].start if at + 1 < len(keys) else len(line.core)
        said = _sentence(line.core[key.end : end])
        if next(marks(said), None) is None:
            if not said.strip(" .*_"):
                course.section, course.fresh = key, True
            continue
        for entry in entries(line, said):
            yield from entry.ties
            yield from membership(course, line, entry, key)


def _sentence(said: str) -> str:
    """What a key introduces ends with its sentence; the next may speak of other things."""
    for ended in re.finditer(r"(?<=[>)\w])\.\s+(?=[A-Z<])", said):
        if next(marks(said[: ended.start()]), None) is not None:  # not only a talk's title
            return said[: ended.start()]
    return said


def _other(course: Course, line: Line) -> Iterator[Tie]:
    """A line that is neither heading nor entry: prose, a talk's title, a heading of its own."""
    if course.record is not None:
        yield from owned(course.record, line)
    if course.bio is not None:
        yield from told_of(course.bio, line)
        return
    if _closes(line):
        course.section = None
        course.unknown = True
        course.leave_part()
        return
    yield from _spoken(course, line)
    if course.section is not None and line.core.startswith("<"):
        course.fresh = False
        for entry in list(entries(line, line.core))[:1]:
            entry.persons, entry.bodies = entry.persons[:1], entry.bodies[:1]
            yield from membership(course, line, entry, course.section)
    elif not course.fresh and line.has_verb:
        course.section = None


def _spoken(course: Course, line: Line) -> Iterator[Tie]:
    """Who speaks in the report of a session took part in it."""
    if course.part is None or course.part.type is not Type.EVENT:
        return
    for scene in line.scenes:
        for person in speakers(scene):
            yield Tie(person, Predicate.PARTICIPATES_IN, course.part, scene, "spoke there", 0.7)


def _closes(line: Line) -> bool:
    """Whether a line is a heading that opens something else."""
    short = len(WORDS.findall(line.text)) <= FEW * 2 and not line.text.rstrip().endswith((".", ","))
    if not short or line.times[0] or line.of_type(Type.PERSON, Type.ORGANIZATION):
        return False
    return line.gap or bool(re.match(r"\W*\d+\.\s", line.text)) or line.text.isupper()
