"""Whether two answers are one: whatever blank nodes are called, and however numbers are written."""

import csv
import io
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"
INTEGERS = (
    *("integer", "int", "long", "nonNegativeInteger", "positiveInteger", "byte", "short"),
    "negativeInteger",
)
NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")
NUMBERS = {f"{XSD}{kind}" for kind in (*INTEGERS, "decimal")}
FLOATS = {f"{XSD}{kind}" for kind in ("double", "float")}
FORMATS = {
    ".srx": ("application/sparql-results+xml", QueryResultsFormat.XML),
    ".srj": ("application/sparql-results+json", QueryResultsFormat.JSON),
    ".tsv": ("text/tab-separated-values", QueryResultsFormat.TSV),
}


def plain(term: object) -> object:
    """A term with its number in one form: the store keeps values, not how they were typed."""
    if isinstance(term, Literal) and term.datatype.value in NUMBERS:
        return Literal(str(Decimal(term.value).normalize()), datatype=term.datatype)
    if isinstance(term, Literal) and term.datatype.value in FLOATS:
        return Literal(repr(float(term.value)), datatype=term.datatype)
    if isinstance(term, Literal) and term.datatype.value == f"{XSD}boolean":
        return Literal(term.value in ("true", "1"))
    if isinstance(term, Literal) and term.language:
        return Literal(term.value, language=term.language.lower())
    return term


def graph(found: "list[Quad]") -> frozenset[Quad]:
    """Quads with blank nodes under canonical names."""
    clean = (Quad(q.subject, q.predicate, plain(q.object), q.graph_name) for q in found)  # type: ignore[arg-type]
    dataset = Dataset(clean)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(dataset)


def described(body: bytes, base: str) -> object:
    """A table that is described in RDF, as some of the suite's are."""
    store = Store()
    store.extend(parse(body, RdfFormat.TURTLE, base_iri=base))

    def values(subject: object, key: str) -> list[object]:
        found = store.quads_for_pattern(subject, NamedNode(f"{RS}{key}"), None)  # type: ignore[arg-type]
        return [quad.object for quad in found]

    names = tuple(sorted(str(getattr(v, "value", "")) for v in values(None, "resultVariable")))
    shown: Counter[str] = Counter()
    for solution in values(None, "solution"):
        cells = [
            (getattr(values(one, "variable")[0], "value", ""), plain(values(one, "value")[0]))
            for one in values(solution, "binding")
        ]
        shown[" ".join(sorted(f"?{name}={cell}" for name, cell in cells))] += 1
    return names, shown, graph([])


def parsed(body: bytes, form: RdfFormat, base: str) -> frozenset[Quad]:
    """A graph out of a file or an answer."""
    return graph(list(parse(body, form, base_iri=base)))


def table(body: bytes, suffix: str) -> object:
    """Rows in no order: each a node of its own that points to its cells. Or yes or no."""
    if suffix == ".csv":
        lines = csv.DictReader(io.StringIO(body.decode(), newline=""))
        return Counter(tuple(sorted((k, _cell(v)) for k, v in row.items())) for row in lines)
    found = parse_query_results(body, FORMATS[suffix][1])
    if not isinstance(found, QuerySolutions):
        return bool(found)
    names = tuple(sorted(variable.value for variable in found.variables))
    rows: list[Quad] = []
    shown: Counter[str] = Counter()
    for solution in found:
        cells = [(v, plain(solution[v.value])) for v in found.variables if solution[v.value]]
        if not any(isinstance(cell, BlankNode) for _, cell in cells):
            shown[" ".join(sorted(f"{v}={cell}" for v, cell in cells))] += 1
            continue
        row = BlankNode()
        rows += [Quad(row, NamedNode(f"x:{v.value}"), cell) for v, cell in cells]  # type: ignore[arg-type]
    return names, shown, graph(rows)


def _cell(text: str) -> str:
    """A cell of CSV, which tells neither types nor blank nodes apart."""
    if text.startswith("_:"):
        return "_:"
    return str(float(text)) if NUMBER.fullmatch(text) else text


def media(result: str) -> str:
    """What to ask for, to compare with a file."""
    suffix = Path(result).suffix
    if suffix in FORMATS:
        return FORMATS[suffix][0]
    if suffix == ".csv":
        return "text/csv"
    return "application/n-triples, application/sparql-results+json"  # as the query has it
