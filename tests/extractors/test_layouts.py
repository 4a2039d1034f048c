"""Lists under headings, the lines under a title, posts, and texts with nothing in them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.extractors.conftest import Told

LAYOUTS = Path(__file__).with_name("layouts.txt").read_text(encoding="utf-8")
# What lines and their order tell; fields are told by other rules.
SHOWN = frozenset(
    """affiliatedWith memberOf leads partOf locatedIn organizes supports participatesIn
    runs""".split()
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A text in lines with what must and what may be read out of it."""

    name: str
    text: str
    stated: frozenset[tuple[str, str, str]]
    fair: frozenset[tuple[str, str, str]]


def layouts() -> list[Layout]:
    """The layouts of layouts.txt."""
    return [_layout(block) for block in re.split(r"(?m)^## ", LAYOUTS)[1:]]


def _layout(block: str) -> Layout:
    name, *lines = block.splitlines()
    return Layout(
        name,
        "\n".join(line for line in lines if line[:3] not in ("=> ", "~> ")).strip("\n"),
        _relations(lines, "=> "),
        _relations(lines, "~> "),
    )


def _relations(lines: list[str], sign: str) -> frozenset[tuple[str, str, str]]:
    parts = (line[3:].split(" | ") for line in lines if line.startswith(sign))
    return frozenset((subject, predicate, value) for subject, predicate, value in parts)


@pytest.mark.parametrize("layout", layouts(), ids=lambda layout: layout.name)
def test_lines_say_what_they_show_and_no_more(layout: Layout, told: Callable[..., Told]) -> None:
    found = told(layout.text)
    claims = found.claims()
    shown = {claim for claim in claims if claim[1] in SHOWN and claim[2] in found.labels.values()}
    assert layout.stated <= claims
    assert shown <= layout.stated | layout.fair


def test_the_evidence_of_an_entry_is_its_line(told: Callable[..., Told]) -> None:
    layout = next(layout for layout in layouts() if layout.name == "records of partners")
    found = told(layout.text)
    lines = layout.text.splitlines()
    quotes = {c.evidence.quote for c in found.reading.claims if "layout" in c.evidence.rule}
    assert quotes
    assert all(any(quote in line for line in lines) for quote in quotes)


PARTNERS = """Partners:
University of Malta, Malta (coordinator)
Hospital of Gozo, Malta
University of Cyprus, Cyprus

The Island Biobank Project studies thalassemia."""
HEADER = """Second Andean Pompe Forum
Lima, Peru, 5-6 May 2023
The forum had 200 participants."""


def test_a_list_under_a_heading(told: Callable[..., Told]) -> None:
    assert told(PARTNERS).claims() >= {
        ("University of Malta", "leads", "Island Biobank Project"),
        ("Hospital of Gozo", "participatesIn", "Island Biobank Project"),
        ("University of Cyprus", "participatesIn", "Island Biobank Project"),
        ("University of Cyprus", "locatedIn", "Cyprus"),
    }


def test_the_line_under_a_title(told: Callable[..., Told]) -> None:
    event = "Second Andean Pompe Forum"
    assert told(HEADER).claims() >= {
        (event, "startDate", "2023-05-05"),
        (event, "endDate", "2023-05-06"),
        (event, "locatedIn", "Lima"),
        (event, "locatedIn", "Peru"),
        (event, "count", "200 participants"),
    }


@pytest.mark.parametrize(
    ("sentence", "roles"),
    [
        (
            "Elif Kaya, director of the Ankara Genome Centre and secretary general of the "
            "Turkish Rare Disease Society, spoke.",
            {
                "Ankara Genome Centre": "director",
                "Turkish Rare Disease Society": "secretary general",
            },
        ),
        (
            "Paul Otieno, professor of neurology at Moi University, spoke.",
            {"Moi University": "professor of neurology"},
        ),
        (
            "Aino Virtanen, deputy director of the Oulu Clinic, left.",
            {"Oulu Clinic": "deputy director"},
        ),
    ],
)
def test_posts_keep_their_words(
    sentence: str, roles: dict[str, str], told: Callable[..., Told]
) -> None:
    assert {body: role for (_, body), role in told(sentence).posts.items()} == roles


NOTHING = {
    "recipe": """Peel the carrots and cut them into thin slices. Heat the oil, add the onions and
let them soften for ten minutes. Stir in 200 grams of rice, pour over the stock and simmer.
Serve hot, with parsley and a squeeze of lemon.""",
    "sports": """The home side went ahead after twenty minutes, when a long ball found the winger.
The visitors pressed hard in the second half but hit the post twice. The coach was happy.""",
    "weather": """Rain will spread from the west in the evening, heavy at times. Winds will be
strong near the coast. It stays mild, with highs of 14 degrees, and clears later.""",
    "law": """The parties agree that nothing in this agreement creates any obligation beyond those
stated herein. This clause survives termination. Notices must be given in writing.""",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_texts_with_nothing_to_find(text: str, told: Callable[..., Told]) -> None:
    found = told(text)
    assert found.reading.claims == ()
    assert len(found.reading.entities) <= 1
