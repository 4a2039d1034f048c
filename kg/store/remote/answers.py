"""What servers send -> answers; some have habits of their own."""

from typing import IO

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from kg.errors import SourceUnavailable
from kg.store.answer import Answer
from kg.store.rdf import Vocabulary
from kg.store.remote.client import Reply
from kg.store.remote.whole import Rows

ASKED = "__ASK_RETVAL"  # Virtuoso answers ASK with a table of this column
TRUTHS = {value: f'{{"head":{{}},"boolean":{value}}}'.encode() for value in ("true", "false")}


def answer_of(reply: Reply, vocabulary: Vocabulary, place: str) -> tuple[Answer, Rows]:
    """A reply as an answer, and how many rows it has; SourceUnavailable where it is broken.

    A server that runs out of time may send half an answer as if it were all, so it is read to its
    end before anything of it is believed.
    """
    answer, number = _read(reply, vocabulary, place)
    answer.truncated = number if reply.truncated else 0
    return answer, Rows(number, is_cut=bool(reply.truncated))


def _read(reply: Reply, vocabulary: Vocabulary, place: str) -> tuple[Answer, int]:
    try:
        table = QueryResultsFormat.from_media_type(reply.media)
        if table is not None:
            return _table(reply.body, table)
        graph = RdfFormat.from_media_type(reply.media)
        if graph is not None:
            triples = [quad.triple for quad in parse(reply.body, graph)]
            return Answer(triples, vocabulary.prefixes), len(triples)
    except (SyntaxError, ValueError) as error:
        raise SourceUnavailable(f"{place} sent a broken answer: {error}") from error
    raise SourceUnavailable(f"{place} is no SPARQL endpoint: it answers with {reply.media}")


def solutions_of(reply: Reply, place: str) -> tuple[QuerySolutions, Rows]:
    """A table with the terms as they came, and how many rows it has."""
    try:
        table = QueryResultsFormat.from_media_type(reply.media)
        found = parse_query_results(reply.body, table) if table else None
        if table and isinstance(found, QuerySolutions):
            number = sum(1 for _ in found)  # finds a cut end early
            reply.body.seek(0)
            rows = Rows(number, is_cut=bool(reply.truncated))
            return parse_query_results(reply.body, table), rows  # type: ignore[return-value]
    except (SyntaxError, ValueError) as error:
        raise SourceUnavailable(f"{place} sent a broken answer: {error}") from error
    raise SourceUnavailable(f"{place} is no SPARQL endpoint: it answers with {reply.media}")


def _table(body: IO[bytes], form: QueryResultsFormat) -> tuple[Answer, int]:
    found = parse_query_results(body, form)
    if not isinstance(found, QuerySolutions):
        return Answer(found), 0
    variables = [variable.value for variable in found.variables]
    if variables == [ASKED]:
        # No is a 0, or no row at all.
        said = next((row[0].value for row in found), "0")
        value = "true" if said in ("1", "true") else "false"
        return Answer(parse_query_results(TRUTHS[value], QueryResultsFormat.JSON)), 0
    number = sum(1 for _ in found)  # finds a cut end early
    body.seek(0)
    return Answer(parse_query_results(body, form)), number
