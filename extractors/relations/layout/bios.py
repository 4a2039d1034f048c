"""Notes on a person under the name as heading: sentences whose subject is only implied."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.annotations import Candidate, Cluster
from extractors.relations.layout.lines import Line, Tie, marks, shifted
from extractors.relations.patterns import by_wording
from extractors.relations.posts import posts, role
from extractors.relations.scene import Found, Scene
from extractors.relations.surface import by_word_order
from kg.model import Type

# A sentence of such a note that begins with what the person does.
DOES = re.compile(
    r"^(?:Leads|Heads|Directs|Chairs|Coordinates|Runs|Founded|Co-founded|Joined|Works|Studies"
    r"|Teaches|Specialises|Specializes|Member|Founding member|Fellow|Treats)\b"
)


@cache
def _holds() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:The|An?|Currently|Now|Also)[ ])?{role()}\b", re.IGNORECASE)


def told_of(person: Cluster, line: Line) -> Iterator[Tie]:
    """What a note says of the person whose name is its heading."""
    for scene in line.scenes:
        implied = with_subject(scene, person)
        if implied is None:
            continue
        for rule in (posts, by_wording, by_word_order):
            for found in rule(implied):
                if found.subject is person and found.object is not None:
                    yield _tie(found, scene)


def _tie(found: Found, scene: Scene) -> Tie:
    if found.object is None:
        raise ValueError("an attribute has no second end")
    return Tie(
        found.subject, found.predicate, found.object, scene, "note on a person", 0.75, found.role
    )


def with_subject(scene: Scene, person: Cluster) -> Scene | None:
    """The scene with the implied person as its first mark, where its sentence has no subject."""
    text = scene.masked.lstrip()
    opened = re.match(r"As (?:the |an? )?(?=[a-z])", text)
    if opened is not None:
        text = text[opened.end() :]
    elif not (_holds().match(text) or DOES.match(text)):
        return None
    first = scene.candidates[0] if scene.candidates else None
    if first is None:
        return None
    joint = " " if DOES.match(text) and not text.startswith(("Member", "Fell", "Found")) else ", "
    implied = Candidate(first.start, first.start, Type.PERSON, person.name, "implied", 1.0)
    implied.cluster = person
    added = Scene(scene.sentence, [implied, *scene.candidates], scene.nested, number=scene.number)
    added.masked = f"<P0>{joint}{shifted(text[0].lower() + text[1:], 1)}"
    added.marks = [(m.start(), m.end()) for m in marks(added.masked)]
    return added
