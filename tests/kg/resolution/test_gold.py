"""The gold set is met, also that part of it which no rule was made for."""

import pytest

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
from kg.resolution.matching import resolve
from kg.resolution.profiles import known
from kg.settings import Settings

ONTOLOGY = Ontology(Settings())


@pytest.mark.parametrize("names", [TUNED, ASIDE, (*TUNED, *ASIDE)], ids=["tuned", "aside", "all"])
def test_precision_and_recall(names: tuple[str, ...]) -> None:
    records = gold(*names)
    found = resolve((record.profile for record in records), ONTOLOGY).grouping.survivors
    for score in (pairwise(records, found), b_cubed(records, found)):
        assert score.precision >= 0.98
        assert score.recall >= 0.85


def test_blocking_loses_few_true_pairs() -> None:
    records = gold(*TUNED, *ASIDE)
    lost, true = lost_by_blocking(records, [known(r.profile, ONTOLOGY) for r in records])
    assert lost / true < 0.05


def test_the_gold_set_is_large_and_a_third_is_kept_aside() -> None:
    aside, pairs = pair_count(gold(*ASIDE))[0], pair_count(gold(*TUNED, *ASIDE))[0]
    assert pairs > 400
    assert aside / pairs > 0.33
