"""Which pairs are worth comparing: those that have a key in common.

A key of a person is a word of the name, the first letter of another, and a piece of context: since
a name alone is never enough, none is compared by its name alone. Keys of a body are its words in
any order, with and without its place.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, permutations

from kg.model import Iri, Type
from kg.resolution.body_names import COUNTRY, initials
from kg.resolution.normalise import first_letter, romanised, variants
from kg.resolution.profiles import Known

LARGEST = 200  # of a block that is compared: more of one name in one place are told, not compared


def keys(known: Known) -> frozenset[str]:
    """All keys of one person or body."""
    found = _of_person(known) if known.profile.type is Type.PERSON else _of_body(known)
    return frozenset(found)


def pairs(blocks: Iterable[Iterable[Iri]], largest: int = LARGEST) -> Iterator[tuple[Iri, Iri]]:
    """Each pair of each block that is not too large, once and in order."""
    seen: set[tuple[Iri, Iri]] = set()
    for block in blocks:
        members = sorted(set(block))
        if len(members) <= largest:
            for pair in combinations(members, 2):
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def blocks(everyone: Iterable[Known]) -> Mapping[str, list[Iri]]:
    """The members of each key that more than one has."""
    found: defaultdict[str, list[Iri]] = defaultdict(list)
    for each in everyone:
        for key in keys(each):
            found[key].append(each.profile.iri)
    return {key: members for key, members in found.items() if len(members) > 1}


def _of_person(known: Known) -> Iterator[str]:
    contexts = list(_contexts(known))
    for identifier in known.profile.identifiers:
        yield f"id {identifier}"
    for name in _name_keys(known):
        for context in contexts:
            yield f"p {name} {context}"
    for whole in known.people:  # for a topic alone the whole name must be the same
        for topic in known.profile.topics if len(whole.full) > 1 else ():
            yield f"n {' '.join(sorted(whole.words))} {topic}"


def _name_keys(known: Known) -> set[str]:
    found = set()
    for name in known.people:
        for one, other in permutations(name.words, 2):
            if len(one) > 1:
                found |= {
                    f"{spelled} {first}" for spelled in _spelled(one) for first in _first(other)
                }
    return found


def _spelled(word: str) -> list[str]:
    """A word as it is, and each group of spellings that it is in."""
    return [word, *(f"#{group}" for group in sorted(variants().get(word, ())))]


def _first(word: str) -> set[str]:
    # Short forms begin with other letters: Bill is William.
    return {first_letter(word), *(f"#{group}" for group in variants().get(word, ()))}


def _contexts(known: Known) -> Iterator[str]:
    profile = known.profile
    yield from sorted(profile.bodies | profile.company)
    for city in sorted(profile.cities):
        for topic in sorted(profile.topics):
            yield f"{city} {topic}"


def _of_body(known: Known) -> Iterator[str]:
    profile = known.profile
    kind = profile.type.value
    for identifier in profile.identifiers:
        yield f"id {identifier}"
    where = [*sorted(profile.cities), *sorted(profile.countries)]
    for name in known.bodies:
        if name.acronym:
            yield from (f"{kind} {name.acronym} {place}" for place in where)
            continue
        yield f"{kind} {' '.join(sorted(name.words))}"
        bare = name.words - place_words(known) - {w for w in name.words if w.startswith(COUNTRY)}
        codes = {w[1:].upper() for w in name.words if w.startswith(COUNTRY)}
        if len(bare) > 2:  # a word may be misspelled
            rests = (sorted(bare - {word}) for word in sorted(bare))
            yield from (
                f"{kind} -{' '.join(rest)} {city}" for rest in rests for city in profile.cities
            )
        for place in {*where, *codes}:
            yield f"{kind} {' '.join(sorted(bare))} {place}"
    for short in _initials(known):
        yield from (f"{kind} {short} {place}" for place in where)


def _initials(known: Known) -> set[str]:
    found = {initials(name) for name in known.profile.names if " " in name}
    return {each for each in found if len(each) > 1}


def place_words(known: Known) -> frozenset[str]:
    """The words of the cities that a body is in."""
    cities = (city.partition("-")[2] for city in known.profile.cities)
    return frozenset(romanised(word) for city in cities for word in city.split("-") if word)
