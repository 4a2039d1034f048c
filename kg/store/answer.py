"""What a query gives back: a table, a graph, or yes or no, and the formats it can be written in."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import IO

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    serialize,
)

from kg.errors import BadRequest
from kg.store.rdf import Cell, cell

type Row = Mapping[str, Cell]  # variable to value; variables without a value are absent

# Each format by its short name, its media type first among those that people send.
TABLE_FORMATS: Mapping[str, QueryResultsFormat] = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPH_FORMATS: Mapping[str, RdfFormat] = {
    "turtle": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}


class Answer:
    """The answer of one query; it can be read or written once, while it streams."""

    def __init__(
        self,
        found: QuerySolutions | QueryBoolean | Iterable[Triple],
        prefixes: Mapping[str, str] | None = None,
    ) -> None:
        """Wrap what the engine gave."""
        self._found = found
        self._prefixes = dict(prefixes or {})

    @property
    def is_graph(self) -> bool:
        """Whether it came from CONSTRUCT or DESCRIBE."""
        return not isinstance(self._found, QuerySolutions | QueryBoolean)

    @property
    def truth(self) -> bool | None:
        """The answer of ASK; None for other queries."""
        return bool(self._found) if isinstance(self._found, QueryBoolean) else None

    @property
    def variables(self) -> tuple[str, ...]:
        """The columns of a table, in order; none for other answers."""
        if isinstance(self._found, QuerySolutions):
            return tuple(variable.value for variable in self._found.variables)
        return ()

    @property
    def formats(self) -> Mapping[str, QueryResultsFormat] | Mapping[str, RdfFormat]:
        """The formats it can be written in, by short name."""
        return GRAPH_FORMATS if self.is_graph else TABLE_FORMATS

    def __iter__(self) -> Iterator[Row]:
        """Its rows; a graph has the columns subject, predicate and object, ASK has none."""
        if isinstance(self._found, QuerySolutions):
            names = self.variables
            for solution in self._found:
                yield {
                    key: cell(value)
                    for key, value in zip(names, solution, strict=True)
                    if value is not None
                }
        for triple in self.triples():
            yield dict(zip(("subject", "predicate", "object"), map(cell, triple), strict=True))

    def triples(self) -> Iterator[Triple]:
        """The triples of a graph; none for other answers."""
        if not isinstance(self._found, QuerySolutions | QueryBoolean):
            yield from self._found

    def write(self, output: IO[bytes], media: str) -> None:
        """Write it in a format by short name (`csv`) or media type (`text/csv`), as it streams."""
        if isinstance(self._found, QuerySolutions | QueryBoolean):
            self._found.serialize(output, format=_table_format(media))
            return
        serialize(self._found, output, format=_graph_format(media), prefixes=self._prefixes)

    def to_bytes(self, media: str) -> bytes:
        """The whole answer in a format."""
        output = BytesIO()
        self.write(output, media)
        return output.getvalue()


def _graph_format(media: str) -> RdfFormat:
    found = GRAPH_FORMATS.get(media) or RdfFormat.from_media_type(media)
    if found is None or found not in GRAPH_FORMATS.values():
        raise BadRequest(f"a graph cannot be written as {media!r}", "format")
    return found


def _table_format(media: str) -> QueryResultsFormat:
    found = TABLE_FORMATS.get(media) or QueryResultsFormat.from_media_type(media)
    if found is None:
        raise BadRequest(f"a table cannot be written as {media!r}", "format")
    return found
