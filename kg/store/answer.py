"""What a query gives back: a table, a graph, or yes or no, and the formats it can be written in."""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import IO, cast

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
from kg.store.rows import RowLimit, TripleLimit, Truncated

type Row = Mapping[str, Cell]  # variable to value; variables without a value are absent


def shown_first(row: Row) -> tuple[bool, str]:
    """Sorts rows with a label and its language: an English name is shown before all others."""
    return row.get("language") != "en", str(row["label"])


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

SHORT = {form: name for name, form in TABLE_FORMATS.items()}


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
        self.truncated = 0  # rows after which the server that it came from has cut it; 0 is whole

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
        form = _graph_format(media) if self.is_graph else _table_format(media)
        if form not in (QueryResultsFormat.XML, RdfFormat.RDF_XML):
            self._write(output, form)
            return
        sound = _Sound(output)
        self._write(cast("IO[bytes]", sound), form)
        sound.flush()

    def _write(self, output: IO[bytes], form: QueryResultsFormat | RdfFormat) -> None:
        if isinstance(self._found, QuerySolutions | QueryBoolean):
            self._found.serialize(output, format=cast("QueryResultsFormat", form))
            return
        graph = cast("RdfFormat", form)
        serialize(self._found, output, format=graph, prefixes=self._prefixes)

    def write_rows(self, output: IO[bytes], media: str, most: int) -> bool:
        """Write it with so many rows or triples at most; whether there were more."""
        if self.is_graph:
            limited = TripleLimit(self.triples(), most)
            Answer(limited, self._prefixes).write(output, media)
            return limited.is_cut
        limit = RowLimit(output, SHORT[_table_format(media)], most)
        try:
            self.write(cast("IO[bytes]", limit), media)
            limit.end()
        except Truncated:
            return True
        return False

    def to_bytes(self, media: str) -> bytes:
        """The whole answer in a format."""
        output = BytesIO()
        self.write(output, media)
        return output.getvalue()


class _Sound:
    """A file for XML, where what XML 1.0 forbids becomes the sign for an unknown character."""

    def __init__(self, output: IO[bytes]) -> None:
        self.output, self.rest = output, b""

    def write(self, chunk: bytes) -> int:
        """Keep back what may be the beginning of U+FFFE or U+FFFF."""
        content = self.rest + bytes(chunk)
        held = next((part for part in (b"\xef\xbf", b"\xef") if content.endswith(part)), b"")
        self.rest = held
        self._pass_on(content[: len(content) - len(held)])
        return len(chunk)

    def _pass_on(self, content: bytes) -> None:
        content = _FORBIDDEN.sub(UNKNOWN, content)
        self.output.write(content)

    def flush(self) -> None:
        """Hand on what was kept back."""
        self._pass_on(self.rest)
        self.rest = b""
        self.output.flush()


# In UTF-8 no other character has these bytes in it.
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
UNKNOWN = "\ufffd".encode()


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
