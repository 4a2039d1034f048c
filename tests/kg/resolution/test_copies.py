"""Copies of one text are one source, whatever was done to them; other texts are not."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Iri, Predicate, Reading
from kg.resolution.copies import ALIKE
from kg.resolution.publish import rebuild
from kg.store.embedded import MemoryStore, open_memory
from kg.store.sketch import resemblance, sketch
from kg.store.store import Change
from tests.kg.resolution.made import DATA, DISEASE, HOSPITAL, ONTOLOGY, ask, publish, reading

RELEASE = """Delphi clinics open a gene therapy unit with Ortel Hospital

The Delphi Clinics and Ortel Hospital have opened a joint unit for gene therapy of rare blood
diseases. It has twelve beds and will treat its first patients in spring.

"Families have waited for years, and many of them had to travel abroad," said Ann Lee, who heads
the unit. "From now on they will be treated where they live, by people who speak their language."

The unit is paid for by the Ministry of Health and by the Kestrel Foundation, which gives nine
million euros over five years. Half of the money is meant for the training of nurses and
laboratory staff, of whom there are too few in the region.

Cells are taken from patients at either hospital, changed in the clean rooms of the Delphi
Clinics, and given back within six weeks. Until now they were sent to laboratories overseas, which
took three months and failed in one of ten cases because the material was too old on arrival.

The partners want to admit patients from four neighbouring countries from next year on. Talks with
insurers there have begun. A registry will follow every patient for fifteen years, and its data
will be open to researchers who ask for them.
"""
PARAGRAPHS = RELEASE.strip().split("\n\n")
OTHER = f"""Minister praises new hospital unit

At a ceremony in Ortel the minister of health cut the ribbon of a ward in which children with
inherited anaemias are to be cured. Speakers recalled how a mothers' group had collected
signatures for such a place since 2011.

{PARAGRAPHS[2]}

Critics in parliament asked why the ward costs more than the one that was planned in the capital,
and whether there are enough children to fill it. The government answered that the number of births
is rising and that a second ward is not out of the question. Neighbours fear for their parking.

The building was put up in fourteen months by a local firm. It stands beside the old surgery, whose
roof was mended at the same time. A bus line will stop in front of it from May.
"""
WORDS = RELEASE.split()


@pytest.mark.parametrize(
    "copy",
    [
        RELEASE,
        RELEASE.upper().replace(",", " "),
        f"ORTEL, 4 May (Straits Wire) -- {RELEASE}",
        RELEASE.replace(PARAGRAPHS[0], "A ward that spares families the journey abroad"),
        f"{RELEASE}\n{PARAGRAPHS[3].replace('paid', 'built')} Our reader line is open every day.",
        "\n\n".join(PARAGRAPHS[:5]),
        "\n\n".join(PARAGRAPHS[1:]),
        " ".join(WORDS[20:-40]),
        " ".join("a" if number % 29 == 28 else word for number, word in enumerate(WORDS)),
    ],
    ids="same upper dateline headline added end start both words".split(),
)
def test_a_copy_is_found_whatever_was_done_to_it(copy: str) -> None:
    assert resemblance(RELEASE, copy) >= ALIKE
    store = publish(open_memory(), [reading("a", text=RELEASE), reading("b", text=copy)])
    assert len(groups(store)) == 1


@pytest.mark.parametrize(
    "other",
    [OTHER, PARAGRAPHS[2], "\n".join(reversed(WORDS)), "", "No words of it."],
    ids="event quote words empty short".split(),
)
def test_another_text_is_no_copy(other: str) -> None:
    assert resemblance(RELEASE, other) < 0.3
    store = publish(open_memory(), [reading("a", text=RELEASE), reading("b", text=other)])
    assert len(groups(store)) == 2


def test_texts_without_words_have_no_sketch_and_no_copies() -> None:
    assert sketch("... --- ...") == ()
    store = publish(open_memory(), [reading("a", text="..."), reading("b", text="...")])
    assert len(groups(store)) == 2


def test_what_stands_between_two_texts_ties_them_as_long_as_it_is_there() -> None:
    one, other = " ".join(WORDS[:120]), " ".join(WORDS[60:])
    assert resemblance(one, other) < ALIKE < resemblance(one, RELEASE)
    ends = [said("a", one), said("b", other)]
    store = publish(open_memory(), ends)
    assert (len(groups(store)), believed(store)) == (2, 0.96)
    publish(store, [said("between", RELEASE)])
    assert (len(groups(store)), believed(store)) == (1, 0.8)
    assert rebuild(store, ONTOLOGY) == Change()
    publish(store, [], [Iri(f"{DATA}document/between")])
    assert (len(groups(store)), believed(store)) == (2, 0.96)
    publish(
        store, [reading("between", text=RELEASE)]
    )  # it says nothing, but ties them all the same
    assert (len(groups(store)), believed(store)) == (1, 0.8)


def test_a_copy_that_is_changed_into_another_text_is_a_source_of_its_own() -> None:
    store = publish(open_memory(), [said(f"d{number}", RELEASE) for number in range(3)])
    assert believed(store) == 0.8
    publish(store, [said("d1", OTHER)])
    assert (len(groups(store)), believed(store)) == (2, 0.96)
    publish(store, [said("d1", RELEASE, title="Again")])
    assert (len(groups(store)), believed(store)) == (1, 0.8)


VARIANTS = [
    RELEASE,
    " ".join(WORDS[:120]),
    " ".join(WORDS[60:]),
    OTHER,
    f"{OTHER} {' '.join(WORDS[:90])}",
    f"Wire: {RELEASE}",
]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.none() | st.sampled_from(VARIANTS)), max_size=25),
    st.integers(1, 4),
    st.randoms(use_true_random=False),
)
@settings(max_examples=25, deadline=None)
def test_groups_are_those_of_the_set_of_documents(
    history: list[tuple[int, str | None]], step: int, shuffle: random.Random
) -> None:
    store, held = open_memory(), dict[int, str]()
    for at in range(0, len(history), step):
        last = dict(history[at : at + step])
        taken = [reading(f"d{number}", text=text) for number, text in last.items() if text]
        gone = [Iri(f"{DATA}document/d{number}") for number, text in last.items() if not text]
        publish(store, taken, gone)
        held = {n: text for n, text in {**held, **last}.items() if text}
    order = [reading(f"d{number}", text=text) for number, text in held.items()]
    shuffle.shuffle(order)
    fresh = open_memory()
    for each in order:
        publish(fresh, [each])
    assert groups(store) == groups(fresh)


def test_the_hundredth_near_copy_costs_as_much_as_the_tenth() -> None:
    asked = 0

    class Asked(MemoryStore):
        def text(self, document: Iri) -> str | None:
            nonlocal asked
            asked += 1
            return super().text(document)

    store, cost = Asked(open_memory().vocabulary), list[int]()
    for number in range(120):
        asked = 0
        publish(store, [said(f"c{number}", f"Wire {number}: {RELEASE}")])
        cost.append(asked)
    assert len(groups(store)) == 1
    assert sorted(cost[100:])[10] <= 2 * sorted(cost[5:25])[10]
    assert believed(store) == 0.8


def said(key: str, text: str, **more: object) -> Reading:
    read = reading(key, HOSPITAL, DISEASE, ties=[(0, Predicate.WORKS_ON, 1)], text=text)
    return replace(read, document=replace(read.document, **more))  # type: ignore[arg-type]


def believed(store: MemoryStore) -> object:
    return ask(store, "SELECT ?b { ?s ckg:belief ?b }")[0][0]


def groups(store: MemoryStore) -> set[frozenset[object]]:
    rows = ask(store, "SELECT ?group ?doc { ?doc ckg:sourceGroup ?group }")
    found = {row[0] for row in rows}
    assert found <= {row[1] for row in rows}
    return {frozenset(doc for group, doc in rows if group == each) for each in found}
