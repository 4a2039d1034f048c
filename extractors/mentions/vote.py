"""Which of the overlapping candidates stand: bodies by shape first, then the surest and longest."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractors.annotations import Candidate
from kg.model import Type

FIELDS = frozenset({Type.DISEASE, Type.THERAPY, Type.TOPIC})
ACTIVITIES = frozenset({Type.NETWORK, Type.PROGRAMME, Type.EVENT})
JOINING = (" on ", " of ", " for ", " against ")
NAMED = frozenset({"shape", "known body", "context"})


def vote(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates in text order, none overlapping but fields and places inside longer names."""
    proposed = _widened(list(_but_fields(list(candidates))))
    whole = [c for c in proposed if c.source in NAMED and not c.generic]
    stand: list[Candidate] = []
    for candidate in sorted(proposed, key=lambda c: (-c.score, c.start - c.end, c.start)):
        if any(_swallows(outer, candidate) for outer in whole):
            continue
        rivals = [c for c in stand if c.start < candidate.end and candidate.start < c.end]
        if all(_nests(candidate, rival) or _nests(rival, candidate) for rival in rivals):
            stand.append(candidate)
    return sorted(stand, key=lambda c: (c.start, -c.end))


def _but_fields(proposed: list[Candidate]) -> Iterator[Candidate]:
    """A therapy is no name of the programme that deals with it: `the CAR-T programme`."""
    fields = {(c.start, c.end) for c in proposed if c.type in FIELDS and c.source == "dictionary"}
    for candidate in proposed:
        if candidate.source != "context" or (candidate.start, candidate.end) not in fields:
            yield candidate


def _widened(proposed: list[Candidate]) -> list[Candidate]:
    """Names that end inside a field go on to its end: `Gobi Forum on Wilson` before `disease`."""
    fields = [c for c in proposed if c.type in FIELDS and c.source == "dictionary"]
    return [next(_ending_with(c, fields), c) if c.source == "shape" else c for c in proposed]


def _ending_with(name: Candidate, fields: list[Candidate]) -> Iterator[Candidate]:
    for field in fields:
        if name.start < field.start < name.end < field.end:
            before = name.text[: field.start - name.start]
            if before.endswith(JOINING):
                yield replace(name, end=field.end, text=before + field.text)


def _swallows(outer: Candidate, inner: Candidate) -> bool:
    """Whether a candidate is only a part of a longer name, as a disease in a hospital's name."""
    longer = outer.end - outer.start > inner.end - inner.start
    article = 4 if inner.text[:4].casefold() == "the " else 0  # "the Baltic" in "Baltic Network"
    inside = outer.start <= inner.start + article and inner.end <= outer.end
    return longer and inside and not _nests(inner, outer)


def _nests(inner: Candidate, outer: Candidate) -> bool:
    """Whether a name inside a longer name stands for itself: `China Alliance for Rare Diseases`."""
    inside = outer.start <= inner.start and inner.end <= outer.end
    if not inside or (inner.start, inner.end) == (outer.start, outer.end):
        return False
    if inner.source == "owner":
        return outer.type is Type.EVENT
    if inner.type is Type.PLACE:
        # A city in a name is the name's; a country there says where the body is.
        bodies = ACTIVITIES | {Type.ORGANIZATION}
        return outer.type in bodies and inner.subclass == "Country"
    if inner.type is Type.DISEASE and outer.type is Type.TOPIC:
        return True  # "thalassemia screening"
    if inner.type is outer.type is Type.ORGANIZATION and outer.source == "known body":
        # "West China Hospital of Sichuan University"
        before = outer.text[: inner.start - outer.start]
        return inner.end == outer.end and before.endswith(" of ") and " " in inner.text
    return inner.type in FIELDS and outer.type in ACTIVITIES
