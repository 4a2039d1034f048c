"""What follows a name tells what it is: `African School of Ocular Oncology (ASOO), a network`."""

import re
from functools import cache

from extractors.annotations import Candidate
from extractors.lexicons import heads
from kg.model import Type

BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME})
TELLING = frozenset(
    """network consortium alliance coalition partnership project programme program initiative
    study trial registry campaign""".split()
)


@cache
def _pattern() -> re.Pattern[str]:
    nouns = "|".join(sorted(TELLING))
    adjectives = r"(?:[a-z-]+ ){0,4}?"
    return re.compile(
        rf"(?: \([^()]{{1,30}}\))?,? (?:is |was )?(?:a|an) {adjectives}(?P<noun>{nouns})\b"
    )


def retype(candidate: Candidate, text: str) -> None:
    """Correct the type of a body by the noun that stands in apposition to it."""
    if candidate.type not in BODIES or candidate.generic:
        return
    match = _pattern().match(text, candidate.end)
    if match is None:
        return
    head = heads()[match["noun"]]
    candidate.type, candidate.subclass = head.type, head.subclass
