from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.passages import paragraphs, parts
from kg.model import Claim, Document, Entity, Evidence, Iri, Mention, Predicate, Reading, Type
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import Settings
from kg.store.embedded import open_memory, open_writer
from kg.store.excerpt import excerpt
from kg.store.rdf import Vocabulary, reading_quads, tidy
from kg.store.store import Change
from tests.api.conftest import Writing, serving

DOC = Iri("https://example.org/d")
CLAIMS = "SELECT ?e { ?s ckg:evidence ?e } ORDER BY ?e"
TEXTS = st.text(alphabet="ab. \n\r", max_size=60)
SPANS = st.lists(st.tuples(st.integers(0, 70), st.integers(1, 30)), max_size=6)


class Pages(NamedTuple):
    """A server, and the text of its document."""

    client: httpx.Client
    text: str


def reading(text: str, quotes: list[tuple[int, int]], names: list[tuple[int, int]]) -> Reading:
    claims = tuple(
        Claim(DOC, Predicate.ABOUT, DOC, Evidence(DOC, "q", start, start + length, 0.5, "rule"))
        for start, length in quotes
    )
    mentions = tuple(Mention(DOC, start, start + length) for start, length in names)
    return Reading(Document(DOC, text), "test", (), mentions, claims)


def test_names_and_sentences_are_marked_where_they_stand() -> None:
    found = paragraphs(reading("Ann leads.\n\nBo.", [(0, 10)], [(0, 3), (12, 2)]))
    marked = [
        [
            (piece.text, piece.entity is not None, it.sentence.number if it.sentence else 0)
            for it in one.stretches
            for piece in it.pieces
        ]
        for one in found
    ]
    assert marked == [
        [("Ann", True, 1), (" leads.", False, 1)],
        [("Bo", True, 0), (".", False, 0)],
    ]
    assert [len(one.sentences) for one in found] == [1, 0]


def test_overlapping_quotes_are_one_sentence_with_both_claims() -> None:
    (found,) = paragraphs(reading("abcdefghij", [(4, 6), (0, 5)], []))
    assert [(s.start, s.end, [n for n, _ in s.claims]) for s in found.sentences] == [
        (0, 10, [2, 1])
    ]


@given(TEXTS, SPANS, SPANS)
def test_no_character_is_lost_or_doubled(
    text: str, quotes: list[tuple[int, int]], names: list[tuple[int, int]]
) -> None:
    found = paragraphs(reading(text, quotes, names))
    shown = ["".join(p.text for it in one.stretches for p in it.pieces) for one in found]
    assert shown == [line for line in text.splitlines() if line.strip()]


@given(st.text(alphabet="ab \n", max_size=200), st.integers(2, 30))
def test_parts_are_the_text_and_none_is_long(text: str, size: int) -> None:
    spans = parts(text, size)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(end - start <= size for start, end in spans if text)
    # By this a link knows without the text that a place is on the first page.
    assert all(start > size // 2 for start, _ in spans[1:])


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    place = Settings(store=str(tmp_path_factory.mktemp("long") / "kg"), query_workers=1)
    doc = Writing("long", title="Long")
    body = doc.thing(Type.ORGANIZATION, "linden", "Linden Clinic")
    other = doc.thing(Type.ORGANIZATION, "quortz", "Quortz Clinic")
    for sentence in ("Linden Clinic is first.", "Linden Clinic is last."):
        doc.says(sentence, (body, Predicate.COLLABORATES_WITH, other))
        doc.text += "word " * 20_000 + "\n"
    with open_writer(place) as store:
        store.apply(change_for(store, Ontology(place), [doc.reading()]))
    with serving(place) as client:
        client.headers["accept"] = "text/html"
        yield Pages(client, doc.text)


def test_a_long_text_is_shown_in_parts_and_each_place_is_found(long: Pages) -> None:
    get = long.client.get
    first = get("/documents/long").text
    assert "shown in 3 parts" in first
    assert 'id="claim-1"' in first
    assert 'id="claim-2"' not in first
    page = get("/entities/organization/linden-clinic").text
    last = long.text.index("Linden Clinic is last.")
    assert f"/documents/long?at={last}#at-{last}" in page
    assert "/documents/long#at-0" in page
    found = get(f"/documents/long?at={last}").text
    assert f'id="at-{last}"' in found
    assert 'id="claim-2"' in found
    assert "2 statements were taken" in found
    assert get("/documents/long?part=4").status_code == 404
    assert len(get("/documents/long?format=json").json()["statements"]) == 2


@pytest.mark.parametrize(("number", "part"), [(1, 1), (2, 2)])
def test_a_link_to_a_claim_leads_to_its_part(long: Pages, number: int, part: int) -> None:
    asked = long.client.get("/sparql", params={"query": CLAIMS}).text
    link = f"/documents/long?claim={number}#claim-{number}"
    assert f'href="{link}"' in asked
    led = long.client.get(link)
    assert led.status_code == 303
    assert led.headers["location"] == f"/documents/long?part={part}#claim-{number}"
    assert f'id="claim-{number}"' in long.client.get(led.headers["location"]).text


def test_a_claim_that_nobody_made_is_told(long: Pages) -> None:
    assert long.client.get("/documents/long?claim=3").status_code == 404
    assert long.client.get("/documents/long?claim=0").status_code == 422


SHORT = st.lists(st.tuples(st.integers(0, 190), st.integers(1, 30)), max_size=12, unique=True)


@settings(max_examples=30, deadline=None)
@given(SHORT, st.integers(0, 190), st.integers(1, 60))
def test_a_part_shows_what_the_whole_shows_there(
    quotes: list[tuple[int, int]], start: int, size: int
) -> None:
    text = "ab cd. " * 30
    claims = tuple(
        Claim(
            Iri(f"{DOC}#person/a"),
            Predicate.ABOUT,
            Iri(f"{DOC}#topic/b"),
            Evidence(DOC, "q", at, at + length, 0.5, "rule"),
        )
        for at, length in quotes
    )
    things = (
        Entity(Iri(f"{DOC}#person/a"), Type.PERSON, "A", ("Ann",)),
        Entity(Iri(f"{DOC}#topic/b"), Type.TOPIC, "B"),
    )
    names = tuple(Mention(things[at % 2].iri, at, at + 2) for at in range(0, 200, 7))
    read = tidy(Reading(Document(DOC, text), "test", things, names, claims))
    vocabulary = Vocabulary(Settings())
    with open_memory(Settings()) as store:
        store.apply(Change(added=tuple(reading_quads(read, vocabulary))))
        found = excerpt(store, DOC, start, start + size)
    span = (start, min(start + size, len(text)))
    assert found.total == len(read.claims)
    numbers = [
        [
            [(n, c) for sentence in each.sentences for n, c in sentence.claims]
            for each in paragraphs(one, span, first)
        ]
        for one, first in ((found.reading, found.first), (read, 1))
    ]
    assert numbers[0] == numbers[1]
    pieces = [
        [
            (piece.text, piece.entity, it.sentence is None)
            for each in paragraphs(one, span)
            for it in each.stretches
            for piece in it.pieces
        ]
        for one in (found.reading, read)
    ]
    assert pieces[0] == pieces[1]
