"""Who stands beside another whose name could be theirs, in documents of any length."""

import time
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Entity, Iri, Type
from kg.resolution.normalise import Fit, fit, person_name, shared_keys
from kg.resolution.profiles import CROWD, _alike

SOON = 10.0  # seconds of the processor; it took three minutes
GIVEN = (
    "Anna Ana J. Johann Yohann Shu-yang Shuyang Zhang Katharina Catherine Kathrina M. de".split()
)
LAST = "Zhang Meier Maier Mayer Schneider Schnieder Schneiders Scheider Wang Fernandez J.".split()
NAMES = st.lists(st.sampled_from(GIVEN + LAST), min_size=1, max_size=3).map(" ".join)


@given(NAMES, NAMES)
def test_names_that_go_together_have_something_in_common(one: str, other: str) -> None:
    left, right = person_name(one), person_name(other)
    if left.words and right.words and fit(left, right) is not Fit.CLASH:
        assert shared_keys(left) & shared_keys(right)


def people(*names: str) -> list[Entity]:
    return [Entity(Iri(f"https://example.org/{name}"), Type.PERSON, name) for name in names]


def test_one_name_may_be_that_of_another_beside_it() -> None:
    found = _alike(
        people("Anna Meier", "A. Meier", "Johann Schneider", "Yohann Schnieder", "B Wang")
    )
    assert {iri.rpartition("/")[2] for iri in found} == {
        *("Anna Meier", "A. Meier", "Johann Schneider", "Yohann Schnieder"),
    }


def test_a_list_of_thousands_takes_little() -> None:
    syllables = "ba co di fu ge ha ki lo mu ne po qua ri so tu ve wi xa yo za".split()
    words = ["".join(parts) for parts in product(syllables, repeat=3)]
    strangers = [f"{first} {last}n" for first, last in zip(words, words[::-1], strict=True)][:5000]
    namesakes = [f"{word} Zhang" for word in words[: 2 * CROWD]]
    everybody = people(*(name.title() for name in strangers + namesakes))
    began = time.process_time()
    found = _alike(everybody)
    assert time.process_time() - began < SOON
    assert {one.iri for one in everybody[-2 * CROWD :]} <= found
