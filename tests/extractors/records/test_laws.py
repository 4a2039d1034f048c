"""What must hold of every record: its names and lines are where it says, and nothing is doubled."""

import string
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.documents.draft import Source, sound
from extractors.reader import Reader
from extractors.records.fitting import Row
from extractors.records.joining import PART, grouped
from extractors.records.maps import FieldMap, field_maps
from extractors.records.record import with_record
from extractors.records.rendering import Left, draft
from extractors.records.trees import Scope, Tree
from kg.errors import BadDocument
from kg.model import Document, Iri, Kind
from kg.store.shapes import check

MAPS = {found.name: found for found in field_maps()}
TEXT = st.text(
    st.one_of(st.sampled_from(string.ascii_letters + " ,;&<>{}()\n\0\x07é"), st.characters()),
    max_size=40,
)
NAMES = st.sampled_from(
    ["Keio University", "Tokyo", "Japan", "lupus", "JP", "2026-05-01", "coordinator", "Ana Ruiz"]
)
VALUE: st.SearchStrategy[Any] = st.one_of(TEXT, NAMES, st.none(), st.integers(), st.booleans())
ROW = st.dictionaries(
    st.sampled_from(
        ["partner", "country", "city", "role", "contact", "ror", "network", "project", "short"]
    ),
    VALUE,
)
TREE = st.recursive(
    VALUE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["title", "startDate", "date", "chairs", "speakers", "contributions", "first_name",
                 "last_name", "affiliation", "address", "location", "keywords", "organizer"]
            ),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=20,
)  # fmt: skip


def checked(found: FieldMap, tree: Tree, reader: Reader) -> None:
    try:
        made = draft(found, tree, Source("a", "a", "a"), "", Left())
    except BadDocument:
        return
    assert made.record is not None
    # What `sound` takes out of a text would move all that stands behind it.
    assert sound(made).text == made.text
    for name in made.record.names:
        assert made.text[name.start : name.end] == name.text
        # A document whose text is as it was is not read again.
        told = (*name.also, *(one.partition(":")[2] for one in name.identifiers))
        assert all(one in made.text for one in told)
    bare = Document(Iri("https://example.org/doc"), made.text, kind=Kind.NEWS)
    reading = reader(with_record(bare, made.record))
    check(reading)
    keys = [(c.subject, c.predicate, c.value) for c in reading.claims]
    assert len(keys) == len(set(keys))


@given(rows=st.lists(ROW, max_size=4))
@settings(deadline=None, max_examples=60)
def test_rows_become_sound_documents(rows: list[Any], reader: Reader) -> None:
    places = ((f"line {n}", row) for n, row in enumerate(rows))
    for _, tree in grouped(places, "network|project"):
        assert not isinstance(tree, BadDocument)
        checked(MAPS["partners"], tree, reader)


@given(tree=TREE)
@settings(deadline=None, max_examples=60)
def test_trees_become_sound_documents(tree: Tree, reader: Reader) -> None:
    checked(MAPS["Indico"], tree, reader)
    Scope(tree).values("*.title|../x|.")


@given(keys=st.lists(st.sampled_from("abc"), max_size=30))
def test_rows_are_grouped_in_the_order_of_their_first(keys: list[str]) -> None:
    rows: list[Row] = [(f"line {n}", {"k": key, "n": n}) for n, key in enumerate(keys)]
    found: list[Any] = [tree for _, tree in grouped(iter(rows), "k")]
    assert [tree["k"] for tree in found] == list(dict.fromkeys(keys))
    assert sorted(row["n"] for tree in found for row in tree["rows"]) == list(range(len(keys)))


def test_a_long_list_comes_in_parts() -> None:
    rows: list[Row] = [(f"line {n}", {"n": n}) for n in range(PART + 1)]
    found: list[Any] = list(grouped(iter(rows), "network"))
    assert [(where, len(tree["rows"])) for where, tree in found] == [
        ("line 0", PART),
        ("line 0 part 2", 1),
    ]
    assert found[1][1]["part"] == "2"
