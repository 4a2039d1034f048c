"""Confidences: the committed table, what is counted for it, and whether they mean something."""

import re
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.annotations import Cluster
from extractors.language import sentences
from extractors.relations.learning.calibration import (
    ANY,
    TABLE,
    Calibration,
    calibration,
    family,
    parsed,
)
from extractors.relations.learning.learned import LEARNED
from extractors.relations.scene import Found, Scene
from extractors.training.confidences import Outcome, counted, fitted, written
from extractors.training.reliability import distance, reliability
from extractors.training.trial import EVEN
from kg.model import Predicate, Standing, Type
from kg.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"

type Claimed = Callable[..., Found]


@pytest.fixture(scope="module")
def claimed() -> Claimed:
    (sentence,) = sentences("Anna leads it.", Settings().model)
    anna, body = Cluster(Type.PERSON, "Anna"), Cluster(Type.NETWORK, "it")

    def found(rule: str, confidence: float = 0.8) -> Found:
        scene = Scene(sentence, [], [])
        return Found(anna, Predicate.LEADS, body, "", rule, confidence, scene)

    return found


# --- the committed table ----------------------------------------------------


def rows() -> dict[tuple[str, str], tuple[int, int, float]]:
    text = (files("ontologies") / "learned" / TABLE).read_text(encoding="utf-8")
    found = [line.split("\t") for line in text.splitlines() if not line.startswith("# ")]
    return {(p, name): (int(r), int(n), float(s)) for p, name, r, n, s in found if r != "-"}


def test_the_committed_counts_add_up() -> None:
    table = rows()
    total = table[ANY, ANY]
    for part in (0, 1):
        of_predicates = sum(row[part] for (p, f), row in table.items() if p != ANY and f == ANY)
        of_families = sum(row[part] for (p, f), row in table.items() if p == ANY and f != ANY)
        of_both = sum(row[part] for (p, f), row in table.items() if ANY not in (p, f))
        assert of_predicates == of_families == of_both == total[part]


def test_the_committed_shares_are_between_none_and_all() -> None:
    for right, of, share in rows().values():
        assert 0 <= right <= of
        assert 0 < share < 1
    assert calibration().threshold == EVEN
    assert {p for p, _ in rows()} <= {ANY, *Predicate}


def test_a_higher_score_is_never_less_sure() -> None:
    shares = calibration().shares
    for predicate in {p for p, _ in shares}:
        steps = [s for (p, f), s in sorted(shares.items()) if p == predicate and LEARNED in f]
        assert all(low <= high for low, high in pairwise(steps))


# --- how it is used ---------------------------------------------------------

TABLED = Calibration(
    {("leads", "verb"): 0.9, (ANY, "post"): 0.3, ("leads", ANY): 0.6, (ANY, ANY): 0.5}, 0.4
)


@pytest.mark.parametrize(
    ("rule", "confidence", "standing"),
    [
        ("verb leads", 0.9, Standing.ASSERTED),
        ("post", 0.3, Standing.TENTATIVE),
        ("a rule of tomorrow", 0.6, Standing.ASSERTED),
    ],
)
def test_confidence_is_the_share_of_the_family(
    rule: str, confidence: float, standing: Standing, claimed: Claimed
) -> None:
    (one,) = TABLED([claimed(rule)])
    assert (one.confidence, one.standing) == (confidence, standing)


def test_what_is_denied_stays_denied(claimed: Claimed) -> None:
    (one,) = TABLED([replace(claimed("post"), standing=Standing.NEGATED)])
    assert one.standing is Standing.NEGATED


@pytest.mark.parametrize(
    ("rule", "confidence", "name"),
    [
        ("verb hosted", 0.8, "verb"),
        ("word order set up", 0.8, "word order"),
        ("post", 0.8, "post"),
        ("learned: between of; together", 0.67, "learned 0.6"),
    ],
)
def test_families(rule: str, confidence: float, name: str, claimed: Claimed) -> None:
    assert family(claimed(rule, confidence)) == name


# --- how it is counted ------------------------------------------------------

CASES = st.lists(
    st.builds(
        Outcome,
        st.sampled_from(["leads", "runs"]),
        st.sampled_from(["verb", "post", "learned 0.5", "learned 0.6", "learned 0.7"]),
        st.booleans(),
        st.floats(0.1, 0.9),
    ),
    max_size=40,
)


@given(CASES)
def test_shares_are_shares_and_learned_ones_rise(cases: list[Outcome]) -> None:
    found = fitted(cases, 0.4).shares
    assert all(0 < share < 1 for share in found.values())
    for predicate in ("leads", "runs", ANY):
        steps = [s for (p, f), s in sorted(found.items()) if p == predicate and LEARNED in f]
        assert all(low <= high + 1e-9 for low, high in pairwise(steps))


@given(CASES, st.sampled_from(["verb", "post"]))
def test_one_more_right_case_makes_surer(cases: list[Outcome], name: str) -> None:
    more = [*cases, Outcome("leads", name, True, 0.5)]
    less = [*cases, Outcome("leads", name, False, 0.5)]
    assert counted(less)["leads", name].share < counted(more)["leads", name].share


def test_few_cases_are_drawn_towards_the_whole() -> None:
    cases = [Outcome("leads", "verb", True, 0.5)] * 50 + [Outcome("leads", "post", False, 0.5)]
    assert counted(cases)["leads", "post"].share > 0.5


@given(CASES)
def test_the_table_is_read_as_it_was_written(cases: list[Outcome]) -> None:
    table = parsed(written(cases, 0.45))
    assert table.threshold == 0.45
    assert table.shares == pytest.approx(dict(fitted(cases, 0.45).shares), abs=6e-4)


# --- whether it means something ---------------------------------------------


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=50))
def test_every_claim_is_in_one_bin(cases: list[tuple[float, bool]]) -> None:
    bins = reliability(cases)
    assert sum(one.of for one in bins) == len(cases)
    assert sum(one.right * one.of for one in bins) == pytest.approx(sum(r for _, r in cases))
    assert all(low.high <= high.low for low, high in pairwise(bins))


def test_the_distance_is_that_of_what_is_said_from_what_is_right() -> None:
    always = [(0.75, right) for right in (True, True, True, False)]
    assert distance(reliability(always)) == pytest.approx(0)
    assert distance(reliability([(0.95, False)])) == pytest.approx(0.95)


def test_the_page_shows_confidences_that_hold() -> None:
    row = re.compile(r"^\| [\d.]+ to [\d.]+ \| (\d+) \| ([\d.]+) \| ([\d.]+) \|$", re.MULTILINE)
    found = row.findall(PAGE.read_text())
    # Claims of one document go together: fewer than these can be those of one or two.
    bins = [(int(of), float(said), float(right)) for of, said, right in found if int(of) >= 25]
    assert len(bins) >= 4
    for of, said, right in bins:
        assert abs(said - right) < 0.08 + 2 * spread(said, of)
    for (few, _, low), (many, _, high) in pairwise(bins):
        assert low < high + 2 * spread(low, few) + 2 * spread(high, many)
    assert bins[0][2] < bins[-1][2]


def spread(share: float, of: int) -> float:
    """How far the share of so few cases strays by chance; a little even where all are right."""
    return float((max(share * (1 - share), 0.05) / of) ** 0.5)
