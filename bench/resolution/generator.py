"""People and bodies as many documents name them: skewed names, namesakes, several spellings."""

import random
from collections.abc import Iterator
from itertools import accumulate

from bench.resolution.gold import Record
from kg.model import Iri, Type
from kg.resolution.profiles import Profile, person_key
from kg.tables import word_list

SYLLABLES = (
    "an bei chun da fang guo hai jian kai li mei ning ping qing rui shu tao wen xin yang".split()
)
GIVEN = (
    "anna boris carla david emma felix greta hugo irene jonas klara lukas maria nils olga".split()
)
STEMS = "al ber cor dan el fer gar hol is jor kal lin mar nor os pol ros sor tal ul ver wil".split()
ENDS = "berg dorf ez ini ka low mann nen ov quist ros sen son ski strom tti vic wood".split()
TOPICS, HOSPITALS = 400, 4000


def records(number: int, seed: int = 1) -> Iterator[Record]:
    """So many names of about half as many people; the largest hospital has a hundredth."""
    rng = random.Random(seed)  # noqa: S311
    surnames = [name for line in word_list("common_names.txt") for name in line.split()]
    surnames += [stem + end for stem in STEMS for end in ENDS]
    weights = list(accumulate(1 / (at + 10) for at in range(len(surnames))))
    places = list(accumulate(1 / (at + 30) for at in range(HOSPITALS)))
    made, person = 0, 0
    while made < number:
        person += 1
        surname = rng.choices(surnames, cum_weights=weights)[0]
        given = _given(rng)
        hospital = f"hospital-{rng.choices(range(HOSPITALS), cum_weights=places)[0]}"
        topic, friend = f"t/{rng.randrange(TOPICS)}", f"{_given(rng)} {rng.choice(surnames)}"
        for _ in range(min(number - made, rng.choice((1, 1, 1, 2, 3, 4)))):
            name = rng.choice(
                (f"{given} {surname}", f"{surname} {given}", f"Dr. {given} {surname}")
            )
            if rng.random() < 0.1:
                name = f"{given[0]}. {surname}"
            about = _about(rng, hospital, topic, friend)
            iri = Iri(f"https://example.org/person/{made:07}")
            profile = Profile(iri, Type.PERSON, frozenset({name.title()}), **about)
            yield Record("", f"person-{person}", profile)
            made += 1


def _given(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return "".join(rng.sample(SYLLABLES, 2))
    return rng.choice(GIVEN) + rng.choice(("", "", "lie", "ta", "ro"))


def _about(rng: random.Random, hospital: str, topic: str, friend: str) -> dict[str, frozenset[str]]:
    """What one document tells: not all, and now and then another employer."""
    employer = hospital if rng.random() < 0.95 else f"hospital-{rng.randrange(HOSPITALS)}"
    return {
        "bodies": frozenset({employer} if rng.random() < 0.9 else ()),
        "topics": frozenset({topic} if rng.random() < 0.7 else ()),
        "company": frozenset({person_key(friend)} if rng.random() < 0.3 else ()),
        "documents": frozenset({f"d{rng.randrange(10**9)}"}),
    }
