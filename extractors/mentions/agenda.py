"""Sessions as programmes and minutes list them: `16:00 SESSION 1. MULTIPLE MYELOMA`."""

import re
from collections.abc import Iterator, Sequence

from extractors.annotations import Candidate
from kg.model import Type

KIND = (
    r"(?i:(?:plenary|parallel|breakout|poster|special|satellite|opening|closing|keynote|scientific"
    r"|panel|ministerial|technical|working|pre-conference|industry|lunch|evening)?[ -]?"
    r"(?:session|panel|panel discussion|discussion|round ?-?table|workshop|symposium|plenary"
    r"|debate|breakout group|working group|master ?class|fireside chat|hackathon|seminar"
    r"|webinar|ceremony|lecture))"
)
NUMBER = r"(?: (?:\d{1,2}|[IVX]{1,4}|[A-H]))"
LINE = re.compile(
    r"^(?:(?:\d{1,2}[:.h]\d\d(?: ?(?:[-–—]|to) ?\d{1,2}[:.h]\d\d)?(?: h)?|\d{1,2}[.)]|[-•*])\s+)?"
    rf"(?P<name>(?P<kind>{KIND}(?P<number>{NUMBER})?)(?:[.:] | [–—-] )(?P<title>[^\n;]{{4,110}}?))"
    r"[ .]*$",
    re.MULTILINE,
)
WITHIN = frozenset({Type.EVENT, Type.PERSON})
BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME})
PEOPLE = re.compile(r"(?:Prof|Dr|Mr|Ms|Mrs)\b")


def scheduled(candidates: Sequence[Candidate], text: str) -> list[Candidate]:
    """The candidates with the sessions that stand as lines of their own."""
    sessions = [s for s in _sessions(text) if not _is_list(s, candidates)]
    if not sessions:
        return list(candidates)
    kept = [c for c in candidates if not any(_gives_way(c, session) for session in sessions)]
    return sorted([*kept, *sessions], key=lambda c: (c.start, -c.end))


def _sessions(text: str) -> Iterator[Candidate]:
    for match in LINE.finditer(text):
        if PEOPLE.match(match["title"]):
            continue
        name = match["name"]
        if name.isupper() or (match["kind"].isupper() and match["title"].isupper()):
            name = _in_small_letters(name)
        start, end = match.span("name")
        yield Candidate(start, end, Type.EVENT, name, "agenda", 0.9)


def _in_small_letters(name: str) -> str:
    """`SESSION 1. MULTIPLE MYELOMA` as one would file it: `Session 1. Multiple myeloma`."""
    words = re.split(r"([.:] | [–—-] )", name.lower(), maxsplit=1)
    words[0] = re.sub(r" [ivx]+$", lambda number: number.group().upper(), words[0])
    return "".join(word[:1].upper() + word[1:] for word in words)


def _is_list(session: Candidate, candidates: Sequence[Candidate]) -> bool:
    """Whether the line names those who sit on the panel, not what it is about."""
    return any(
        c.type is Type.PERSON and session.start <= c.start and c.end <= session.end
        for c in candidates
    )


def _gives_way(candidate: Candidate, session: Candidate) -> bool:
    inside = session.start <= candidate.start and candidate.end <= session.end
    around = candidate.start <= session.start and session.end <= candidate.end
    unnamed = candidate.generic or (candidate.type in BODIES and candidate.source == "model")
    return (inside or around) and (candidate.type in WITHIN or unnamed)


def short_forms(name: str) -> set[str]:
    """The parts of a session's name by which a text speaks of it later."""
    kind, _, title = re.split(r"([.:] | [–—-] )", name, maxsplit=1)
    numbered = re.search(rf"{NUMBER}$", kind) is not None
    return {title, kind} if numbered else {title}
