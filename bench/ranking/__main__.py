"""How good rankings are on a folder of participations, beside two simple ones.

    python -m bench.ranking ../shared/corpora/ranking
    python -m bench.ranking DIR --queries FILE --run OUT [--learn]

Without --queries the test part of the folder is asked, and its `evaluate.py` tells how good the
answers are. --run writes them, for any folder of the same form (see tables.py). --learn takes
the weights from the last year before each query's date, for data of another kind, in place of
those that come with the package.
"""

import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from bench.ranking.questions import Numbers, lines, question
from bench.ranking.tables import read
from kg.analytics.ranking.candidates import draw
from kg.analytics.ranking.features import FEATURES, describe
from kg.analytics.ranking.index import Index, build
from kg.analytics.ranking.learning import learn
from kg.analytics.ranking.lessons import lessons
from kg.analytics.ranking.model import Model
from kg.analytics.ranking.model import read as read_model
from kg.analytics.ranking.question import Question, around
from kg.analytics.ranking.rank import LESSER_KNOWN, Order, rank
from kg.analytics.ranking.records import year_of

SHOWN = 100
# What is compared with: the name, and the feature.
PLAIN = {
    "recent activity in the topic": "recent activity",
    "activity in the topic": "activity",
    "Adamic-Adar": "walk",
}

type Ranker = Callable[[Index, Question], Mapping[str, list[int]]]


def model_ranker(model: Model, order: Order, name: str = "model") -> Ranker:
    """The ranking of the product, under given weights."""

    def ranker(index: Index, asked: Question) -> Mapping[str, list[int]]:
        return {name: [each.agent for each in rank(index, model, asked, order).ranked]}

    return ranker


def plain_ranker(index: Index, asked: Question) -> Mapping[str, list[int]]:
    """The same candidates by one feature alone: what a ranking must be better than."""
    drawn = draw(index, asked, around(index, asked))
    values = describe(index, asked, drawn)
    columns = list(FEATURES)
    found = {}
    for name, feature in PLAIN.items():
        order = np.argsort(-values[:, columns.index(feature)], kind="stable")[:SHOWN]
        found[name] = [int(agent) for agent in drawn.agents[order]]
    return found


def run(
    folder: Path, queries: Iterable[Mapping[str, Any]], rankers: Sequence[Ranker], learned: bool
) -> dict[str, list[str]]:
    """The lines of a run file of each ranking; a query sees records before its date alone."""
    by_cut = defaultdict(list)
    for query in queries:
        by_cut[query["cut"]].append(query)
    out: defaultdict[str, list[str]] = defaultdict(list)
    for cut, asked in sorted(by_cut.items()):
        records = read(folder, cut)
        index, numbers = build(records, year_of(cut)), Numbers.of(records)
        own = [model_ranker(own_model(folder, cut), Order(SHOWN), "own past")] if learned else []
        for query in asked:
            for ranker in [*rankers, *own]:
                found = ranker(index, question(query, numbers, records))
                for name, agents in found.items():
                    out[name] += [f"{query['qid']}\t{records.agents[agent]}" for agent in agents]
    return dict(out)


def own_model(folder: Path, cut: str, years: float = 1.0) -> Model:
    """Weights out of the last year before a date, with those of the package for other forms."""
    now = year_of(cut)
    own = learn(*lessons(read(folder, cut), (now or 0) - years))
    return Model({**read_model().weights, **own.weights})


def _evaluate(folder: Path, queries: Path, found: list[str]) -> str:
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "run.tsv"
        path.write_text("\n".join(found) + "\n")
        names = (queries, folder / "participations.csv.gz", folder / "orgs.csv", path)
        command = [sys.executable, str(folder / "evaluate.py"), *map(str, names)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="bench.ranking", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--queries", type=Path, help="JSON lines; default: test_2019 of the folder")
    parser.add_argument("--run", type=Path, help="write the answers here and do not judge them")
    parser.add_argument("--learn", action="store_true", help="weights of the data's own past")
    return parser.parse_args()


def main() -> None:
    """Write a run file, or print the table of `evaluate.py` for each ranking."""
    arguments = _arguments()
    queries = arguments.queries or arguments.folder / "test_2019.jsonl.gz"
    model, lesser = read_model(), Order(SHOWN, lesser_known=LESSER_KNOWN)
    rankers: list[Ranker] = (
        [] if arguments.run and arguments.learn else [model_ranker(model, Order(SHOWN))]
    )
    if not arguments.run:
        rankers += [model_ranker(model, lesser, "lesser-known first"), plain_ranker]
    found = run(arguments.folder, lines(queries), rankers, arguments.learn)
    if arguments.run:
        answers = next(iter(found.values()), [])
        arguments.run.write_text("".join(f"{line}\n" for line in answers))
        return
    for name, each in found.items():
        print(f"{name}\n{_evaluate(arguments.folder, queries, each)}", flush=True)


if __name__ == "__main__":
    main()
