"""Where the conclusions are in a store, and how questions are told to look there.

Most stores have a default graph of its own, which is theirs. Where the default graph is all graphs
together, they have a graph with a name, and each question must name it: as the protocol's
`default-graph-uri` where the store still lets GRAPH name any graph, else within the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.model import Iri
from kg.store.guard import tokens
from kg.store.rdf import DEFAULT

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


class Way(Enum):
    """How a question names the graph of the conclusions."""

    PARAMETER = "default-graph-uri"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Scope:
    """The graph of the conclusions; None is the default graph."""

    graph: Iri | None = None
    way: Way = Way.TEXT

    @property
    def node(self) -> NamedNode | DefaultGraph:
        """The graph as the store has it."""
        return NamedNode(self.graph) if self.graph else DEFAULT

    def group(self, where: str) -> str:
        """A group that looks at the conclusions, as part of a text that has no other scope."""
        return where if self.graph is None else f"GRAPH {self.node} {{ {where} }}"

    def question(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """A query that looks at the conclusions, and what its form has besides."""
        if self.graph is None:
            return text, ()
        if self.way is Way.PARAMETER:
            return text, ((Way.PARAMETER.value, self.graph),)
        return within(text, NamedNode(self.graph)), ()

    def stored(self, quads: Sequence[Quad]) -> tuple[Quad, ...]:
        """Quads of ours as the store has them."""
        if self.graph is None:
            return tuple(quads)
        node = NamedNode(self.graph)
        return tuple(
            Quad(q.subject, q.predicate, q.object, node) if q.graph_name == DEFAULT else q
            for q in quads
        )


def within(text: str, graph: NamedNode) -> str:
    """A query whose patterns outside of GRAPH look into one graph; unchanged if it has FROM.

    >>> within("SELECT ?s { ?s ?p ?o } LIMIT 1", NamedNode("http://g"))
    'SELECT ?s { GRAPH <http://g> { ?s ?p ?o } } LIMIT 1'
    """
    groups = _outer_groups(text)
    if not groups:
        return text
    first, start, end = groups[0]
    if first.upper() == "CONSTRUCT" and len(groups) > 1:  # a template comes before the pattern
        _, start, end = groups[1]
    head, pattern = text[:start], text[start:end]
    if _is_short(text, groups):  # the pattern is the template
        head = f"{head[: head.upper().rindex('WHERE')]}{pattern} WHERE "
    return f"{head}{{ GRAPH {graph} {pattern} }}{text[end:]}"


def _is_short(text: str, groups: Sequence["_Group"]) -> bool:
    words = (token[0].upper() for token in tokens(text) if token.lastgroup == "word")
    form = next((word for word in words if word in _FORMS), "")
    return form == "CONSTRUCT" and groups[0][0].upper() == "WHERE"


type _Group = tuple[str, int, int]


def _outer_groups(text: str) -> list[_Group]:
    """The outermost braces: the token before, and where they begin and end; none with FROM."""
    groups: list[_Group] = []
    depth = round_ = start = 0
    before = last = ""
    for token in tokens(text):
        sign = token[0]
        if not depth:
            round_ += {"(": 1, ")": -1}.get(sign, 0)
            if token.lastgroup == "word" and sign.upper() == "FROM":
                return []
        if not round_ and sign in "{}":
            if not depth:
                start, before = token.start(), last
            depth += 1 if sign == "{" else -1
            if not depth:
                groups.append((before, start, token.end()))
        last = sign
    return groups
