"""What we note in a store about itself, in a graph of its own that no question looks into.

One value is the generation, which changes with each publication. Its part before `+` names the
tables that go with it; the number behind counts the changes since. The other is the graph of the
conclusions, where that is not the default graph.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from secrets import token_hex

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import StoreBusy
from kg.model import Iri
from kg.store.answer import Row
from kg.store.rdf import Vocabulary, name
from kg.store.remote.scope import Scope, Way

VERSION = name("dcterms:hasVersion")
CONCLUSIONS = NamedNode("http://www.w3.org/ns/sparql-service-description#defaultGraph")

type Ask = Callable[[str, Iterable[tuple[str, str]]], list[Row]]


@dataclass(frozen=True, slots=True)
class State:
    """What a store tells of itself; nothing where we never wrote into it."""

    generation: str = ""
    scope: Scope = field(default_factory=Scope)

    @property
    def tables(self) -> str:
        """The name of the tables that were made last."""
        return self.generation.partition("+")[0]

    def next(self) -> str:
        """The generation after one more change."""
        return f"{self.tables}+{int(self.generation.partition('+')[2] or 0) + 1}"


def graph_of_state(vocabulary: Vocabulary) -> NamedNode:
    """The graph that holds the notes, and what they are about."""
    return NamedNode(f"{vocabulary.data}state")


def quads_of(state: State, vocabulary: Vocabulary) -> tuple[Quad, ...]:
    """The notes as quads."""
    node = graph_of_state(vocabulary)
    found = [Quad(node, VERSION, Literal(state.generation), node)] if state.generation else []
    if state.scope.graph:
        found.append(Quad(node, CONCLUSIONS, NamedNode(state.scope.graph), node))
    return tuple(found)


def read_state(ask: Ask, vocabulary: Vocabulary) -> State:
    """Ask a store for its notes; StoreBusy where two have written at the same time."""
    node = graph_of_state(vocabulary)
    rows = ask(f"SELECT ?p ?o {{ GRAPH {node} {{ {node} ?p ?o }} }}", ())
    versions = [str(row["o"]) for row in rows if row["p"] == VERSION.value]
    graphs = [Iri(row["o"]) for row in rows if row["p"] == CONCLUSIONS.value]
    if len(versions) > 1 or len(graphs) > 1:
        raise StoreBusy(
            f"two writers were at this store at the same time ({', '.join(sorted(versions))}): "
            "let one machine alone write, and run kg rebuild there"
        )
    scope = Scope(graphs[0], way_of(ask, vocabulary)) if graphs else Scope()
    return State(versions[0] if versions else "", scope)


def way_of(ask: Ask, vocabulary: Vocabulary) -> Way:
    """Whether GRAPH may name any graph also where the protocol names the default graph."""
    node = graph_of_state(vocabulary)
    form = ((Way.PARAMETER.value, f"{vocabulary.data}nothing"),)
    query = f"SELECT ?o {{ GRAPH {node} {{ {node} ?p ?o }} }} LIMIT 1"
    return Way.PARAMETER if ask(query, form) else Way.TEXT


def fresh_name(number: int) -> str:
    """A name for tables that nobody else has given."""
    return f"{number:06}-{token_hex(4)}"
