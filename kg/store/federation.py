"""SERVICE, answered by a client of our own: the engine itself never asks anybody.

Only endpoints that the settings name are asked. Each block of a query is asked as a query of its
own, and what comes back takes its place as VALUES. The engine is then handed a text without
SERVICE; where that could not be made for certain, it refuses the text.
"""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Any
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Store,
    Triple,
    parse_query_results,
)

from kg.errors import BadRequest, SourceUnavailable
from kg.settings import Settings
from kg.store import guard
from kg.store.rdf import Vocabulary
from kg.store.store import sparql
from kg.store.syntax import failure

PATIENCE = 10.0  # seconds that one block may take
LARGEST = 10_000_000  # bytes of what comes back for it
ROWS = 10_000
CHUNK = 1 << 16
ACCEPT = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
GENID = "/.well-known/genid/"  # of names for nodes that have none (RDF 1.1 Concepts, 3.5)


@dataclass(frozen=True, slots=True)
class Block:
    """One SERVICE of a query: where it stands, whom it asks what, and whether it may fail."""

    start: int
    end: int
    endpoint: str
    pattern: str
    silent: bool


def federated(text: str, settings: Settings) -> str:
    """A query whose SERVICE blocks have been answered; without any, the query itself."""
    allowed = [one.strip() for one in settings.service.split(",") if one.strip()]
    if not allowed or not guard.uses_service(text):
        return text
    if guard.is_doubtful(text):
        raise BadRequest("this can be read in two ways: write blanks around < and >", "query")
    vocabulary = Vocabulary(settings)
    prologue = _Prologue(text, vocabulary)
    blocks = list(_blocks(text, prologue))
    _check(_filled(text, blocks, ["{}"] * len(blocks)), blocks, allowed, vocabulary)
    patience = min(PATIENCE, settings.query_timeout)
    return _filled(text, blocks, [_answered(block, prologue.text, patience) for block in blocks])


def _filled(text: str, blocks: Sequence[Block], groups: Sequence[str]) -> str:
    """A text with a group of its own in the place of each block."""
    pieces, last = [], 0
    for block, group in zip(blocks, groups, strict=True):
        pieces += [text[last : block.start], group]
        last = block.end
    return "".join([*pieces, text[last:]])


def _check(
    rest: str, blocks: Sequence[Block], allowed: Sequence[str], vocabulary: Vocabulary
) -> None:
    """Refuse what may not be asked or cannot be answered, before anybody is asked."""
    for block in blocks:
        if block.endpoint not in allowed:
            raise BadRequest(
                f"SERVICE <{block.endpoint}> is refused: here only {', '.join(allowed)} may be "
                "asked (KG_SERVICE)",
                "query",
            )
    try:
        Store().query(sparql(rest), prefixes=vocabulary.prefixes, base_iri=vocabulary.data)
    except SyntaxError as error:
        raise failure(rest, error) from error


class _Prologue:
    """The declarations before a query, those that it may leave out included."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        """Read what a text declares."""
        declared = dict(vocabulary.prefixes)
        tokens = list(guard.tokens(text))
        own = ""
        for number, token in enumerate(tokens):
            if token.lastgroup == "word" and token[0].upper() not in ("PREFIX", "BASE"):
                own = text[: token.start()]
                break
            if token[0].upper() == "PREFIX" and number + 2 < len(tokens):
                declared[tokens[number + 1][0].removesuffix(":")] = tokens[number + 2][0][1:-1]
        given = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in vocabulary.prefixes.items())
        self.text = f"BASE <{vocabulary.data}>\n{given}{own}\n"
        self._declared: Mapping[str, str] = declared

    def iri(self, token: re.Match[str]) -> str:
        """The endpoint that a token names."""
        if token.lastgroup == "iri":
            return token[0][1:-1]
        prefix, _, local = token[0].partition(":")
        if token.lastgroup != "name" or prefix not in self._declared:
            raise BadRequest(
                f"SERVICE {token[0][:100]} is refused: name the endpoint by its address", "query"
            )
        return self._declared[prefix] + local


def _blocks(text: str, prologue: _Prologue) -> Iterator[Block]:
    tokens = list(guard.tokens(text))
    last = 0
    for number, token in enumerate(tokens):
        if token.lastgroup != "word" or token[0].upper() != "SERVICE":
            continue
        if token.start() < last:
            raise BadRequest("a SERVICE within another is refused", "query")
        following = tokens[number + 1 :]
        silent = bool(following) and following[0][0].upper() == "SILENT"
        named, *rest = following[silent:] or [token]
        if not rest or rest[0][0] != "{":
            raise BadRequest("SERVICE must be followed by an address and a { block }", "query")
        close = _closing(rest)
        last = close.end()
        pattern = text[rest[0].end() : close.start()]
        yield Block(token.start(), last, prologue.iri(named), pattern, silent)


def _closing(tokens: list[re.Match[str]]) -> re.Match[str]:
    depth = 0
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if not depth:
            return token
    raise BadRequest("the { of a SERVICE is never closed", "query")


def _answered(block: Block, prologue: str, patience: float) -> str:
    # The last line break ends a comment that the pattern may end with.
    asked = f"{prologue}SELECT * WHERE {{{block.pattern}\n}} LIMIT {ROWS + 1}"
    try:
        return _values(block.endpoint, *_fetched(block.endpoint, asked, patience))
    except SourceUnavailable:
        if block.silent:
            return "{}"
        raise


def _values(endpoint: str, body: bytes, media: str) -> str:
    form = QueryResultsFormat.from_media_type(media)
    try:
        found = parse_query_results(body, form) if form else None
        if not isinstance(found, QuerySolutions):
            raise SourceUnavailable(f"SERVICE <{endpoint}> answers with {media}, not with a table")
        rows = [" ".join(_cell(value, endpoint) for value in row) for row in found]
    except (SyntaxError, ValueError) as error:
        raise SourceUnavailable(f"SERVICE <{endpoint}> sent a broken answer: {error}") from error
    if len(rows) > ROWS:
        raise BadRequest(
            f"SERVICE <{endpoint}> has more than {ROWS:,} rows for its block: make it narrower",
            "query",
        )
    names = " ".join(map(str, found.variables))
    return f"{{ VALUES ({names}) {{ {' '.join(f'({row})' for row in rows)} }} }}"


def _cell(value: NamedNode | BlankNode | Literal | Triple | None, endpoint: str) -> str:
    if value is None:
        return "UNDEF"
    if isinstance(value, BlankNode):
        return str(NamedNode(f"{endpoint}{GENID}{value.value}"))
    if isinstance(value, Triple):
        raise SourceUnavailable(f"SERVICE <{endpoint}> sent a triple as a value")
    return str(value)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0913  # the library's own
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Go nowhere: who may be asked is named by the settings."""


def _fetched(endpoint: str, text: str, patience: float) -> tuple[bytes, str]:
    # Only here: it takes longer to load than a worker may take to start.
    from SPARQLWrapper import POST, SPARQLWrapper

    client = SPARQLWrapper(endpoint)
    client.setMethod(POST)
    client.setQuery(text)
    client.addCustomHttpHeader("Accept", ACCEPT)
    end = time.monotonic() + patience
    try:
        request: Any = client._createRequest()  # what it would send, but not by its own opener
        with build_opener(_NoRedirects).open(request, timeout=patience) as response:
            return _read(response, end), response.headers.get_content_type()
    except (OSError, HTTPException, ValueError) as error:
        raise SourceUnavailable(f"SERVICE <{endpoint}> cannot be asked: {error}") from error


def _read(response: HTTPResponse, end: float) -> bytes:
    body = bytearray()
    while piece := response.read1(CHUNK):
        body += piece
        if len(body) > LARGEST:
            raise OSError(f"it sends more than {LARGEST:,} bytes")
        if time.monotonic() > end:
            raise TimeoutError("it takes too long")
    return bytes(body)
