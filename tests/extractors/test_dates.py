"""Dates as texts write them."""

from datetime import date, timedelta
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.dates import Reference, dates, reference_date
from extractors.dates.written import MONTHS
from kg.model import When

WEDNESDAY = date(2023, 6, 14)
# A text and the dates in it, counted from that Wednesday; a range is FIRST/LAST.
WHOLE = """
on 12 May 2022 | 2022-05-12
on Nov. 2, 2024, | 2024-11-02
on the 3rd of March 2021 | 2021-03-03
2021-03-03 | 2021-03-03
2026/05/14 | 2026-05-14
2026.05.14 | 2026-05-14
14/05/2026 | 2026-05-14
05/14/2026 | 2026-05-14
14.05.2026 | 2026-05-14
12 MAY 2026 | 2026-05-12
Tuesday, 12 May 2026 | 2026-05-12
Tue, May 12, 2026 | 2026-05-12
on Tuesday the 12th of May 2026 | 2026-05-12
12 Sept. 2026 | 2026-09-12
May 12th, 2026, | 2026-05-12
on 12 May last year | 2022-05-12
the 30 February 2022 | 2022-02
the 45th of May 2022 | 2022-05
in March 2018 | 2018-03
March, 2018 | 2018-03
in May of 2018 | 2018-05
mid-May 2026 | 2026-05
in early May 2026 | 2026-05
at the end of May 2026 | 2026-05
was set up in May last year | 2022-05
in May this year | 2023-05
since 1987 | 1987
in 2019 | 2019
It was 2019 when | 2019
2019, 2020 and 2021 | 2019 2020 2021
the 2024 congress | 2024
"""
RANGES = """
from 4 to 6 May 2022 | 2022-05-04/2022-05-06
12-14 May 2026 | 2026-05-12/2026-05-14
12 – 14 May 2026 | 2026-05-12/2026-05-14
12–14 May, 2026 | 2026-05-12/2026-05-14
October 15-17, 2018 | 2018-10-15/2018-10-17
from 3 to 5 June | 2023-06-03/2023-06-05
May 12th to 14th | 2023-05-12/2023-05-14
from the 12th to the 14th of May 2026 | 2026-05-12/2026-05-14
between 3 and 5 June 2026 | 2026-06-03/2026-06-05
on 3 and 4 June 2026 | 2026-06-03/2026-06-04
on June 3 & 4, 2026 | 2026-06-03/2026-06-04
22–24 January | 2023-01-22/2023-01-24
30 May to 2 June 2026 | 2026-05-30/2026-06-02
30 May 2026 – 2 June 2026 | 2026-05-30/2026-06-02
May 30 - June 2, 2026 | 2026-05-30/2026-06-02
29 December to 2 January 2026 | 2025-12-29/2026-01-02
from 29 December 2025 to 2 January 2026 | 2025-12-29/2026-01-02
Monday 4 to Wednesday 6 May 2026 | 2026-05-04/2026-05-06
2026-05-12 to 2026-05-14 | 2026-05-12/2026-05-14
2026-05-12/2026-05-14 | 2026-05-12/2026-05-14
May to July 2026 | 2026-05/2026-07
May–July 2026 | 2026-05/2026-07
November to February 2026 | 2025-11/2026-02
from March 2020 to June 2023 | 2020-03/2023-06
between 2012 and 2016 | 2012/2016
2012-2016 | 2012/2016
2012–16 | 2012/2016
in 2012/13 | 2012/2013
from 2012 to 2016 | 2012/2016
from Monday to Friday | 2023-06-05/2023-06-09
will be from Monday to Friday | 2023-06-12/2023-06-16
from the 3rd to the 5th of this month | 2023-06-03/2023-06-05
Q3 2025 | 2025-07/2025-09
in the third quarter of 2025 | 2025-07/2025-09
in the fourth quarter of last year | 2022-10/2022-12
in the first quarter | 2023-01/2023-03
H1 2025 | 2025-01/2025-06
in the first half of 2025 | 2025-01/2025-06
in the second half of this year | 2023-07/2023-12
in spring 2026 | 2026-03/2026-05
in the autumn of 2021 | 2021-09/2021-11
Winter 2021 | 2021-12/2022-02
"""
COUNTED = """
in September | 2023-09
in November | 2022-11
was opened in September | 2022-09
was opened in June | 2023-06
will open in March | 2024-03
will open in June | 2023-06
were held on 20 December | 2022-12-20
will be held on 20 December | 2023-12-20
on 28 December | 2022-12-28
on Friday | 2023-06-09
on Friday morning | 2023-06-09
said on Wednesday | 2023-06-14
on Wednesday | 2023-06-14
last Wednesday | 2023-06-07
last Friday | 2023-06-09
this past Friday | 2023-06-09
next Friday | 2023-06-16
this Friday | 2023-06-16
this Monday | 2023-06-12
next Wednesday | 2023-06-21
will open on Friday | 2023-06-16
on Friday last week | 2023-06-09
on Monday next week | 2023-06-19
yesterday | 2023-06-13
Today, doctors | 2023-06-14
tomorrow | 2023-06-15
the day before yesterday | 2023-06-12
on the 5th | 2023-06-05
met on the 24th | 2023-05-24
will meet on the 24th | 2023-06-24
will meet on the 5th | 2023-07-05
on the 8th of this month | 2023-06-08
on the 8th of last month | 2023-05-08
on the 8th of next month | 2023-07-08
earlier this month | 2023-06
last month | 2023-05
later this year | 2023
last year | 2022
next year | 2024
next spring | 2024-03/2024-05
last spring | 2023-03/2023-05
last autumn | 2022-09/2022-11
this summer | 2023-06/2023-08
next summer | 2024-06/2024-08
three days ago | 2023-06-11
two weeks ago | 2023-05-31
a month ago | 2023-05
seven months ago | 2022-11
ten years ago | 2013
last December | 2022-12
"""
NONE = """
1,987 patients and 2019 samples
room 2020b, version 1.2019
They may march on.
May I ask Augustine?
call 2024-5551-22
ratio 1/2/3 and page 12/14
on the 5th Avenue
on the 5th floor
the first quarter of patients
half of them, a quarter of all
a second half
the fall of the wall
the 1990s
grant 101057123, 2012/345/EU
in his youth; a 3-year-old; 24 hours; 10 days
today's doctors
Sun Yat-sen, Mon-El, April Jones
"""


def rows(table: str) -> list[tuple[str, str]]:
    found = (line.partition(" | ") for line in table.strip().split("\n"))
    return [(text, told) for text, _, told in found]


def told(text: str, reference: date | None = WEDNESDAY) -> str:
    found = dates(text, reference)
    return " ".join(f"{d.value}/{d.until}" if d.until else d.value for d in found)


@pytest.mark.parametrize(("text", "found"), rows(WHOLE + RANGES.lstrip() + COUNTED.lstrip()))
def test_dates_are_read(text: str, found: str) -> None:
    assert told(text) == found


@pytest.mark.parametrize(("text", "found"), rows(NONE))
def test_what_is_no_date(text: str, found: str) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "It was founded in 1987 and joined on 2 May; it will open on 3 July.",
            "1987 2023-05-02 2023-07-03",
        ),
        ("Signed on Monday, 12 June, it lasts until 2026.", "2023-06-12 2026"),
        ("12-14 May 2026, Lyon; abstracts by 1 March 2026", "2026-05-12/2026-05-14 2026-03-01"),
    ],
)  # fmt: skip
def test_several_dates_in_one_sentence(text: str, found: str) -> None:
    assert told(text) == found


def test_without_a_reference_only_whole_dates_are_read() -> None:
    assert told("on Friday, on 5 May, yesterday, on the 3rd, last year, next spring", None) == ""
    assert told("on 5 May 2020, in spring 2021", None) == "2020-05-05 2021-03/2021-05"


@pytest.mark.parametrize(
    ("document", "value"),
    [
        ("", "2024-06-05"),
        ("Received 23/04/2024.", "2024-06-05"),
        ("Received 04/23/2024.", "2024-05-06"),
        ("Published 06/14/2024 and updated 05/07/2024", "2024-05-06"),
        ("WASHINGTON, May 3, 2024 - The U.S. agency", "2024-05-06"),
        ("London, 3 May 2024. The U.S. agency said on 4 May", "2024-06-05"),
        ("Boston, MA", "2024-05-06"),
    ],
)
def test_day_first_or_month_first_as_the_document_has_it(document: str, value: str) -> None:
    reference = reference_date("2024-06-14", f"{document} It was on 05/06/2024.")
    assert told("It was on 05/06/2024.", reference) == value


def test_the_day_of_publication_shows_the_order() -> None:
    for text, first in (("05/06/2024", False), ("06/05/2024", True)):
        reference = reference_date("2024-06-05", text)
        assert isinstance(reference, Reference)
        assert reference.months_first is first
        assert told(text, reference) == "2024-06-05"


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        ("2020-02-02", "on 5 May 2021", date(2020, 2, 2)),
        (None, "on 5 May 2021 and 6 May 2022", date(2021, 5, 5)),
        (None, "in 2019 and 2021", date(2021, 7, 1)),
        (None, "Beijing, September 24 (a paper) - It grew in 2021.", date(2021, 9, 24)),
        ("2019", "nothing", None),
    ],
)
def test_what_dates_count_from(published: str | None, text: str, expected: date | None) -> None:
    assert reference_date(published, text) == expected


DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
NAMES = {number: name.capitalize() for name, number in reversed(MONTHS.items())}


@given(DAYS, DAYS)
def test_a_day_that_is_written_is_read_again(day: date, reference: date) -> None:
    month = NAMES[day.month]
    for text in (
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day:%A}, {day.day} {month} {day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
    ):
        assert told(f"It was on {text}.", reference) == day.isoformat()


@given(DAYS, st.integers(1, 40), DAYS)
def test_a_range_that_is_written_is_read_again(day: date, length: int, reference: date) -> None:
    last = day + timedelta(days=length)
    first, second = NAMES[day.month], NAMES[last.month]
    texts = [f"from {day.day} {first} {day.year} to {last.day} {second} {last.year}"]
    if (day.year, day.month) == (last.year, last.month):
        texts += [f"{day.day}-{last.day} {first} {day.year}"]
        texts += [f"{first} {day.day} to {last.day}, {day.year}"]
    for text in texts:
        assert told(text, reference) == f"{day}/{last}"


@given(DAYS, st.sampled_from(["last", "next", "on"]), st.integers(0, 6))
def test_a_day_of_the_week_is_within_a_week(reference: date, word: str, weekday: int) -> None:
    name = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()[weekday]
    [found] = dates(f"{word} {name}", reference)
    day = date.fromisoformat(found.value)
    assert day.weekday() == weekday
    assert (day > reference) == (word == "next")
    assert abs(day - reference) <= timedelta(days=7)


@given(st.text("0123456789/-., MayQ3ofthenxlsquaryd–", max_size=40), st.none() | DAYS)
def test_whatever_is_read_is_a_date_and_stands_where_it_says(
    text: str, reference: date | None
) -> None:
    end = 0
    for found in dates(text, reference):
        assert found.start >= end
        end = found.end
        assert When(found.value)
        assert found.until is None or When(found.until) > found.value


@pytest.mark.parametrize("text", ["1 May to ", "12 ", "Monday, ", "January 2024 ", "last year "])
def test_a_very_long_sentence_takes_no_longer_than_its_length(text: str) -> None:
    started = monotonic()
    dates(text * 20_000, WEDNESDAY)
    assert monotonic() - started < 20  # where each date met each other it took minutes
