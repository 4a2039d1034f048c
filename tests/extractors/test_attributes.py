"""Whose numbers and dates they are: one text of attributes.tsv at a time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.model import ATTRIBUTES
from tests.extractors.conftest import Told

LINES = Path(__file__).with_name("attributes.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line and not line.startswith("# ")]
NAMES = {predicate.value for predicate in ATTRIBUTES}


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_text_gives_numbers_and_dates_to_their_owners(
    text: str, expected: str, told: Callable[..., Told]
) -> None:
    said = told(text).claims()
    found = {f"{owner} > {name} > {value}" for owner, name, value in said if name in NAMES}
    assert found == (set() if expected == "-" else set(expected.split("; ")))


def test_the_table_has_as_much_to_leave_as_it_has_to_find() -> None:
    nothing = sum(expected == "-" for _, expected in CASES)
    assert nothing >= 50
    assert len(CASES) - nothing >= 70
