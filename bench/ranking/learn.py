"""Learn the weights of the ranking anew: ontologies/learned/ranking.tsv.

    python -m bench.ranking.learn ../shared/corpora/ranking --until 2019-01-01

Records from that date on are not read. The last year before it gives the questions and their
answers, what came before that year gives what was known. The same records give the same table.
"""

from argparse import ArgumentParser
from pathlib import Path

from bench.ranking.tables import read
from kg.analytics.ranking.learning import learn
from kg.analytics.ranking.lessons import lessons
from kg.analytics.ranking.model import TABLE, write
from kg.analytics.ranking.records import year_of

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Read, learn, write."""
    parser = ArgumentParser(prog="bench.ranking.learn", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--until", default="2019-01-01", help="an ISO date")
    parser.add_argument("--out", type=Path, default=ROOT / "ontologies" / TABLE)
    arguments = parser.parse_args()
    until = year_of(arguments.until)
    if until is None:
        parser.error(f"{arguments.until!r} is no ISO date")
    index, asked = lessons(read(arguments.folder, arguments.until), until - 1)
    head = (
        f"Written by `python -m bench.ranking.learn` out of {len(asked)} questions to records",
        f"before {until - 1:.0f} and their answers in the year after it: participations in",
        "projects of Horizon 2020, from CORDIS, open data of the European Union (reuse allowed",
        "with the source named). Form of question, feature (kg/analytics/ranking/features.py),",
        "weight. What these records do not tell, such as texts, has a weight given by hand.",
    )
    write(learn(index, asked), arguments.out, head)


if __name__ == "__main__":
    main()
