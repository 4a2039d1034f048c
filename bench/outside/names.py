"""Persons and bodies, ours against the bare spaCy model: `python -m bench.outside.names [--all]`.

Wanted: gold/dev (NAME.txt beside NAME.json) and corpora/knowledgenet-train.jsonl.gz (CC BY-SA 4.0)
in ../shared or in the folder of KG_SHARED. HELD names the documents that are kept aside: with
`--all` they count too, and nothing but the totals is ever printed.

On gold, which has names but no spans, each different string that was found once in a document is
right where it is, folded, a name or an alias of a gold entity of that type; an entity is missed
where none of its names was found. Strings that only refer back (`the hospital`, `she`) are not
counted, nor are entities that gold holds optional. The model has one label for all bodies, so that
the last row is the fair one: an organisation, network or programme of either side.

On fold 4 of KnowledgeNet only the arguments of facts are annotated, so that it shows recall alone:
how many of them, pronouns left out, were found with exactly these ends.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bench.outside.corpora import Tally, shared, show
from bench.outside.knowledgenet import CHECK, Passage, passages
from extractors.documents import documents
from extractors.evaluation.annotated import fold, read
from extractors.language import pipeline
from extractors.reader import Reader
from kg.model import Document, Iri, Reading, Type
from kg.settings import Settings

HELD = frozenset({"d05", "d10", "d15", "d20", "d22", "d25"})
BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME})
ROWS: Mapping[str, frozenset[Type]] = {
    "person": frozenset({Type.PERSON}),
    "organisation": frozenset({Type.ORGANIZATION}),
    "organisation, network or programme": BODIES,
}
LABELS = {"PERSON": Type.PERSON, "ORG": Type.ORGANIZATION}
# Subject and object of the properties whose ends are persons or organisations.
ENDS = {
    "EMPLOYEE_OR_MEMBER_OF": ("person", "organisation"),
    "CEO": ("organisation", "person"),
    "SUBSIDIARY_OF": ("organisation", "organisation"),
    "HEADQUARTERS": ("organisation", ""),
    "FOUNDED_BY": ("organisation", ""),
}

PRONOUNS = frozenset(
    """i me my mine we us our ours you your he him his she her hers it its they them their theirs
    who whom whose which that this""".split()
)

type Found = tuple[Type, int, int]


def by_reader(reading: Reading) -> Iterator[Found]:
    """The spans that name a person or a body."""
    entities = {entity.iri: entity for entity in reading.entities}
    text = reading.document.text
    for mention in reading.mentions:
        entity = entities[mention.entity]
        if text[mention.start : mention.end] in (entity.label, *entity.aliases):
            yield entity.type, mention.start, mention.end


def by_model(text: str, settings: Settings) -> Iterator[Found]:
    """What the bare model takes for them, as it is."""
    for ent in pipeline(settings.model)(text).ents:
        if ent.label_ in LABELS:
            yield LABELS[ent.label_], ent.start_char, ent.end_char


def on_gold(folder: Path, reader: Reader, settings: Settings, held: frozenset[str]) -> None:
    """Names in the documents of a gold folder but those that are held aside."""
    tallies = {"the reader": Tally(), "the bare model": Tally()}
    paths = [path for path in sorted(folder.glob("*.json")) if path.stem[:3] not in held]
    for path in paths:
        doc = next(documents([str(path.with_suffix(".txt"))], settings))
        if not isinstance(doc, Document):
            continue
        spans = {
            "the reader": list(by_reader(reader(doc))),
            "the bare model": list(by_model(doc.text, settings)),
        }
        for name, tally in tallies.items():
            for row, types in ROWS.items():
                found = {fold(doc.text[s:e]) for type_, s, e in spans[name] if type_ in types}
                _count(tally, row, path, found)
    for name, tally in tallies.items():
        show(f"{len(paths)} gold documents, {name}", tally)


def _count(tally: Tally, row: str, path: Path, found: set[str]) -> None:
    wanted = [entity for entity in read(path).entities if entity.type in ROWS[row]]
    required = [set(entity.names) for entity in wanted if not entity.optional]
    known = set().union(*(entity.names for entity in wanted))
    right = sum(not names.isdisjoint(found) for names in required)
    tally.add(row, right=right, missed=len(required) - right, false=len(found - known))


def on_knowledgenet(path: Path, reader: Reader, settings: Settings) -> None:
    """Recall of the arguments of facts in fold 4."""
    tallies = {"the reader": Tally(), "the bare model": Tally()}
    for key, parts in passages(path, [CHECK]).items():
        for number, passage in enumerate(parts):
            wanted = _arguments(passage)
            if not wanted:
                continue
            doc = Document(Iri(f"urn:knowledgenet:{key}:{number}"), passage.text)
            spans = {
                "the reader": list(by_reader(reader(doc))),
                "the bare model": list(by_model(passage.text, settings)),
            }
            for name, tally in tallies.items():
                for row, those in wanted.items():
                    found = _spans(spans[name], BODIES if row == "organisation" else ROWS[row])
                    tally.add(row, right=len(those & found), missed=len(those - found))
    for name, tally in tallies.items():
        show(f"KnowledgeNet fold {CHECK}, recall alone, {name}", tally)


def _arguments(passage: Passage) -> dict[str, set[tuple[int, int]]]:
    """Where the persons and organisations of its facts stand; pronouns are left out."""
    wanted: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for name, *ends in passage.facts:
        for row, span in zip(ENDS[name], ends, strict=True):
            words = passage.text[slice(*span)]
            if row and words.casefold() not in PRONOUNS:
                wanted[row].add(span)
    return wanted


def _spans(found: Iterable[Found], types: frozenset[Type]) -> set[tuple[int, int]]:
    return {(start, end) for type_, start, end in found if type_ in types}


def main() -> None:
    """Print the figures of both on both."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--all", action="store_true", help="count what is kept aside too")
    chosen = options.parse_args()
    settings = Settings()
    gold, corpus = shared("gold/dev"), shared("corpora/knowledgenet-train.jsonl.gz")
    reader = Reader(settings)
    on_gold(gold, reader, settings, frozenset() if chosen.all else HELD)
    on_knowledgenet(corpus, reader, settings)


if __name__ == "__main__":
    main()
