"""A Mondo release -> ontologies/mondo.tsv: `python -m kg.resolution.mondo RELEASE [SNAPSHOT]`.

RELEASE is mondo.json (an OBO graph) or a plain JSON list of classes, gzipped or not;
SNAPSHOT names the release where the file does not.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, TextIO

from kg.errors import BadDocument
from kg.resolution.authorities.records import opened, why

COLUMNS = ("id", "name", "synonyms", "parents", "xrefs", "rare")
HUMAN, DISEASE, ANIMAL, RARE = "MONDO:0700096", "MONDO:0000001", "MONDO:0005583", "MONDO:0021136"
KEPT = {"OMIM": "OMIM", "ORPHANET": "Orphanet", "MESH": "MeSH"}
RARE_LISTS = {"ORPHANET", "GARD"}  # both list rare diseases only
EDGE = itemgetter("sub", "pred", "obj")
SHOWN = 80  # characters of an entry that is not understood
CHARACTERISTIC = re.compile(r"has_characteristic|RO_0000053$")  # by name or by its IRI


@dataclass(frozen=True, slots=True)
class Row:
    """One class of a release, whichever form the release has."""

    id: str
    name: str
    synonyms: frozenset[str]
    parents: frozenset[str]
    xrefs: frozenset[str]
    characteristics: frozenset[str]

    @property
    def rare(self) -> bool:
        """Whether Mondo says so, or a list of rare diseases holds it."""
        schemes = {xref.partition(":")[0].upper() for xref in self.xrefs}
        return RARE in self.characteristics or not schemes.isdisjoint(RARE_LISTS)

    def fields(self, known: Set[str]) -> tuple[str, ...]:
        """The row as text, one field a column; parents that are not `known` are left out."""
        kept = (xref.partition(":") for xref in self.xrefs)
        named = ((KEPT.get(scheme.upper()), key) for scheme, _, key in kept)
        xrefs = {f"{scheme}:{key}" for scheme, key in named if scheme}
        lists = (self.synonyms - {self.name}, self.parents & known, xrefs)
        return (self.id, self.name, *("|".join(sorted(x)) for x in lists), "1" if self.rare else "")


def read(path: Path) -> tuple[dict[str, Row], str]:
    """The classes of a release by id, and the release's own date where it tells one."""
    rows, dated, _ = read_all(path)
    return rows, dated


def read_all(path: Path) -> tuple[dict[str, Row], str, dict[str, str]]:
    """The same, and which class an obsolete one is replaced by."""
    release = _loaded(path)
    if isinstance(release, list):
        plain = (_one(_plain, each, f"class {n} of the list") for n, each in enumerate(release, 1))
        with _naming(path):
            return {row.id: row for row in plain}, "", {}
    with _naming(path):
        graph = _one(lambda it: it["graphs"][0], release, "the file's object")
        dated = re.search(r"\d{4}-\d\d-\d\d", graph.get("meta", {}).get("version", ""))
        rows = {row.id: row for row in _graph(graph)}
        return rows, dated[0] if dated else "", dict(_replaced(graph))


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Let what is wrong in a release be told with its file."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise BadDocument(
            f"{path} is no Mondo release in JSON, neither an OBO graph nor a list of classes: "
            f"{error}"
        ) from error


def _one[Found](read: Callable[[Any], Found], entry: object, where: str) -> Found:
    """What is read from one entry; a fault is told with its place, and the field that it lacks."""
    try:
        return read(entry)
    except KeyError as error:
        raise ValueError(f"{where} has no field {error}") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        shown = json.dumps(entry, ensure_ascii=False)
        raise ValueError(f"{where} is not of that form: {shown[:SHOWN]}") from error


def _loaded(path: Path) -> Any:  # noqa: ANN401  # it is what a file says
    with opened(path) as (text, _):
        try:
            return json.loads(text.read())
        except json.JSONDecodeError as error:
            raise BadDocument(f"{path}, line {error.lineno}: {why(error)}") from error


def human(rows: Mapping[str, Row]) -> list[Row]:
    """The diseases of people in order of id; older releases lack a class for them."""
    below: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows.values():
        for parent in row.parents:
            below[parent].add(row.id)
    found = _under(HUMAN, below) if HUMAN in rows else _under(DISEASE, below)
    if HUMAN not in rows:
        found -= _under(ANIMAL, below)
    return [rows[id] for id in sorted(found & rows.keys())]


def write(rows: Sequence[Row], snapshot: str, out: TextIO) -> None:
    """The table, with its source and licence on the first line."""
    named = f", snapshot {snapshot}" if snapshot else ""
    out.write(f"# Mondo Disease Ontology (https://mondo.monarchinitiative.org), CC BY 4.0{named}; ")
    out.write("human diseases without definitions, made by kg.resolution.mondo\n")
    known = {row.id for row in rows}
    for fields in (COLUMNS, *(row.fields(known) for row in rows)):
        out.write("\t".join(fields) + "\n")


def _under(top: str, below: Mapping[str, set[str]]) -> set[str]:
    found, open_ = {top}, [top]
    while open_:
        new = below.get(open_.pop(), set()) - found
        found |= new
        open_.extend(new)
    return found


def _tidy(names: Iterable[str]) -> frozenset[str]:
    """Names on one line each, without the signs that the table is made with."""
    tidied = (" ".join(name.replace("|", "/").split()) for name in names)
    return frozenset(name for name in tidied if name)


def _plain(entry: Mapping[str, Any]) -> Row:
    relations = entry.get("relations", {})
    return Row(
        id=f"MONDO:{entry['id']}",
        name=" ".join(entry["name"].split()),
        synonyms=_tidy(entry.get("synonyms", ())),
        parents=frozenset(f"MONDO:{id}" for id in relations.get("is_a", ())),
        xrefs=frozenset(f"{x['namespace']}:{x['id']}" for x in entry.get("xrefs", ())),
        characteristics=frozenset(f"MONDO:{id}" for id in relations.get("has_characteristic", ())),
    )


def _graph(graph: Mapping[str, Any]) -> Iterator[Row]:
    parents: defaultdict[str, set[str]] = defaultdict(set)
    traits: defaultdict[str, set[str]] = defaultdict(set)
    for number, edge in enumerate(_one(itemgetter("edges"), graph, "the graph"), 1):
        below, predicate, above = _one(EDGE, edge, f"edge {number} of the graph")
        if predicate == "is_a":
            parents[_curie(below)].add(_curie(above))
        elif CHARACTERISTIC.search(predicate):
            traits[_curie(below)].add(_curie(above))
    for number, node in enumerate(_one(itemgetter("nodes"), graph, "the graph"), 1):
        row = _one(lambda it: _node(it, parents, traits), node, f"node {number} of the graph")
        if row:
            yield row


def _node(
    node: Mapping[str, Any], parents: Mapping[str, set[str]], traits: Mapping[str, set[str]]
) -> Row | None:
    """The class of a node; None where it is none of Mondo, has no name or is obsolete."""
    id, meta = _curie(node["id"]), node.get("meta", {})
    if not id.startswith("MONDO:") or not node.get("lbl") or meta.get("deprecated"):
        return None
    return Row(
        id=id,
        name=" ".join(node["lbl"].split()),
        synonyms=_tidy(s["val"] for s in meta.get("synonyms", ()) if _exact(s)),
        parents=frozenset(parents.get(id, ())),
        xrefs=frozenset(xref["val"] for xref in meta.get("xrefs", ())),
        characteristics=frozenset(traits.get(id, ())),
    )


def _replaced(graph: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for number, node in enumerate(graph["nodes"], 1):
        yield from _one(_successors, node, f"node {number} of the graph")


def _successors(node: Mapping[str, Any]) -> list[tuple[str, str]]:
    id, meta = _curie(node["id"]), node.get("meta", {})
    values = meta.get("basicPropertyValues", ()) if meta.get("deprecated") else ()
    named = (value["val"] for value in values if value["pred"].endswith("IAO_0100001"))
    return [(id, _curie(other)) for other in named if id.startswith("MONDO:")]


def _exact(synonym: Mapping[str, Any]) -> bool:
    """Broader and related names would link texts to the wrong disease."""
    outdated = str(synonym.get("synonymType", "")).upper().endswith("DEPRECATED")
    return synonym["pred"] == "hasExactSynonym" and not outdated


def _curie(iri: str) -> str:
    return iri.rpartition("/")[2].replace("_", ":", 1)


def main(arguments: list[str], out: TextIO) -> int:
    """Write the table of the release that is named; exit status 2 where none is."""
    if not 1 <= len(arguments) <= 2:
        sys.stderr.write("usage: python -m kg.resolution.mondo RELEASE [SNAPSHOT]\n")
        return 2
    try:
        rows, dated = read(Path(arguments[0]))
    except (BadDocument, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    diseases = human(rows)
    write(diseases, dated or "".join(arguments[1:]), out)
    sys.stderr.write(f"{len(diseases)} of {len(rows)} classes are human diseases\n")
    return 0


if __name__ == "__main__":
    with open(1, "w", encoding="utf-8", newline="\n", closefd=False) as table:  # on any system
        sys.exit(main(sys.argv[1:], table))
