"""Free affiliations linked to ROR, against S2AFF: `python -m bench.outside.affiliations [--learn]`.

Wants `corpora/s2aff-gold.csv` and `authorities/ror-subset.json.gz`. Counted are the affiliations of
the validation part: those whose right bodies are all in the subset, and those of which none is, for
which "none" is the right answer. With --learn, the trees are learned anew from the training part
and written to ontologies/resolution/affiliations.tsv; the threshold is chosen by cross-validation
there. With --errors, the wrong answers of the training part are shown.
"""

import argparse
import ast
import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from time import perf_counter

import numpy as np

from bench.outside.boosting import Plan, Rows, learn, scores
from bench.outside.corpora import shared
from kg.ontology import Ontology
from kg.resolution.affiliation import LIKELY, Affiliations
from kg.resolution.authorities.candidates import Candidate, Text, candidates, text_of
from kg.resolution.authorities.features import FEATURES, features
from kg.resolution.authorities.index import write
from kg.resolution.authorities.lookup import Bodies
from kg.resolution.authorities.ror import bodies, key_of
from kg.resolution.authorities.trees import Forest
from kg.settings import Settings

TABLE = Path(__file__).parents[2] / "ontologies" / "resolution" / "affiliations.tsv"
FOLDS = 5
WITHOUT = 1.0  # weight of an affiliation from which the right bodies have been taken
FOR = """coverage|mass|phrase|window|part share|country|city|region|weight|whole part|active
acronym written|share of best"""
AGAINST = (
    "missing|most missing|part extra|other city|inside another|better fit|parts needed|same name"
)
HEAD = """# Trees that rate bodies as the ones that affiliations name: tree, feature, threshold,
# where to go on below and above, value. Learned by bench/outside/affiliations.py from the training
# part of S2AFF (https://github.com/allenai/S2AFF, Apache-2.0) over records of ROR
# (https://ror.org, CC0).
"""


@dataclass(frozen=True, slots=True)
class Case:
    """An annotated affiliation with its candidates, and as if the right ones were not known."""

    text: str
    gold: frozenset[str]
    found: tuple[str, ...]
    rows: tuple[Sequence[float], ...]
    without: tuple[Sequence[float], ...]
    known: int  # of the right bodies


def read_cases(part: str, linker: Affiliations) -> list[Case]:
    """The affiliations of one part."""
    path = shared("corpora/s2aff-gold.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == part]
    return [_case(row, linker) for row in rows]


def _case(row: dict[str, str], linker: Affiliations) -> Case:
    gold = frozenset(key_of(each) for each in ast.literal_eval(row["labels"]))
    text = row["original_affiliation"]
    read = text_of(linker.gazetteer.read(text), linker.bodies)
    found = candidates(read, linker.bodies, linker.weights)
    return Case(
        text,
        gold,
        tuple(each.body.id for each in found),
        tuple(features(found, read, linker.weights)),
        tuple(_without(found, gold, read, linker)),
        sum(linker.bodies.number(key) is not None for key in gold),
    )


def _without(
    found: Sequence[Candidate], gold: frozenset[str], read: Text, linker: Affiliations
) -> list[list[float]]:
    """The candidates that would be left if the authority lacked the right ones and their kin."""
    kin = {*gold}
    for each in found:
        if each.body.id in gold:
            kin |= {*each.body.parents}
        elif gold & {*each.body.parents}:
            kin.add(each.body.id)
    left = [each for each in found if each.body.id not in kin]
    return features(left, read, linker.weights)


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows of candidates, which are right, what each weighs, and of which case it is."""

    rows: Rows
    right: Rows
    weight: Rows
    case: Rows


def examples(cases: Sequence[Case], *, without: float) -> Examples:
    """Candidates of cases; those from which the right ones were taken weigh `without`."""
    often = Counter(case.gold for case in cases)
    made = []
    for number, case in enumerate(cases):
        weight = often[case.gold] ** -0.5
        pairs = zip(case.found, case.rows, strict=True)
        made += [(row, key in case.gold, weight, number) for key, row in pairs]
        if without and case.known == len(case.gold):
            made += [(row, False, weight * without, number) for row in case.without]
    rows, right, weights, numbers = zip(*made, strict=True)
    return Examples(*(np.array(each, float) for each in (rows, right, weights, numbers)))


def plan() -> Plan:
    """What the trees may learn: a feature that speaks for a body never speaks against it."""
    known = {name: number for number, name in enumerate(FEATURES)}
    rising = frozenset(known[name] for name in FOR.replace("\n", "|").split("|"))
    return Plan(rising=rising, falling=frozenset(known[name] for name in AGAINST.split("|")))


def taught(made: Examples, chosen: Rows) -> Forest:
    """Trees learned from some of the rows."""
    return learn(made.rows[chosen], made.right[chosen], made.weight[chosen], plan(), seed=1)


def answers(cases: Sequence[Case], forest: Forest) -> list[tuple[str, float]]:
    """The likeliest body of each case and how likely it is."""
    found = []
    for case in cases:
        rated = scores(forest, np.array(case.rows, float)) if case.rows else np.zeros(0)
        best = int(rated.argmax()) if rated.size else -1
        found.append((case.found[best], float(rated[best])) if rated.size else ("", 0.0))
    return found


def report(
    name: str, cases: Sequence[Case], told: Sequence[tuple[str, float]], least: float
) -> None:
    """The numbers of one part at one threshold."""
    pairs = list(zip(cases, told, strict=True))
    whole = [(c, key, sure) for c, (key, sure) in pairs if c.known == len(c.gold)]
    none = [sure for c, (_, sure) in pairs if not c.known]
    taken = [(c, key) for c, key, sure in whole if sure >= least]
    right = sum(key in c.gold for c, key in taken)
    first = sum(key in c.gold for c, key, _ in whole)
    print(
        f"{name} at {least:.2f}: {len(whole)} with a body: precision@1 {right / len(taken):.3f}"
        f" over the {len(taken)} answers, {right / len(whole):.3f} answered rightly,"
        f" {first / len(whole):.3f} where an answer is forced;"
        f" {len(none)} without: none for {sum(s < least for s in none) / len(none):.3f}"
    )


def cross_validated(cases: Sequence[Case]) -> list[tuple[str, float]]:
    """Answers to each case by trees that were learned from cases of other bodies."""
    made = examples(cases, without=WITHOUT)
    fold = np.array([blake2b(",".join(sorted(c.gold)).encode()).digest()[0] % FOLDS for c in cases])
    told: list[tuple[str, float]] = [("", 0.0)] * len(cases)
    for number in range(FOLDS):
        forest = taught(made, fold[made.case.astype(int)] != number)
        inside = [i for i in range(len(cases)) if fold[i] == number]
        for i, answer in zip(inside, answers([cases[i] for i in inside], forest), strict=True):
            told[i] = answer
    return told


def written(forest: Forest) -> str:
    """Trees as a table."""
    lines = [f"base\t{forest.base:.5f}"]
    for number, tree in enumerate(forest.trees):
        for n in tree:
            lines.append(
                f"{number}\t{n.feature}\t{n.threshold:.6g}\t{n.left}\t{n.right}\t{n.value:.5f}"
            )
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--learn", action="store_true")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    dump = shared("authorities/ror-subset.json.gz")
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "ror.sqlite"
        write((body for body, _ in bodies(dump)), index)
        linker = Affiliations(Bodies.open(index), Ontology(Settings()))
        if options.learn:
            learn_trees(linker, errors=options.errors)
        validate(linker)
    return 0


def learn_trees(linker: Affiliations, *, errors: bool) -> None:
    """Learn from the training part and write the table."""
    cases = read_cases("train", linker)
    told = cross_validated(cases)
    for least in (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85):
        report("training part, cross-validated", cases, told, least)
    made = examples(cases, without=WITHOUT)
    TABLE.write_text(written(taught(made, np.ones(len(made.right), bool))), "utf-8")
    for case, (key, sure) in zip(cases, told, strict=True):
        if errors and key not in case.gold and sure >= LIKELY:
            print(f"{sure:.2f} {key} {sorted(case.gold)} {case.text}")


def validate(linker: Affiliations) -> None:
    """Count the validation part, by the trees of the package."""
    from kg.resolution.affiliation import forest

    cases = read_cases("val", linker)
    report("validation part", cases, answers(cases, forest()), LIKELY)
    started = perf_counter()
    doubts = [link.doubt for case in cases if (link := linker.link(case.text)).doubt]
    each = (perf_counter() - started) / len(cases)
    print(
        f"{each * 1000:.0f} ms an affiliation; {len(doubts)} in another country than the text says"
    )


if __name__ == "__main__":
    sys.exit(main())
