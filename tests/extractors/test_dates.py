"""Dates and numbers as texts write them."""

from datetime import date

import pytest

from extractors.dates import dates, numbers, reference_date

WEDNESDAY = date(2023, 6, 14)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on 12 May 2022", [("2022-05-12", None)]),
        ("on Nov. 2, 2024,", [("2024-11-02", None)]),
        ("on the 3rd of March 2021", [("2021-03-03", None)]),
        ("2021-03-03", [("2021-03-03", None)]),
        ("from 4 to 6 May 2022", [("2022-05-04", "2022-05-06")]),
        ("October 15-17, 2018", [("2018-10-15", "2018-10-17")]),
        ("22–24 January", [("2023-01-22", "2023-01-24")]),
        ("between 2012 and 2016", [("2012", "2016")]),
        ("in March 2018", [("2018-03", None)]),
        ("in September", [("2023-09", None)]),
        ("in November", [("2022-11", None)]),
        ("since 1987", [("1987", None)]),
        ("on Friday", [("2023-06-09", None)]),
        ("last Wednesday", [("2023-06-07", None)]),
        ("on Wednesday", [("2023-06-14", None)]),
        ("from Monday to Friday", [("2023-06-05", "2023-06-09")]),
        ("yesterday", [("2023-06-13", None)]),
        ("on the 5th", [("2023-06-05", None)]),
        ("on 28 December", [("2022-12-28", None)]),
        ("the 30 February 2022", [("2022-02", None)]),
        ("1,987 patients and 2019 samples", []),
        ("room 2020b, version 1.2019", []),
        ("They may march on.", []),
    ],
)
def test_dates_are_read(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(d.value, d.until) for d in dates(text, WEDNESDAY)] == found


def test_without_a_reference_only_whole_dates_are_read() -> None:
    assert dates("on Friday, on 5 May, yesterday, on the 3rd", None) == []
    assert [d.value for d in dates("on 5 May 2020", None)] == ["2020-05-05"]


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        ("2020-02-02", "on 5 May 2021", date(2020, 2, 2)),
        (None, "on 5 May 2021 and 6 May 2022", date(2021, 5, 5)),
        (None, "in 2019 and 2021", date(2021, 7, 1)),
        ("2019", "nothing", None),
    ],
)
def test_what_dates_count_from(published: str | None, text: str, expected: date | None) -> None:
    assert reference_date(published, text) == expected


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
