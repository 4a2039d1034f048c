"""What speaks for and against a body as the one that an affiliation names, in numbers."""

import math
from collections import Counter
from collections.abc import Sequence

from kg.resolution.authorities.body import NameKind
from kg.resolution.authorities.candidates import Candidate, Text, Weights
from kg.resolution.authorities.words import bag
from kg.store.likeness import fold

FEATURES = (
    "coverage", "mass", "missing", "most missing", "words", "phrase", "window", "part share",
    "part extra", "part position", "part from end", "kind", "acronym written", "acronym length",
    "other names", "country", "city", "other city", "region", "place only", "same name",
    "same name here", "weight", "active", "share of best", "inside another", "better fit",
    "parent stands", "child stands", "university", "hospital", "institute", "education",
    "healthcare", "company", "government", "facility", "text words", "unit", "whole text",
    "others whole", "later part", "head missing", "whole part", "parts needed", "rivals",
)  # fmt: skip
HEADS = frozenset(
    """university institute hospital college school academy center laboratory company foundation
    ministry agency polytechnic association society council clinic group corporation""".split()
)
UNITS = frozenset("department division faculty school section unit group laboratory".split())
TYPES = ("education", "healthcare", "company", "government", "facility")


def features(found: Sequence[Candidate], text: Text, weights: Weights) -> list[list[float]]:
    """A row for each candidate, in the order of FEATURES."""
    bags = Counter(bag(c.words) for c in found if c.coverage > 0.99)
    here = Counter(bag(c.words) for c in found if c.coverage > 0.99 and _country(c, text) >= 0)
    return [
        [*_name(c, text, weights), *_place(c, text, bags, here), *_rivals(c, found, text)]
        for c in found
    ]


def _name(c: Candidate, text: Text, weights: Weights) -> list[float]:
    missing = [weights.of(word) for word in c.words if word not in c.found]
    parts = text.written.parts
    at = max(range(len(parts)), key=lambda i: (weights.all(c.found & {*parts[i]}), -i))
    part = {*parts[at]} - text.written.places | (c.found & {*parts[at]})
    inside = weights.all(c.found & part)
    acronym = c.named.kind is NameKind.ACRONYM
    return [
        c.coverage,
        min(c.mass, 25.0),
        sum(missing),
        max(missing, default=0.0),
        len(c.words),
        float(c.is_phrase),
        _window(c, text),
        inside / c.mass if c.mass else 0.0,
        weights.all(part - c.found),
        at,
        len(parts) - at,
        c.named.kind,
        float(
            acronym or any(n.kind is NameKind.ACRONYM and _written(n.key, text) for n in c.others)
        ),
        len(c.named.key) if acronym or len(c.words) == 1 else 20.0,
        len(c.others),
    ]


def _written(key: str, text: Text) -> bool:
    return key.replace(" ", "") in text.written.capitals


def _window(c: Candidate, text: Text) -> float:
    """How close together the found words stand: 1 where nothing is between them."""
    wanted = {text.as_written(word) or word for word in c.found}
    if not wanted:
        return 0.0
    best, words = len(text.words) + 1, text.words
    for start, word in enumerate(words):
        if word in wanted:
            left = set(wanted)
            for end in range(start, min(start + 25, len(words))):
                left.discard(words[end])
                if not left:
                    best = min(best, end - start + 1)
                    break
    return len(wanted) / best


def _country(c: Candidate, text: Text) -> float:
    countries = text.written.countries
    if not countries or not c.body.country:
        return 0.0
    return 1.0 if c.body.country in countries else -1.0


def _place(c: Candidate, text: Text, bags: Counter[int], here: Counter[int]) -> list[float]:
    written = text.written
    city, region = " ".join(fold(c.body.city)), " ".join(fold(c.body.region))
    in_city = bool(city) and city in written.cities
    own = bag(c.words)
    return [
        _country(c, text),
        float(in_city),
        float(not in_city and bool(written.cities)),
        float(bool(region) and region in written.regions)
        - float(bool(written.regions) and bool(region) and region not in written.regions),
        float(c.found <= written.places),
        bags[own],
        here[own],
        round(math.log2(1 + c.body.weight)),
        float(c.body.status == "active"),
    ]


def _rivals(c: Candidate, found: Sequence[Candidate], text: Text) -> list[float]:
    whole = [o for o in found if o is not c and o.coverage > 0.99]
    best = max((o.fit for o in found), default=1.0) or 1.0
    tight = [o for o in whole if o.is_tight]
    ids = {o.body.id for o in whole}
    kinds = {*c.words}
    parts = text.written.parts
    last = max((i for i, part in enumerate(parts) if c.found & {*part}), default=0)
    heads_missing = HEADS & {w for i, p in enumerate(parts) for w in p} - c.found
    return [
        c.fit / best,
        float(any(c.found < o.found for o in tight)),
        max((o.fit for o in found if o is not c), default=0.0) - c.fit,
        float(any(parent in ids for parent in c.body.parents)),
        float(any(c.body.id in o.body.parents for o in whole)),
        *(float(word in kinds) for word in ("university", "hospital", "institute")),
        *(float(each in c.body.types) for each in TYPES),
        len(text.words),
        float(bool(UNITS & kinds)),
        c.mass / max(1.0, len(text.words)),
        len(whole),
        float(sum(1 for part in parts[last + 1 :] if HEADS & {*part})),
        float(len(heads_missing)),
        _whole_part(c, text),
        float(c.needed),
        float(sum(1 for o in tight if not any(o.found < p.found for p in (*tight, c)))),
    ]


def _whole_part(c: Candidate, text: Text) -> float:
    """Whether a part of the text is the name: with nothing more 1, with names of places 0.5."""
    name = {text.as_written(word) or word for word in c.words} if c.coverage > 0.99 else set()
    parts = [{*part} for part in text.written.parts]
    if name in parts:
        return 1.0
    places = text.written.places
    return 0.5 if name and any(name - places == part - places for part in parts) else 0.0
