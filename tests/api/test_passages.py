from hypothesis import given
from hypothesis import strategies as st

from api.passages import paragraphs
from kg.model import Claim, Document, Evidence, Iri, Mention, Predicate, Reading

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
