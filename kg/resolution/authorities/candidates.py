"""Which bodies an affiliation may name, and what speaks for and against each of them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.resolution.authorities.body import Body, NameKind
from kg.resolution.authorities.index import Named
from kg.resolution.authorities.lookup import Bodies
from kg.resolution.authorities.words import bag, meant, run
from kg.resolution.authorities.written import Written

LONGEST_NAME = 12  # words of a name that is looked for whole
RARE, RAREST, MOST = 600, 14, 700  # names of a rare word; words, and names, that are looked at
RATED = 30  # bodies that are rated, at most
LEAST = 0.5  # of a name that must stand in the text, by what its words tell


@dataclass(slots=True)
class Text:
    """What the names of bodies are compared with."""

    written: Written
    words: tuple[str, ...]
    known: dict[str, str]  # each word that stands in the text, mended or joined too -> as written
    joined: frozenset[str]

    def has(self, word: str) -> bool:
        """Whether the word stands in the text, if need be mended or joined."""
        return word in self.known


@dataclass(slots=True)
class Candidate:
    """A body with the one of its names that fits best."""

    number: int
    body: Body
    named: Named
    words: tuple[str, ...]
    found: frozenset[str]  # of its words
    coverage: float
    mass: float
    others: list[Named] = field(
        default_factory=list
    )  # its other names that stand whole in the text


class Weights:
    """How much each word tells: the fewer names have it, the more."""

    def __init__(self, bodies: Bodies) -> None:
        """Ask the index when a word is first weighed."""
        self.bodies = bodies

    def of(self, word: str) -> float:
        """What one word tells."""
        return math.log(200_000 / (1 + self.bodies.frequency(word)))

    def all(self, words: Iterable[str]) -> float:
        """What several tell together."""
        return sum(map(self.of, words))


def text_of(written: Written, bodies: Bodies) -> Text:
    """The words of an affiliation, with misspelled ones mended and split ones joined."""
    words = written.words
    known = {english: word for word, english in written.english.items()}
    known |= {word: word for word in words}
    joined = set()
    for part in written.parts:
        for left, right in zip(part, part[1:], strict=False):
            both = left + right
            if len(both) > 4 and both not in known and bodies.frequency(both):
                known[both] = left
                joined.add(both)
    for word in set(words):
        if len(word) > 4 and word.isalpha() and not bodies.frequency(word):
            for near in bodies.near(word)[:3]:
                for each in meant((near,)):
                    known.setdefault(each, word)
            for cut in range(4, len(word) - 1):
                left, right = word[:cut], word[cut:]
                if bodies.frequency(left) > 3 and bodies.frequency(right) > 3:
                    known.setdefault(left, word)
                    known.setdefault(right, word)
    return Text(written, words, known, frozenset(joined))


def candidates(text: Text, bodies: Bodies, weights: Weights) -> list[Candidate]:
    """The bodies worth rating, those first of whose names most stands in the text."""
    best: dict[int, Candidate] = {}
    for named in _named(text, bodies):
        _consider(named, text, bodies, weights, best)
    order = sorted(best.values(), key=lambda c: (-c.coverage * c.mass, c.number))
    return order[:RATED]


def _consider(
    named: Named, text: Text, bodies: Bodies, weights: Weights, best: dict[int, Candidate]
) -> None:
    words = tuple(dict.fromkeys(meant(tuple(named.key.split()))))
    found = frozenset(word for word in words if text.has(word))
    squashed = "".join(words)
    if not found and text.has(squashed):
        found = frozenset(words)
    total, mass = weights.all(words), weights.all(found)
    coverage = mass / total if total else 0.0
    if coverage < LEAST:
        return
    if named.kind is NameKind.ACRONYM and named.key.replace(" ", "") not in text.written.capitals:
        return
    number, body = _today(named.body, bodies)
    before = best.get(number)
    if before is None:
        best[number] = Candidate(number, body, named, words, found, coverage, mass)
        return
    if coverage > 0.99:
        before.others.append(named)
    if (coverage**2 * mass, -named.kind) > (before.coverage**2 * before.mass, -before.named.kind):
        before.named, before.words, before.found = named, words, found
        before.coverage, before.mass = coverage, mass


def _today(number: int, bodies: Bodies) -> tuple[int, Body]:
    """The body that a withdrawn record stands for, else the body itself."""
    body = bodies.body(number)
    heir = bodies.identified(body.id) if body.successor else body
    if heir is None or heir is body:
        return number, body
    return bodies.number(heir.id) or number, heir


def _named(text: Text, bodies: Bodies) -> list[Named]:
    """Names that stand whole in the text, in whatever order, and names with its rare words."""
    spans = list(_spans(text.words))
    for part in text.written.parts:
        mended = tuple(_mended(text, word) for word in part)
        spans += _spans(mended) if mended != part else []
    found = {n.name: n for n in bodies.made_of(map(bag, spans), map(run, spans))}
    by_rarity = sorted((bodies.frequency(word), word) for word in text.known if len(word) > 1)
    rare = [word for count, word in by_rarity if 0 < count <= RARE][:RAREST]
    if rare:
        expression = [f'"{word}"' for word in rare]
        found |= {n.name: n for n in bodies.holding([expression], MOST)}
    return list(found.values())


def _mended(text: Text, word: str) -> str:
    return next((each for each, as_written in text.known.items() if as_written == word), word)


def _spans(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
            yield tuple(words[start:end])
