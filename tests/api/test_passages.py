from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from api.passages import paragraphs, parts
from kg.model import Claim, Document, Evidence, Iri, Mention, Predicate, Reading, Type
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import Settings
from kg.store.embedded import open_writer
from tests.api.conftest import Writing, serving

DOC = Iri("https://example.org/d")
TEXTS = st.text(alphabet="ab. \n\r", max_size=60)
SPANS = st.lists(st.tuples(st.integers(0, 70), st.integers(1, 30)), max_size=6)


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


def test_a_long_text_is_shown_in_parts_and_each_place_is_found(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "kg"), query_workers=1)
    doc = Writing("long", title="Long")
    body = doc.thing(Type.ORGANIZATION, "linden", "Linden Clinic")
    other = doc.thing(Type.ORGANIZATION, "quortz", "Quortz Clinic")
    for sentence in ("Linden Clinic is first.", "Linden Clinic is last."):
        doc.says(sentence, (body, Predicate.COLLABORATES_WITH, other))
        doc.text += "word " * 40_000 + "\n"
    with open_writer(settings) as store:
        store.apply(change_for(store, Ontology(settings), [doc.reading()]))
    with serving(settings) as client:
        client.headers["accept"] = "text/html"
        first = client.get("/documents/long").text
        assert "shown in 3 parts" in first
        assert 'id="claim-1"' in first
        assert 'id="claim-2"' not in first
        page = client.get("/entities/organization/linden-clinic").text
        last = doc.text.index("Linden Clinic is last.")
        assert f"/documents/long?at={last}#at-{last}" in page
        assert "/documents/long#at-0" in page
        found = client.get(f"/documents/long?at={last}").text
        assert f'id="at-{last}"' in found
        assert 'id="claim-2"' in found
        assert client.get("/documents/long?part=4").status_code == 404
        assert len(client.get("/documents/long?format=json").json()["statements"]) == 2
