import json
from pathlib import Path

import pytest

from extractors.documents import dateline, title_of
from tests.extractors.documents.reading import one

GOLD = Path(__file__).parents[3] / "../shared/gold/dev"


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("KUNMING, May 14, 2024 -- A programme was extended.", "2024-05-14"),
        ("BUENOS AIRES, 14 Apr 2025 (Agencia) - Three countries", "2025-04-14"),
        ("Rotterdam, 11 March 2025. When it was approved", "2025-03-11"),
        ("Net of Health, Hefei, November 8, 2023 (Reporter N.) It was", "2023-11-08"),
        ("GUANGZHOU, Nov. 2, 2024 -- More than 500", "2024-11-02"),
        ("From our correspondent in Barranquilla, 24 February 2025", "2025-02-24"),
        ("FOR IMMEDIATE RELEASE: 19 June 2024\n\nText", "2024-06-19"),
        ("CopyFrom: PUMCH UpdateTime: 2019-03-26 Hits: 0", "2019-03-26"),
        ("Author: N   Release time: 2023-12-18   Views: 412", "2023-12-18"),
        ("Posted by the editors, 7 February 2025", "2025-02-07"),
        ("An interview.\n" * 30 + "Interviewer: P. Published on 18 March 2024.", "2024-03-18"),
        ("Updated: 4 October 2024", "2024-10-04"),
        ("Title\n\n19 June 2024\n\nText", "2024-06-19"),
        ("Title\nWednesday, 19th June 2024\nText", "2024-06-19"),
        ("15/01/2024", "2024-01-15"),
        ("15.01.2024", "2024-01-15"),
        ("2024年5月14日", "2024-05-14"),
        # What is no date of publication, or not beyond doubt.
        ("KUNMING, May 14 (Reporter Li Na) -- A cross-border programme", None),
        ("Muscat, Oman, 22-24 January 2024", None),
        ("Tallinn, Estonia | 5\u20136 September 2024 | Programme", None),
        ("The forum took place on November 16, 2024, hosted by them.", None),
        ("A study published on 12 March 2024 found more.", None),
        ("On 19 September 2024 the centre hosted a panel.", None),
        ("03/04/2024", None),
        ("31 February 2024", None),
        ("15 March 24", None),
        ("", None),
    ],
)
def test_datelines(text: str, when: str | None) -> None:
    assert dateline(text) == when


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("A title of some words\n\nThe text.", "A title of some words"),
        ("# A title of some words\n\nThe text.", "A title of some words"),
        ("FOR IMMEDIATE RELEASE: 19 June 2024\n\nHubs open\n\nText.", "Hubs open"),
        ("KUNMING, May 14, 2024 -- It was said.\nNot a title\nText.", "Not a title"),
        ("Location: Home page > News > News\nPUMCH leads a network\nText", "PUMCH leads a network"),
        ("Does it last?\nText.", "Does it last?"),
        ("A sentence that ends with a full stop.\nText.", ""),
        ("- an item of a list\nText.", ""),
        ("A single line without text", ""),
        ("word " * 60 + "\nText.", ""),
        ("", ""),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert title_of(text) == title


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold documents are not here")
def test_no_wrong_date_in_gold_documents() -> None:
    for path in sorted(GOLD.glob("*.txt")):
        found = one(path).published
        gold = json.loads(path.with_suffix(".json").read_text())["published"]
        assert found in (None, gold), path.name
