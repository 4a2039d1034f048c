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


DATED = [
    ("The Danube Foundation has supported the Karst Study since 2019.", "Karst Study", "2019"),
    ("The Danube Foundation launched the Karst Study in July 2018.", "Karst Study", "2018-07"),
    ("Anna Berg has led the Pampas Network since 2011.", "Pampas Network", "2011"),
    ("On Tuesday the Fjord Foundation and the Danube Foundation signed an agreement.",
     "Danube Foundation", "2023-06-13"),
    ("In 2004 the Fjord Foundation joined the Pampas Network.", "Pampas Network", "2004"),
    ("RIGA, 12 June 2023 -- The Fjord Foundation is a member of the Pampas Network since 2004.",
     "Pampas Network", "2004"),
    ("The Danube Foundation supports the Karst Study.", "Karst Study", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "day"), DATED)
def test_a_relation_has_the_date_of_its_beginning(
    text: str, value: str, day: str | None, told: Callable[..., Told]
) -> None:
    read = told(text)
    days = {
        claim.date for claim in read.reading.claims if read.labels.get(str(claim.value)) == value
    }
    assert day in days
