"""The W3C's SPARQL 1.1 test suites: what a manifest tells of each test, as plain data."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

ROOT = Path(__file__).parents[3] / "shared" / "conformance" / "sparql11"
ABSENT = f"there is no ../shared/conformance/{ROOT.name}"
BASE = "http://suite.example/"  # where the suite's files lie, as far as the tests know
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
FORMATS = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}


@dataclass(frozen=True)
class Graphs:
    """A dataset: files of the default graph, and a file for each named graph."""

    default: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()  # the graph's name, and its file


@dataclass(frozen=True)
class Case:
    """One test; its files by their addresses."""

    name: str  # folder/name
    kind: str
    text: str = ""  # the file of the query or update
    before: Graphs = Graphs()
    after: Graphs = Graphs()
    result: str = ""


class Manifest:
    """The manifest of one folder."""

    def __init__(self, folder: str, file: str = "manifest.ttl") -> None:
        """Read it."""
        self.folder, self.store = folder, Store()
        base = f"{BASE}{folder}/{file}"
        quads = parse(path=ROOT / folder / file, format=RdfFormat.TURTLE, base_iri=base)
        self.store.extend(quads)

    def values(self, subject: object, key: str) -> list[object]:
        """All values of a property; none of nothing."""
        if subject is None:
            return []
        found = self.store.quads_for_pattern(subject, NamedNode(key), None)  # type: ignore[arg-type]
        return [quad.object for quad in found]

    def value(self, subject: object, key: str) -> object:
        """The first value of a property; None where there is none."""
        return next(iter(self.values(subject, key)), None)

    def text(self, subject: object, key: str) -> str:
        """The first value as text; empty where there is none."""
        return getattr(self.value(subject, key), "value", "")

    def items(self, head: object) -> Iterator[object]:
        """The members of a list."""
        while head is not None and getattr(head, "value", "") != f"{RDF}nil":
            yield self.value(head, f"{RDF}first")
            head = self.value(head, f"{RDF}rest")

    def entries(self) -> Iterator[object]:
        """The tests in their order."""
        for quad in self.store.quads_for_pattern(None, NamedNode(f"{MF}entries"), None):
            yield from self.items(quad.object)

    def name(self, entry: object) -> str:
        """What a test is called."""
        return f"{self.folder}/{getattr(entry, 'value', '').rpartition('#')[2]}"

    def graphs(self, node: object, vocabulary: str) -> Graphs:
        """The dataset that a test's action or result describes."""
        default = [getattr(one, "value", "") for one in self.values(node, f"{vocabulary}data")]
        named = []
        for one in self.values(node, f"{vocabulary}graphData"):
            file = self.text(one, f"{vocabulary}graph") or getattr(one, "value", "")
            named.append((self.text(one, f"{RDFS}label") or file, file))
        return Graphs(tuple(sorted(default)), tuple(sorted(named)))

    def case(self, entry: object) -> Case:
        """One test."""
        kind = self.text(entry, f"{RDF}type").rpartition("#")[2]
        action, result = self.value(entry, f"{MF}action"), self.value(entry, f"{MF}result")
        if kind == "UpdateEvaluationTest":
            text = self.text(action, f"{UT}request")
            before, after = self.graphs(action, UT), self.graphs(result, UT)
            return Case(self.name(entry), kind, text, before, after)
        text = self.text(action, f"{QT}query") or getattr(action, "value", "")
        expected = getattr(result, "value", "")
        return Case(self.name(entry), kind, text, self.graphs(action, QT), result=expected)


@cache
def cases(*folders: str) -> tuple[Case, ...]:
    """All tests of some folders; none where the suite is not there."""
    if not ROOT.exists():
        return ()
    manifests = [Manifest(folder) for folder in folders]
    return tuple(each.case(entry) for each in manifests for entry in each.entries())


def path(address: str) -> Path:
    """The file at an address."""
    return ROOT / address.removeprefix(BASE)


def quads(address: str) -> list[Quad]:
    """The triples of a file; its blank nodes have names that no other file's have."""
    form = FORMATS[Path(address).suffix]
    found = parse(path=path(address), format=form, base_iri=address, rename_blank_nodes=True)
    return [quad for quad in found if isinstance(quad, Quad)]


def with_base(address: str) -> str:
    """A query or update whose relative names are those of its own file."""
    return f"BASE <{address}>\n{source(address)}"


def source(address: str) -> str:
    """The text of a query or update."""
    return path(address).read_text(encoding="utf-8")


def insertion(graphs: Graphs, *, files_as_names: bool = False) -> str:
    """The update that fills an empty store with a dataset."""
    text = ""
    for file in graphs.default:
        block = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in quads(file))
        text += f"GRAPH <{file}> {{\n{block}}}\n" if files_as_names else block
    for name, file in graphs.named:
        block = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in quads(file))
        text += f"GRAPH <{name}> {{\n{block}}}\n"
    return f"INSERT DATA {{\n{text}}}"
