"""How well and how fast it is found out who is who.

    python -m bench.resolution [NAMES]

First the gold set, with the part that no rule was made for by itself; then so many made-up names,
100,000 if not told, whose truth is known too.
"""

import sys
from collections import Counter
from resource import RUSAGE_SELF, getrusage
from time import perf_counter

from bench.resolution.generator import records
from bench.resolution.gold import (
    ASIDE,
    TUNED,
    b_cubed,
    gold,
    lost_by_blocking,
    pair_count,
    pairwise,
)
from kg.ontology import Ontology
from kg.resolution.compare import Judgement
from kg.resolution.matching import resolve
from kg.resolution.profiles import known
from kg.settings import Settings


def main() -> None:
    """Print both tables."""
    ontology = Ontology(Settings())
    print("gold    pairs  same   pairwise P     R   B-cubed P     R   lost by blocking")
    for name, files in (("tuned", TUNED), ("aside", ASIDE), ("all", (*TUNED, *ASIDE))):
        _gold(name, files, ontology)
    _many(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, ontology)


def _gold(name: str, files: tuple[str, ...], ontology: Ontology) -> None:
    found = gold(*files)
    clusters = resolve((each.profile for each in found), ontology).grouping.survivors
    pairs, same = pair_count(found)
    by_pair, by_record = pairwise(found, clusters), b_cubed(found, clusters)
    lost, true = lost_by_blocking(found, [known(each.profile, ontology) for each in found])
    print(
        f"{name:6} {pairs:6} {same:5} {by_pair.precision:12.3f} {by_pair.recall:.3f} "
        f"{by_record.precision:11.3f} {by_record.recall:.3f}   {lost} of {true}"
    )


def _many(number: int, ontology: Ontology) -> None:
    found = list(records(number))
    names = Counter(next(iter(each.profile.names)) for each in found)
    started = perf_counter()
    result = resolve((each.profile for each in found), ontology)
    seconds = perf_counter() - started
    score = b_cubed(found, result.grouping.survivors)
    unsure = sum(match.judgement is Judgement.UNSURE for match in result.matches)
    print(f"\nnames            {number}, of {len({each.truth for each in found})} people")
    print(f"one name         {names.most_common(1)[0][1]} times at most")
    print(f"pairs compared   {result.compared} of {number * (number - 1) // 2}")
    print(f"blocks too large {len(result.large)}")
    print(f"for people       {unsure} pairs")
    print(f"B-cubed          precision {score.precision:.3f}, recall {score.recall:.3f}")
    print(f"seconds          {seconds:.0f}")
    print(f"memory           {getrusage(RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
