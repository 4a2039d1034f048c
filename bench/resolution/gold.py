"""The gold set of who is who, and how well a clustering meets it."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from kg.model import Iri, Type
from kg.resolution.blocking import blocks
from kg.resolution.profiles import Known, Profile, city_key, person_key

FOLDER = Path(__file__).parents[2] / "tests" / "kg" / "resolution" / "gold"
TUNED, ASIDE = ("people", "bodies"), ("aside",)


@dataclass(frozen=True, slots=True)
class Record:
    """One name in its small context, and who it is in truth."""

    scene: str
    truth: str
    profile: Profile


def gold(*names: str) -> list[Record]:
    """The records of some of the files."""
    found = []
    for name in names:
        lines = (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()[2:]
        found += [_record(name, at, line.split("\t")) for at, line in enumerate(lines)]
    return found


def _record(file: str, at: int, cells: list[str]) -> Record:
    scene, truth, kind, name, also, bodies, place, topics, company, ids, document = cells
    country, _, city = place.partition(":")
    profile = Profile(
        Iri(f"https://example.org/{kind.lower()}/{file}-{at:03}"),
        Type(kind),
        frozenset([name, *_several(also)]),
        frozenset(_several(ids)),
        frozenset(f"body/{each}" for each in _several(bodies)),
        frozenset([city_key(country, city)] if city else []),
        frozenset([country] if country else []),
        frozenset(f"topic/{each}" for each in _several(topics)),
        frozenset(person_key(each) for each in _several(company)),
        frozenset([f"{scene}/{document or at}"]),
    )
    return Record(scene, f"{scene}/{truth}", profile)


def _several(cell: str) -> list[str]:
    return cell.split(";") if cell else []


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of what was found right, and of what there was to find."""

    precision: float
    recall: float


def pairwise(records: Sequence[Record], clusters: Mapping[Iri, Iri]) -> Score:
    """Over all pairs of records, those of different scenes too."""
    truth, found = _labels(records, clusters)
    pairs = list(combinations(range(len(records)), 2))
    true = sum(truth[a] == truth[b] for a, b in pairs)
    said = sum(found[a] == found[b] for a, b in pairs)
    right = sum(truth[a] == truth[b] and found[a] == found[b] for a, b in pairs)
    return Score(right / said if said else 1.0, right / true if true else 1.0)


def b_cubed(records: Sequence[Record], clusters: Mapping[Iri, Iri]) -> Score:
    """Averaged over records: how pure its cluster is, and how much of its truth is in it."""
    truth, found = _labels(records, clusters)
    together = Counter(zip(truth, found, strict=True))
    sizes, wanted = Counter(found), Counter(truth)
    both = list(zip(truth, found, strict=True))
    precision = sum(together[t, f] / sizes[f] for t, f in both) / len(both)
    return Score(precision, sum(together[t, f] / wanted[t] for t, f in both) / len(both))


def _labels(
    records: Sequence[Record], clusters: Mapping[Iri, Iri]
) -> tuple[list[Hashable], list[Hashable]]:
    iris = [record.profile.iri for record in records]
    return [record.truth for record in records], [clusters.get(iri, iri) for iri in iris]


def pair_count(records: Sequence[Record]) -> tuple[int, int]:
    """How many pairs the scenes have, and how many of them are the same."""
    scenes: defaultdict[str, list[str]] = defaultdict(list)
    for record in records:
        scenes[record.scene].append(record.truth)
    pairs = [pair for truths in scenes.values() for pair in combinations(truths, 2)]
    return len(pairs), sum(left == right for left, right in pairs)


def lost_by_blocking(records: Sequence[Record], everyone: Iterable[Known]) -> tuple[int, int]:
    """Of the pairs that are the same: how many no key holds together, and how many there are."""
    kept = {
        pair
        for members in blocks(everyone).values()
        for pair in combinations(sorted(set(members)), 2)
    }
    truths: defaultdict[str, list[Iri]] = defaultdict(list)
    for record in records:
        truths[record.truth].append(record.profile.iri)
    true = [pair for iris in truths.values() for pair in combinations(sorted(iris), 2)]
    return sum(pair not in kept for pair in true), len(true)
