"""Numbers as texts write them."""

import pytest

from extractors.dates.numerals import numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,200 patients in 14 hospitals", [1200, 14]),
        ("twenty-five nurses, three hundred doctors", [25, 300]),
        ("2 million samples", [2_000_000]),
        ("12% of 3.5 and 1.5 million", []),
        ("9" * 5000, []),
    ],
)
def test_numbers_are_read(text: str, values: list[int]) -> None:
    assert [value for _, _, value in numbers(text)] == values
