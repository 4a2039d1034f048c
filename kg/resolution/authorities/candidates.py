"""Which bodies an affiliation may name, and what speaks for and against each of them."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kg.resolution.authorities.body import Body, NameKind
from kg.resolution.authorities.index import Named
from kg.resolution.authorities.lookup import Bodies
from kg.resolution.authorities.words import bag, meant, run
from kg.resolution.authorities.written import Written

LONGEST_NAME = 12  # words of a name that is looked for whole
RARE, RAREST, MOST = 600, 14, 700  # names of a rare word; words, and names, that are looked at
RATED = 30  # bodies that are rated, at most
SHORT, NEAR = 4, 3  # letters of words that are not mended; how many known words may be meant
LEAST = 0.5  # of a name that must stand in the text, by what its words tell


@dataclass(slots=True)
class Text:
    """What the names of bodies are compared with."""

    written: Written
    words: tuple[str, ...]
    known: dict[str, str]  # each word that stands in the text, mended or joined too -> as written

    def has(self, word: str) -> bool:
        """Whether the word stands in the text, if need be mended or joined."""
        return word in self.known

    def as_written(self, word: str) -> str:
        """What stands in the text for a word of a name; empty where nothing does."""
        if word in self.known:
            return self.known[word]
        if len(word) > 3:
            for short in self.written.shortened:
                if word.startswith(short):
                    return short
        return ""


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
    others: list[Named] = field(default_factory=list)  # its other names that stand whole in it
    needed: int = 1  # over how many parts of the text the name is spread
    is_phrase: bool = False  # whether it stands there word for word

    @property
    def is_tight(self) -> bool:
        """Whether the name's words stand together, not all over the text."""
        return self.needed <= 1 or self.is_phrase

    @property
    def fit(self) -> float:
        """How much of the text the name explains; less where its words are gathered."""
        return self.mass * self.coverage * (1.0 if self.is_tight else 0.5)


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
    for part in written.parts:
        for left, right in pairwise(part):
            if len(left + right) > SHORT and bodies.frequency(left + right):
                known.setdefault(left + right, left)
    for word in dict.fromkeys(words):
        if len(word) > SHORT and word.isalpha() and not bodies.frequency(word):
            for each in _mended(word, bodies):
                known.setdefault(each, word)
    return Text(written, words, known)


def _mended(word: str, bodies: Bodies) -> Iterator[str]:
    """What an unknown word may be: known ones that are like it, or two that ran together."""
    for near in bodies.near(word)[:NEAR]:
        yield from meant((near,))
    for cut in range(SHORT, len(word) - 1):
        both = word[:cut], word[cut:]
        if min(map(bodies.frequency, both)) > NEAR:
            yield from both


def candidates(text: Text, bodies: Bodies, weights: Weights) -> list[Candidate]:
    """The bodies worth rating, those first of whose names most stands in the text."""
    best: dict[int, Candidate] = {}
    for named in _named(text, bodies):
        _consider(named, text, bodies, weights, best)
    order = sorted(best.values(), key=lambda c: (-c.coverage * c.mass, c.number))[:RATED]
    for c in order:
        c.needed = _parts_needed(c, text)
        c.is_phrase = _is_phrase(c.words, text.words)
    return order


def _is_phrase(words: Sequence[str], text: Sequence[str]) -> bool:
    size = len(words)
    return any(tuple(text[i : i + size]) == tuple(words) for i in range(len(text) - size + 1))


def _parts_needed(c: Candidate, text: Text) -> int:
    """Over how many parts of the text a name is spread, taken from the part that has most."""
    left = {text.as_written(word) or word for word in c.found}
    needed = 0
    for part in sorted(text.written.parts, key=lambda part: -len(left & {*part})):
        if left & {*part}:
            needed += 1
            left -= {*part}
    return needed


def _consider(
    named: Named, text: Text, bodies: Bodies, weights: Weights, best: dict[int, Candidate]
) -> None:
    words = tuple(dict.fromkeys(meant(tuple(named.key.split()))))
    found = frozenset(word for word in words if text.as_written(word))
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
        mended = tuple(_as_known(text, word) for word in part)
        spans += _spans(mended) if mended != part else []
    found = {n.name: n for n in bodies.made_of(map(bag, spans), map(run, spans))}
    by_rarity = sorted((bodies.frequency(word), word) for word in text.known if len(word) > 1)
    rare = [word for count, word in by_rarity if 0 < count <= RARE][:RAREST]
    if rare:
        expression = [f'"{word}"' for word in rare]
        found |= {n.name: n for n in bodies.holding([expression], MOST)}
    return list(found.values())


def _as_known(text: Text, word: str) -> str:
    return next((each for each, as_written in text.known.items() if as_written == word), word)


def _spans(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
            yield tuple(words[start:end])
