"""What people write by hand: an update in SPARQL, or one graph replaced, added to or removed.

Each is one transaction. Documents and their conclusions are nothing special here: who edits them
has to know what `kg rebuild` makes of it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg.errors import BadRequest, NotFound
from kg.store import guard
from kg.store.dataset import Dataset, nodes
from kg.store.embedded import WriterStore
from kg.store.rdf import DEFAULT, Vocabulary
from kg.store.reader import EmbeddedStore
from kg.store.store import Graph, Store

_ONE = r"(?:INSERT|DELETE) DATA \{ \}"
_DATA = re.compile(rf"{_ONE}(?: ; {_ONE})*(?: ;)?")


def update(store: WriterStore, text: str, dataset: Dataset) -> None:
    """Run an update; its patterns are asked of the dataset, where one is chosen."""
    whole = one_prologue(checked(text))
    store.edit(over(whole, dataset), data(whole, store.vocabulary))


def checked(text: str) -> str:
    """An update that may be run: no query, and nothing that fetches."""
    if guard.is_query(text):
        raise BadRequest("this is a query, not an update: send it to /sparql", "update")
    if guard.loads(text):
        raise BadRequest(
            "LOAD is refused: nothing is fetched here; send the graph itself to /store", "update"
        )
    if guard.uses_service(text):
        raise BadRequest("SERVICE is refused: updates have no network access", "update")
    return text


def one_prologue(text: str) -> str:
    """An update with all its prefixes before its first operation, where that means the same.

    The grammar allows PREFIX after each semicolon; the engine knows it at the beginning alone.

    >>> one_prologue("CLEAR ALL; PREFIX a: <b:> DROP ALL")
    'PREFIX a: <b:> CLEAR ALL;                DROP ALL'
    """
    found, depth = guard.tokens(text), 0
    declared: dict[str, str] = {}
    moved: list[tuple[int, int]] = []
    begun = False  # whether an operation stands before
    for token, name, iri in zip(found, found[1:], found[2:], strict=False):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        begun |= token[0] == ";"
        if depth or token[0].upper() != "PREFIX":
            continue
        if declared.setdefault(name[0], iri[0]) != iri[0]:
            return text  # a prefix that changes its meaning
        if begun:
            moved.append((token.start(), iri.end()))
    prologue = " ".join(text[start:end] for start, end in moved)
    for start, end in moved:
        text = text[:start] + " " * (end - start) + text[end:]
    return f"{prologue} {text}" if moved else text


def data(text: str, vocabulary: Vocabulary) -> list[Quad] | None:
    """The quads of an update that does nothing but insert and delete such; None for any other.

    So the tables beside the store need not be made anew where none of them is concerned.
    """
    found, depth, begins = guard.tokens(text), 0, 0
    blocks: list[str] = []
    words: list[str] = []  # outside of braces, since the first operation
    for token in found:
        depth -= token[0] == "}"
        if not depth and (words or token[0].upper() in ("INSERT", "DELETE")):
            words.append(token[0].upper())
        if not depth and token[0] == "}":
            blocks.append(text[begins : token.start()])
        if not depth and token[0] == "{":
            begins = token.end()
        depth += token[0] == "{"
    if _DATA.fullmatch(" ".join(words)) is None:
        return None
    start = next(at.start() for at in found if at[0].upper() in ("INSERT", "DELETE"))
    ours = "".join(f"PREFIX {short}: <{long}>\n" for short, long in vocabulary.prefixes.items())
    prologue = ours + text[:start]
    try:
        quads = (
            parse(f"{prologue}\n{_trig(block)}", RdfFormat.TRIG, base_iri=vocabulary.data)
            for block in blocks
        )
        return [quad for each in quads for quad in each]
    except (SyntaxError, ValueError):
        return None  # the two notations differ in some signs; or it is no update


def _trig(block: str) -> str:
    """Quads as an update writes them, as TriG does: there a last full stop may lack in braces."""
    return block if "GRAPH" in block.upper() else f"{{{block}\n}}"


def over(text: str, dataset: Dataset) -> str:
    """An update with the dataset of its address written into each of its operations.

    >>> over("DELETE WHERE { ?s ?p 1 }", Dataset(("a:b",)))
    'DELETE { ?s ?p 1 } USING <a:b> WHERE { ?s ?p 1 }'
    """
    if not dataset.chosen:
        return text
    using = [f"USING {one}" for one in nodes(dataset.default, "using-graph-uri")]
    using += [f"USING NAMED {one}" for one in nodes(dataset.named, "using-named-graph-uri")]
    found, parts, done, depth = guard.tokens(text), [], 0, 0
    for place, token in enumerate(found):
        word = token[0].upper() if token.lastgroup == "word" and not depth else ""
        if word in ("USING", "WITH"):
            raise BadRequest(f"{word} and using-graph-uri contradict each other", "using-graph-uri")
        if word == "WHERE":
            before = found[place - 1][0].upper()
            short = _block(text, found[place + 1 :]) if before == "DELETE" else []
            parts += [text[done : token.start()], *short, " ".join(using), " "]
            done = token.start()
        depth += {"{": 1, "}": -1}.get(token[0], 0)
    return "".join([*parts, text[done:]])


def _block(text: str, found: Sequence[guard.Token]) -> list[str]:
    """The braces that follow: DELETE WHERE says once what is to be found and removed."""
    depth = 0
    for token in found:
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if not depth:
            return [text[found[0].start() : token.end()], " "]
    return []


def put(store: WriterStore, graph: Graph, triples: Sequence[Quad]) -> bool:
    """Let a graph hold these triples and nothing else; whether it is new."""
    new = not exists(store, graph)
    target = _name(graph)
    gone = f"DROP SILENT {target} ;\n"
    store.edit(gone + _insertion(graph, triples), chain(store.match(graph=graph), triples))
    return new


def post(store: WriterStore, graph: Graph, triples: Sequence[Quad]) -> bool:
    """Add triples to a graph; whether it is new."""
    new = not exists(store, graph)
    store.edit(_insertion(graph, triples), triples)
    return new


def delete(store: WriterStore, graph: Graph) -> None:
    """Remove a graph; the default graph is there always, and is emptied."""
    if not exists(store, graph):
        raise NotFound(f"there is no graph {graph}")
    store.edit(f"DROP {_name(graph)}", store.match(graph=graph))


def exists(store: Store, graph: Graph) -> bool:
    """Whether there is such a graph, be it empty."""
    if graph is None or next(store.match(graph=graph), None):
        return True
    return isinstance(store, EmbeddedStore) and store.engine.contains_named_graph(NamedNode(graph))


def read(path: Path, form: RdfFormat, graph: Graph, base: str) -> list[Quad]:
    """The triples of a file, all of them in the graph; BadRequest says where it is no RDF."""
    where = NamedNode(graph) if graph else DEFAULT
    try:
        found = parse(path=path, format=form, base_iri=graph or base)
        return [Quad(quad.subject, quad.predicate, quad.object, where) for quad in found]
    except (SyntaxError, ValueError) as error:
        told = getattr(error, "msg", str(error)).removeprefix("Parser error at ")
        told = told.replace(" column", ", column").partition(", found ")[0]
        if "LoadDocumentCallback" in told:
            told = "its context lies elsewhere, and nothing is fetched: put it into the body"
        raise BadRequest(f"this is no {form.name}: {told}", "body") from error


def _name(graph: Graph) -> str:
    return f"GRAPH {NamedNode(graph)}" if graph else "DEFAULT"


def _insertion(graph: Graph, triples: Sequence[Quad]) -> str:
    lines = "".join(_lines(triples))
    if graph is None:
        return f"INSERT DATA {{\n{lines}}}"
    name = NamedNode(graph)
    return f"CREATE SILENT GRAPH {name} ;\nINSERT DATA {{ GRAPH {name} {{\n{lines}}} }}"


def _lines(triples: Sequence[Quad]) -> Iterator[str]:
    # From terms, which the engine escapes.
    return (f"{each.subject} {each.predicate} {each.object} .\n" for each in triples)
