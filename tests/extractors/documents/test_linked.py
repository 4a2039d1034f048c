import json
from pathlib import Path

import pytest

from extractors.documents.linked import MARK, declared
from tests.extractors.documents.reading import one

EVENT = {
    "@context": "https://schema.org",
    "@type": "Event",
    "name": "16th Congress on Lupus",
    "startDate": "2026-05-12T09:00:00+02:00",
    "endDate": "2026-05-14",
    "location": {
        "@type": "Place",
        "name": "Palais des Congrès",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Lyon",
            "addressCountry": "FR",
        },
    },
    "organizer": [{"@type": "Organization", "name": "Lupus Europe"}, {"name": "RIKEN"}],
    "performer": {
        "@type": "Person",
        "name": "Hiro Abe",
        "affiliation": {"@type": "Organization", "name": "Keio University"},
    },
}
TEXT = "Join us for three days of science. Registration opens in January, and fees are low."
FACTS = [
    "16th Congress on Lupus, Lyon, France, 12-14 May 2026 (Palais des Congrès)",
    "16th Congress on Lupus is organized by Lupus Europe and RIKEN.",
    "Hiro Abe (Keio University) speaks at 16th Congress on Lupus.",
]


def lines(*nodes: object, text: str = TEXT) -> list[str]:
    return list(declared([json.dumps(node) for node in nodes], None, text).lines)


@pytest.mark.parametrize(
    "node",
    [
        EVENT,
        [EVENT],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "X"}, EVENT]},
        {"@type": "WebPage", "mainEntity": EVENT},
        EVENT | {"@type": ["Event", "EducationEvent"]},
        EVENT | {"@type": "http://schema.org/BusinessEvent"},
    ],
)
def test_what_an_event_declares(node: object) -> None:
    assert lines(node) == FACTS


def test_what_the_page_says_itself_is_not_said_again() -> None:
    text = (
        f"{TEXT} The 16th Congress on Lupus of Lupus Europe and RIKEN is held from 12 to 14 May"
        " 2026 in the Palais des Congrès of Lyon, France. Hiro Abe of Keio University speaks."
    )
    assert lines(EVENT, text=text) == []
    assert lines(EVENT, text=text.replace("Hiro Abe", "He")) == FACTS[2:]
    assert lines(EVENT, text=text.replace("14 May", "15 May")) == FACTS[:1]


def test_who_speaks_is_said_where_the_page_names_them_apart_from_the_event() -> None:
    text = "16th Congress on Lupus, Lyon, France, 12 to 14 May 2026, Palais des Congrès\nHiro Abe"
    assert lines(EVENT, text=text) == FACTS[1:]


@pytest.mark.parametrize(
    ("node", "found"),
    [
        (
            {"@type": "NewsArticle", "author": [{"name": "Eva Roth"}, "Max Orr"]},
            ["By Eva Roth and Max Orr"],
        ),
        (
            {"@type": "ResearchProject", "name": "HEAL", "funder": {"name": "Fiocruz"}},
            ["HEAL is funded by Fiocruz."],
        ),
        (
            {"@type": "Organization", "name": "HEAL", "member": [{"name": "RIKEN"}], "url": "x"},
            ["RIKEN is a member of HEAL."],
        ),
        (
            {
                "@type": "Hospital",
                "name": "Ortel Hospital",
                "parentOrganization": {"name": "Ortel University"},
                "address": {"@type": "PostalAddress", "addressLocality": "Bern"},
                "foundingDate": "1901-02-03",
            },
            [
                "Ortel Hospital, Bern",
                "Ortel Hospital is part of Ortel University.",
                "Ortel Hospital was founded in 1901.",
            ],
        ),
        (
            {"@type": "Person", "name": "Eva Roth", "jobTitle": "director", "worksFor": "RIKEN"},
            ["Eva Roth, director, RIKEN"],
        ),
        ({"@type": "Person", "name": "Eva Roth"}, []),
        ({"@type": "Event", "startDate": "2026-01-01"}, []),
        ({"@type": "Event", "name": "A Forum", "location": {"@type": "VirtualLocation"}},
         ["A Forum"]),
        ({"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": "x"}]}, []),
        ("no node", []),
        (None, []),
        ([[[[]]]], []),
    ],
)  # fmt: skip
def test_what_other_nodes_declare(node: object, found: list[str]) -> None:
    assert lines(node) == found


@pytest.mark.parametrize("script", ["", "{", "[" * 5000, '{"@type": 3}', "<!-- nothing -->", "\0"])
def test_data_that_cannot_be_read_is_no_harm(script: str) -> None:
    assert declared([script], None, TEXT).lines == ()


def test_the_lines_stand_under_a_mark_of_their_own(tmp_path: Path) -> None:
    head = f"<script type='application/ld+json'>{json.dumps(EVENT)}</script>"
    article = {
        "@type": "NewsArticle",
        "headline": "Lupus in Lyon",
        "datePublished": "2025-12-01",
        "publisher": {"@type": "Organization", "name": "A Paper"},
    }
    head += f"<script type='application/ld+json'>//<![CDATA[\n{json.dumps(article)}\n//]]></script>"
    (tmp_path / "a.html").write_text(
        f"<html><head><title>x | y</title>{head}</head><body><p>{TEXT}</p></body></html>"
    )
    doc = one(tmp_path / "a.html")
    assert doc.text.split("\n") == ["Lupus in Lyon", "", TEXT, "", MARK, *FACTS]
    assert (doc.title, doc.published, doc.publisher) == ("Lupus in Lyon", "2025-12-01", "A Paper")


def test_microdata_is_read_alike(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        f"""<html><body><div itemscope itemtype="https://schema.org/Event"><h1 itemprop="name">
        16th Congress on Lupus</h1><meta itemprop="startDate" content="2026-05-12"><p>{TEXT}</p>
        <time itemprop="endDate" datetime="2026-05-14">Thursday</time>
        <div itemprop="location" itemscope itemtype="https://schema.org/Place">
        <meta itemprop="name" content="Palais des Congrès"></div></div></body></html>"""
    )
    assert one(tmp_path / "a.html").text.endswith(
        f"{MARK}\n16th Congress on Lupus, Palais des Congrès, 12-14 May 2026"
    )
