"""Learn the weights of the ranking anew: ontologies/learned/ranking.tsv.

    python -m bench.ranking.learn ../shared/corpora/ranking --until 2019-01-01

Records from that date on are not read. The last year before it gives the questions and their
answers, what came before that year gives what was known. The same records give the same table:
--check learns it anew and tells whether it is the one that comes with the package. What these
records do not tell has its weight in ontologies/ranking_priors.tsv, by hand and with reasons.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path

from bench.ranking.tables import read
from kg.analytics.ranking.learning import learn
from kg.analytics.ranking.lessons import lessons
from kg.analytics.ranking.model import TABLE, table
from kg.analytics.ranking.records import year_of

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Read, learn, write or compare."""
    parser = ArgumentParser(prog="bench.ranking.learn", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--until", default="2019-01-01", help="an ISO date")
    parser.add_argument("--out", type=Path, default=ROOT / "ontologies" / TABLE)
    parser.add_argument("--check", action="store_true", help="write nothing, compare with --out")
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
        "weight. What these records do not tell has its weight in ../ranking_priors.tsv.",
    )
    text = table(learn(index, asked), head)
    if not arguments.check:
        arguments.out.write_text(text, encoding="utf-8")
        return 0
    same = text == arguments.out.read_text("utf-8")
    print(f"{arguments.out.name} {'is' if same else 'is NOT'} what the records teach")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
