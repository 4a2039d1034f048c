"""Rows counted in the bytes of a table, and what is said where there are too many."""

import csv
import json
from io import BytesIO, StringIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    Store,
    parse,
    parse_query_results,
)

from kg.errors import BadRequest
from kg.store.answer import GRAPH_FORMATS, TABLE_FORMATS, Answer
from kg.store.rows import BLOCK, TRUNCATED, RowLimit, Truncated, marked

# What separates rows in one format or another, and what could be taken for it.
TEXTS = st.text(st.sampled_from('},{"\\ \n\r\t<>result:x'), max_size=30) | st.text(max_size=5)
ROWS = st.lists(st.tuples(st.none() | TEXTS, st.none() | TEXTS), max_size=8)


def table(rows: list[tuple[str | None, str | None]]) -> str:
    values = " ".join(
        f"({' '.join('UNDEF' if cell is None else str(Literal(cell)) for cell in row)})"
        for row in rows
    )
    return f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}"


def written(text: str, form: str, most: int, size: int) -> tuple[bytes, bool]:
    """What a limit lets through when it is given so many bytes at a time."""
    whole = Answer(Store().query(text)).to_bytes(form)
    output = BytesIO()
    limit = RowLimit(output, form, most)
    try:
        for start in range(0, len(whole), size):
            limit.write(whole[start : start + size])
            held = b"".join(limit._pieces)
            limit._block = BLOCK
            limit._pass_on(held, limit._find.safe(held))  # as if the block were full
        limit.end()
    except Truncated:
        return output.getvalue(), True
    assert output.getvalue() == whole
    return whole, False


def counted(body: bytes, form: str) -> int:
    if form == "csv":
        return len(list(csv.reader(StringIO(body.decode(), newline="")))) - 1
    found = parse_query_results(body, TABLE_FORMATS[form])
    return len(list(found))  # type: ignore[arg-type]  # of SELECT


@pytest.mark.parametrize("form", TABLE_FORMATS)
@settings(deadline=None, max_examples=25)
@given(rows=ROWS, most=st.integers(1, 9), size=st.integers(1, 50))
def test_a_table_has_the_rows_that_it_may_have(
    form: str, rows: list[tuple[str | None, str | None]], most: int, size: int
) -> None:
    if form == "csv":  # an empty row and none are not the same in CSV, but to its readers
        rows = [(a or "x", b) for a, b in rows]
    body, is_cut = written(table(rows), form, most, size)
    assert is_cut == (len(rows) > most)
    assert counted(body, form) == min(len(rows), most)


@pytest.mark.parametrize("form", TABLE_FORMATS)
def test_a_cut_table_says_so_and_can_be_read(form: str) -> None:
    output = BytesIO()
    found = Answer(Store().query("SELECT ?x ?y { VALUES (?x ?y) { (1 1) (2 2) (3 3) } }"))
    assert found.write_rows(output, form, 2)
    body = marked(output.getvalue(), form, 2)
    assert b"after 2 rows" in body
    if form == "json":
        assert json.loads(body)["truncated"]["rows"] == 2
        assert json.loads(body)["head"]["link"] == [TRUNCATED]
    if form == "xml":
        head = ElementTree.fromstring(body)[0]  # noqa: S314
        assert [one.get("href") for one in head if one.tag.endswith("link")] == [TRUNCATED]
    told = form in ("csv", "tsv")  # whose last record says it
    assert counted(body, form) == 2 + told
    if form == "csv":
        widths = {len(row) for row in csv.reader(StringIO(body.decode()))}
        assert widths == {2}


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_a_cut_graph_says_so_and_can_be_read(form: str) -> None:
    store = Store()
    names = [NamedNode(f"https://example.org/{n}") for n in range(5)]
    store.extend(Quad(left, names[0], right) for left, right in pairwise(names))
    text = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
    for most, cut in ((3, True), (4, False)):
        output = BytesIO()
        assert Answer(store.query(text)).write_rows(output, form, most) is cut
        body = marked(output.getvalue(), form, most) if cut else output.getvalue()
        assert len(list(parse(body, GRAPH_FORMATS[form]))) == most
        assert (b"truncated" in body) is cut


def test_yes_and_no_are_no_rows() -> None:
    output = BytesIO()
    assert not Answer(Store().query("ASK {}")).write_rows(output, "json", 1)
    assert parse_query_results(output.getvalue(), QueryResultsFormat.JSON)


def test_a_format_of_graphs_is_none_of_tables() -> None:
    with pytest.raises(BadRequest):
        Answer(Store().query("SELECT * {}")).write_rows(BytesIO(), "turtle", 1)
