"""What a text denies, plans or supposes is kept as such, and never stated."""

from collections.abc import Callable

import pytest

from kg.model import Standing
from tests.extractors.conftest import Told

NEGATED, TENTATIVE = Standing.NEGATED, Standing.TENTATIVE
CASES = [
    ("Kyoto University will not join the Sakura Network.", NEGATED, "memberOf"),
    ("Oslo University denied that it had joined the Fjord Network.", NEGATED, "memberOf"),
    ("The Cusco Forum was not supported by the Andes Foundation.", NEGATED, "supports"),
    ("Lima Hospital has never worked with Quito University.", NEGATED, "collaboratesWith"),
    ("The Danube Foundation plans to fund the Puszta Project.", TENTATIVE, "supports"),
    ("Reports say that Pfizer may support the Delta Network.", TENTATIVE, "supports"),
    ("Novartis is rumoured to sponsor the Alpine Forum.", TENTATIVE, "supports"),
    ("Accra Hospital hopes to join the Volta Network.", TENTATIVE, "memberOf"),
    ("If Tunis University joins the Atlas Network, costs fall.", TENTATIVE, "memberOf"),
]


@pytest.mark.parametrize(("sentence", "standing", "predicate"), CASES)
def test_what_is_not_so_is_not_stated(
    sentence: str, standing: Standing, predicate: str, told: Callable[..., Told]
) -> None:
    found = told(sentence)
    assert predicate in {claim[1] for claim in found.claims(standing)}
    assert predicate not in {claim[1] for claim in found.claims()}


def test_a_denial_does_not_reach_the_next_sentence(told: Callable[..., Told]) -> None:
    found = told("It was not easy. The Nile Trust funds the Aswan Project.")
    assert ("Nile Trust", "supports", "Aswan Project") in found.claims()
