"""What is wrong with a query is told so that the one who wrote it can mend it."""

import pytest

from kg.errors import BadRequest
from kg.store.dataset import Dataset, query_over
from kg.store.embedded import open_memory

WRONG = [
    ("", "the query is empty"),
    ("SELEC * {}", "it begins with 'SELEC', not with SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ("PREFIX a: <http://a/> FIND ?x {}", "it begins with 'FIND'"),
    ("SELECT * { ?s ?p ?o", "line 1, column 10: '{' is never closed"),
    ("SELECT * {\n ?s ?p ?o }}", "line 2, column 12: '}' closes nothing"),
    ("SELECT * {\n FILTER(?o > 1 }", "line 2, column 16: '}' does not close the '(' of line 2"),
    ("SELECT * { ?s nope:x ?o }", "the prefix nope: is not declared"),
    ("SELECT * { ?s ?p <http://a b> }", "what stands between < and > is no IRI"),
    ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", "neither grouped by nor counted"),
    ("SELECT * {\n ?s ?p ?o .\n FILTER(?o > ) }", "line 3, column 1"),
    ("SELECT (ckg:near(1) AS ?x) {}", "there is no function <https://w3id.org/collab-kg/ont"),
    ("SELECT * {" + "OPTIONAL {" * 3000 + "}" * 3001, "the query is too deep: at most 200"),
]


@pytest.mark.parametrize(("text", "told"), WRONG)
def test_errors_are_told_in_words(text: str, told: str) -> None:
    store = open_memory()
    for ask in (store.query, lambda text: query_over(store, text, Dataset())):
        with pytest.raises(BadRequest) as refused:
            ask(text)
        assert told in str(refused.value)
        assert refused.value.field == "query"
        assert "expected" not in str(refused.value)
        assert len(str(refused.value)) < 300


def test_relative_iris_are_those_of_the_data_namespace() -> None:
    store = open_memory()
    (row,) = store.query("SELECT ?x { BIND(<person/a> AS ?x) }")
    assert row["x"] == f"{store.vocabulary.data}person/a"
