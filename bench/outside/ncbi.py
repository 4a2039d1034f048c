"""Diseases against the NCBI disease corpus: `python -m bench.outside.ncbi [--train] [--errors]`.

Wanted: corpora/ncbi-disease/NCBI{develop,train}set_corpus.txt (PubTator form, public domain) and
authorities/mondo.json.gz (Mondo, CC BY 4.0), both in ../shared or in the folder of KG_SHARED.

A mention is right where both its ends are. With its id it is right where the ends are and one of
its MeSH or OMIM ids stands among the cross-references of the Mondo class that we link it to. Mondo
names equivalents, so the mapping is exact where there is one; ids that no class of Mondo names
(their share is printed) cannot be got right. Errors are shown for the train part alone: the
development part is for totals.
"""

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.outside.corpora import Tally, shared, show
from extractors.reader import Reader
from kg.model import Document, Iri, Reading, Type
from kg.settings import Settings

SCHEMES = {"MESH": "", "OMIM": "OMIM:"}  # of Mondo -> as the corpus has them

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


def equivalents(path: Path) -> dict[str, frozenset[str]]:
    """Mondo id -> the MeSH and OMIM ids of its cross-references."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        classes = json.load(file)
    return {
        f"MONDO:{entry['id']}": frozenset(
            SCHEMES[xref["namespace"]] + xref["id"]
            for xref in entry.get("xrefs", ())
            if xref["namespace"] in SCHEMES
        )
        for entry in classes
    }


def diseases(reading: Reading) -> dict[Span, str]:
    """The spans that name a disease, with its Mondo id (empty: none); not what refers back."""
    text = reading.document.text
    entities = {e.iri: e for e in reading.entities if e.type is Type.DISEASE}
    found = {}
    for mention in reading.mentions:
        entity = entities.get(mention.entity)
        if entity and text[mention.start : mention.end] in (entity.label, *entity.aliases):
            found[mention.start, mention.end] = "".join(entity.identifiers[:1])
    return found


def main() -> None:
    """Read one part of the corpus and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--train", action="store_true", help="the train part")
    options.add_argument("--errors", action="store_true", help="its commonest errors")
    chosen = options.parse_args()
    part = "train" if chosen.train else "develop"
    corpus = shared(f"corpora/ncbi-disease/NCBI{part}set_corpus.txt")
    same = equivalents(shared("authorities/mondo.json.gz"))
    known = frozenset().union(*same.values())
    reader, tally, reach = Reader(Settings()), Tally(), Counter[bool]()
    errors: Counter[tuple[str, str]] = Counter()
    for abstract in abstracts(corpus):
        found = diseases(reader(Document(Iri(f"urn:pmid:{abstract.key}"), abstract.text)))
        tally.compare("strict span", set(abstract.mentions), set(found))
        linked = {
            span
            for span, mondo in found.items()
            if not same.get(mondo, frozenset()).isdisjoint(abstract.mentions.get(span, ()))
        }
        tally.add(
            "span and id",
            right=len(linked),
            false=len(found) - len(linked),
            missed=len(abstract.mentions) - len(linked),
        )
        reach.update(not ids.isdisjoint(known) for ids in abstract.mentions.values())
        errors.update(_errors(abstract, found, linked))
    show(f"NCBI disease, {part} part", tally)
    print(f"  mentions whose id some class of Mondo names: {reach[True]} of {reach.total()}")
    if chosen.train and chosen.errors:
        for (kind, words), count in errors.most_common():
            print(f"{count:5} {kind:7} {words}")


def _errors(
    abstract: Abstract, found: Mapping[Span, str], linked: set[Span]
) -> Iterator[tuple[str, str]]:
    for start, end in abstract.mentions.keys() - found.keys():
        rivals = [abstract.text[s:e] for s, e in found if s < end and start < e]
        yield "missed", f"{abstract.text[start:end]} / {' + '.join(rivals)}"
    for start, end in found.keys() - abstract.mentions.keys():
        if not any(s < end and start < e for s, e in abstract.mentions):
            yield "false", abstract.text[start:end]
    for span in abstract.mentions.keys() & found.keys() - linked:
        wanted = ",".join(sorted(abstract.mentions[span]))
        yield "id", f"{abstract.text[slice(*span)]} / {wanted} / {found[span]}"


if __name__ == "__main__":
    main()
