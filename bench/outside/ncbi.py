"""Diseases against the NCBI disease corpus: `python -m bench.outside.ncbi [--train] [--errors]`.

Wanted: corpora/ncbi-disease/NCBI{develop,train}set_corpus.txt (PubTator form, public domain) and
authorities/mondo.json.gz (Mondo, CC BY 4.0), both in ../shared or in the folder of KG_SHARED.

A mention is right where both its ends are. With its id it is right where the ends are and one of
its MeSH or OMIM ids stands among the cross-references of the Mondo class that we link it to. Mondo
names equivalents, so the mapping is exact where there is one; ids that no class of Mondo names
(their share is printed) cannot be got right. Errors are shown for the train part alone: the
development part is for totals. `near` also takes the class right above or below for right: the
corpus gives the heading of its time, often one for a disease and its types. Of a name that shares
its head with the next one, and is marked as its own part alone (`breast` in `breast and ovarian
cancer`), the corpus has the whole with all ids, and so it is joined here.
"""

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.outside.corpora import Tally, shared, show
from extractors.mentions.words import key
from extractors.reader import Reader
from kg.model import Document, Entity, Iri, Reading, Type
from kg.settings import Settings

SCHEMES = {"MESH": "", "OMIM": "OMIM:"}  # of Mondo -> as the corpus has them

# What stands between the parts of one name: `breast and/or ovarian cancer`.
JOINT = re.compile(r"\s*(?:,|/|,?\s*(?:and|or|and/or|&))\s*")

type Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Abstract:
    """Title and abstract as one text, and the ids of its mentions."""

    key: str
    text: str
    mentions: Mapping[Span, frozenset[str]]


def abstracts(path: Path) -> Iterator[Abstract]:
    """The documents of a file in PubTator form."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
        parts: dict[str, str] = {}
        mentions: dict[Span, frozenset[str]] = {}
        key = ""
        for line in block.splitlines():
            if text := re.match(r"(\d+)\|([ta])\|(.*)", line):
                key, parts[text[2]] = text[1], text[3]
            else:
                _, start, end, _, _, ids = line.split("\t")[:6]
                mentions[int(start), int(end)] = frozenset(re.split(r"[|+]", ids.strip()))
        yield Abstract(key, f"{parts['t']}\n{parts['a']}", mentions)


def equivalents(path: Path) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Mondo id -> the MeSH and OMIM ids of its class; the same with the classes next to it."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        classes = json.load(file)
    exact: dict[str, frozenset[str]] = {}
    near: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for entry in classes:
        xrefs = (x for x in entry.get("xrefs", ()) if x["namespace"] in SCHEMES)
        ids = frozenset(SCHEMES[x["namespace"]] + x["id"] for x in xrefs)
        exact[f"MONDO:{entry['id']}"] = ids
        near[f"MONDO:{entry['id']}"] |= ids
    for entry in classes:
        for parent in entry.get("relations", {}).get("is_a", ()):
            below, above = f"MONDO:{entry['id']}", f"MONDO:{parent}"
            near[below] |= exact.get(above, frozenset())
            near[above] |= exact[below]
    return exact, dict(near)


def diseases(reading: Reading) -> dict[Span, frozenset[str]]:
    """The spans that name a disease, with their Mondo ids; not what refers back to one."""
    text = reading.document.text
    entities = {e.iri: e for e in reading.entities if e.type is Type.DISEASE}
    found = {}
    for mention in reading.mentions:
        entity = entities.get(mention.entity)
        words = key(text[mention.start : mention.end])
        if entity and any(set(words) & set(key(name)) for name in (entity.label, *entity.aliases)):
            found[mention.start, mention.end] = entity
    return dict(_joined(text, found))


def _joined(text: str, found: Mapping[Span, Entity]) -> Iterator[tuple[Span, frozenset[str]]]:
    """Mentions with their ids; one that shares its head with the next is part of it."""
    first, ids = -1, frozenset[str]()
    spans = sorted(found)
    for span, following in zip(spans, [*spans, (len(text), 0)][1:], strict=True):
        first = span[0] if first < 0 else first
        ids |= frozenset(found[span].identifiers[:1])
        between = text[span[1] : following[0]]
        if _is_short(text[slice(*span)], found[span]) and JOINT.fullmatch(between):
            continue
        yield (first, span[1]), ids
        first, ids = -1, frozenset()


def _is_short(written: str, entity: Entity) -> bool:
    """Whether it is written without a word that each of its names has."""
    lengths = [len(key(name)) for name in (entity.label, *entity.aliases)]
    return not written.isupper() and len(key(written)) < min(lengths)


def main() -> None:
    """Read one part of the corpus and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--train", action="store_true", help="the train part")
    options.add_argument("--errors", action="store_true", help="its commonest errors")
    chosen = options.parse_args()
    part = "train" if chosen.train else "develop"
    corpus = shared(f"corpora/ncbi-disease/NCBI{part}set_corpus.txt")
    exact, near = equivalents(shared("authorities/mondo.json.gz"))
    known = frozenset[str]().union(*exact.values())
    reader, tally, reach = Reader(Settings()), Tally(), Counter[bool]()
    errors: Counter[tuple[str, str]] = Counter()
    for abstract in abstracts(corpus):
        found = diseases(reader(Document(Iri(f"urn:pmid:{abstract.key}"), abstract.text)))
        tally.compare("strict span", set(abstract.mentions), set(found))
        linked = _linked(abstract, found, exact)
        for name, right in (("span and id", linked), ("near", _linked(abstract, found, near))):
            false, missed = len(found) - len(right), len(abstract.mentions) - len(right)
            tally.add(name, right=len(right), false=false, missed=missed)
        reach.update(not ids.isdisjoint(known) for ids in abstract.mentions.values())
        errors.update(_errors(abstract, found, linked))
    show(f"NCBI disease, {part} part", tally)
    print(f"  mentions whose id some class of Mondo names: {reach[True]} of {reach.total()}")
    if chosen.train and chosen.errors:
        for (kind, words), count in errors.most_common():
            print(f"{count:5} {kind:7} {words}")


def _linked(
    abstract: Abstract, found: Mapping[Span, frozenset[str]], same: Mapping[str, frozenset[str]]
) -> set[Span]:
    """The spans one of whose classes has one of the ids that the corpus gives."""
    return {
        span
        for span, ids in found.items()
        if any(same.get(id, frozenset()) & abstract.mentions.get(span, frozenset()) for id in ids)
    }


def _errors(
    abstract: Abstract, found: Mapping[Span, frozenset[str]], linked: set[Span]
) -> Iterator[tuple[str, str]]:
    for start, end in abstract.mentions.keys() - found.keys():
        rivals = [abstract.text[s:e] for s, e in found if s < end and start < e]
        yield "missed", f"{abstract.text[start:end]} / {' + '.join(rivals)}"
    for start, end in found.keys() - abstract.mentions.keys():
        if not any(s < end and start < e for s, e in abstract.mentions):
            yield "false", abstract.text[start:end]
    for span in abstract.mentions.keys() & found.keys() - linked:
        wanted = ",".join(sorted(abstract.mentions[span]))
        yield "id", f"{abstract.text[slice(*span)]} / {wanted} / {','.join(sorted(found[span]))}"


if __name__ == "__main__":
    main()
