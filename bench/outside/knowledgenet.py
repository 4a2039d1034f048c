"""Relations against KnowledgeNet: `python -m bench.outside.knowledgenet [--folds 1 2 3 --errors]`.

Wanted: corpora/knowledgenet-train.jsonl.gz (Mesquita et al., EMNLP 2019, CC BY-SA 4.0) in ../shared
or in the folder of KG_SHARED. The check is fold 4; errors are shown for the other folds alone.

Five of its properties have a counterpart among our predicates:

    EMPLOYEE_OR_MEMBER_OF  affiliatedWith or memberOf of a person; also where the role is a chief's
                           or a founder's, as the corpus has it in nine cases of ten
    CEO                    affiliatedWith whose role is a chief executive's, the other way round
    HEADQUARTERS           locatedIn of an organisation or network
    SUBSIDIARY_OF          partOf between bodies
    FOUNDED_BY             affiliatedWith whose role is a founder's, or runs, the other way round

The corpus holds a fact for each pair of mentions in the passage, pronouns too, so that each claim
stands for all pairs of mentions of its two entities there. A property counts only in passages that
were annotated for it. `overlap` is the published text-level figure: both spans overlap those of a
fact; `exact`: both are the same. The passages of one document are read together, in their order:
they are all of the document that the corpus has here.
"""

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.outside.corpora import Tally, shared, show
from extractors.reader import Reader
from kg.model import Claim, Document, Entity, Iri, Predicate, Reading, Standing, Type
from kg.settings import Settings

CHECK = 4
PROPERTIES = ("EMPLOYEE_OR_MEMBER_OF", "CEO", "HEADQUARTERS", "SUBSIDIARY_OF", "FOUNDED_BY")
BODIES = (Type.ORGANIZATION, Type.NETWORK)
CHIEF = re.compile(r"\bCEO\b|chief executive|managing director", re.IGNORECASE)
FOUNDER = re.compile(r"founder|founded|founding", re.IGNORECASE)

type Span = tuple[int, int]
type Fact = tuple[str, Span, Span]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as the corpus has it; offsets count from its own beginning."""

    document: str
    text: str
    annotated: frozenset[str]
    facts: frozenset[Fact]


def passages(path: Path, folds: Sequence[int]) -> dict[str, list[Passage]]:
    """The passages of some folds by document, in text order."""
    found: defaultdict[str, list[tuple[int, Passage]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for entry in map(json.loads, lines):
            if entry["fold"] in folds:
                facts = frozenset(
                    (fact["property"], tuple(fact["subject"]), tuple(fact["object"]))
                    for fact in entry["facts"]
                    if fact["property"] in PROPERTIES
                )
                annotated = frozenset(entry["annotated"]) & frozenset(PROPERTIES)
                passage = Passage(entry["document"], entry["text"], annotated, facts)
                found[passage.document].append((entry["start"], passage))
    return {key: [p for _, p in sorted(all_, key=lambda p: p[0])] for key, all_ in found.items()}


def properties(claim: Claim, subject: Entity, object_: Entity) -> Iterator[tuple[str, bool]]:
    """The properties that a claim amounts to, each with whether its ends change places."""
    role, person = claim.role or "", subject.type is Type.PERSON
    match claim.predicate:
        case Predicate.AFFILIATED_WITH | Predicate.MEMBER_OF if person:
            yield "EMPLOYEE_OR_MEMBER_OF", False
            if CHIEF.search(role):
                yield "CEO", True
            if FOUNDER.search(role):
                yield "FOUNDED_BY", True
        case Predicate.LOCATED_IN if subject.type in BODIES:
            yield "HEADQUARTERS", False
        case Predicate.PART_OF if subject.type in BODIES and object_.type in BODIES:
            yield "SUBSIDIARY_OF", False
        case Predicate.RUNS:
            yield "FOUNDED_BY", True


def facts(reading: Reading, start: int, end: int) -> Iterator[Fact]:
    """What a reading says inside one passage, for every pair of mentions."""
    entities = {entity.iri: entity for entity in reading.entities}
    spans: defaultdict[Iri, list[Span]] = defaultdict(list)
    for mention in reading.mentions:
        if start <= mention.start and mention.end <= end:
            spans[mention.entity].append((mention.start - start, mention.end - start))
    for claim in reading.claims:
        if claim.standing is not Standing.ASSERTED or not isinstance(claim.value, Iri):
            continue
        if not start <= claim.evidence.start < end:
            continue
        ends = (claim.subject, claim.value)
        for name, turned in properties(claim, *(entities[iri] for iri in ends)):
            one, other = reversed(ends) if turned else ends
            yield from ((name, left, right) for left in spans[one] for right in spans[other])


def main() -> None:
    """Read the passages of some folds and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folds", type=int, nargs="+", default=[CHECK])
    options.add_argument("--errors", action="store_true", help="not for fold 4")
    chosen = options.parse_args()
    documents = passages(shared("corpora/knowledgenet-train.jsonl.gz"), chosen.folds)
    reader, exact, overlap = Reader(Settings()), Tally(), Tally()
    for name in PROPERTIES:
        exact.add(name)
        overlap.add(name)
    for key, parts in documents.items():
        text = "\n\n".join(passage.text for passage in parts)
        reading = reader(Document(Iri(f"urn:knowledgenet:{key}"), text))
        start = 0
        for passage in parts:
            found = frozenset(facts(reading, start, start + len(passage.text)))
            start += len(passage.text) + 2
            for name in passage.annotated:
                wanted, ours = _only(passage.facts, name), _only(found, name)
                exact.compare(name, wanted, ours)
                _overlapping(overlap, name, wanted, ours)
            if chosen.errors and CHECK not in chosen.folds:
                _tell(passage, found)
    show("KnowledgeNet, both spans exact", exact, "all")
    show("KnowledgeNet, both spans overlap (text level)", overlap, "all")


def _only(found: frozenset[Fact], name: str) -> frozenset[Fact]:
    return frozenset(fact for fact in found if fact[0] == name)


def _overlapping(tally: Tally, name: str, wanted: frozenset[Fact], ours: frozenset[Fact]) -> None:
    """Each fact is found by one at most, so that many spans for one do not count more."""
    left = set(wanted)
    right = 0
    for fact in sorted(ours):
        same = [w for w in sorted(left) if _meet(w[1], fact[1]) and _meet(w[2], fact[2])]
        if same:
            left.discard(fact if fact in left else same[0])
            right += 1
    tally.add(name, right=right, false=len(ours) - right, missed=len(left))


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _tell(passage: Passage, found: frozenset[Fact]) -> None:
    counted: Mapping[str, frozenset[Fact]] = {
        "missed": passage.facts - found,
        "false": frozenset(f for f in found - passage.facts if f[0] in passage.annotated),
    }
    if any(counted.values()):
        print(f"\n{passage.text}")
    for kind, those in counted.items():
        pairs = Counter((n, passage.text[slice(*s)], passage.text[slice(*o)]) for n, s, o in those)
        for (name, left, right), count in sorted(pairs.items()):
            print(f"    {kind:6} {name} {left!r} {right!r}{f' x{count}' if count > 1 else ''}")


if __name__ == "__main__":
    main()
