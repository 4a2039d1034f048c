"""Lists under headings, the lines under a title, posts, and texts with nothing in them."""

from collections.abc import Callable

import pytest

from tests.extractors.conftest import Told

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
