import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.formats import GRAPHS, TABLES
from api.negotiate import NotAcceptable, choose, ranges

JSON, HTML, TTL, CSV = "application/json", "text/html", "text/turtle", "text/csv"
OFFERS = [JSON, HTML, TTL, CSV]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("   ", JSON),
        ("*/*", JSON),
        ("text/*", HTML),
        ("text/turtle", TTL),
        ("TEXT/Turtle", TTL),
        (BROWSER, HTML),
        ("text/turtle;q=0.9, application/json;q=0.8", TTL),
        ("text/turtle;q=0.8, application/json;q=0.9", JSON),
        ("application/json;q=0.5, text/html;q=0.5", JSON),
        ("text/html;q=0.5, application/json;q=0.5", JSON),
        ("text/turtle, */*", TTL),
        ("text/*, */*", HTML),
        ("*/*, text/html;q=0", JSON),
        ("*/*, application/json;q=0", HTML),
        ("text/*;q=0.9, text/html;q=0.1", TTL),
        ("text/*;q=0.3, text/csv;q=0.7, */*;q=0.1", CSV),
        ("application/pdf, */*;q=0.01", JSON),
        ("text/csv ; q=1.000 , application/json ; Q=0.001", CSV),
        ("text/csv;header=present;q=0.9, text/html;q=0.8", CSV),
        ('text/csv;note="a, b; q=0.1";q=0.9, text/html;q=0.8', CSV),
        ("text/csv;q=banana, text/html;q=0.1", HTML),
        ("text/csv;q=2, text/html;q=0.1", HTML),
        ("text/csv;q=, text/html;q=0.1", HTML),
        ("not a media type", JSON),
        ("*/html, text/csv", CSV),
        (",,, text/csv,,", CSV),
    ],
)
def test_the_best_liked_offer_is_chosen(accept: str | None, expected: str) -> None:
    assert choose(accept, OFFERS) == expected


@pytest.mark.parametrize("accept", ["application/pdf", "image/*", "*/*;q=0", "text/csv;q=0"])
def test_what_is_not_there_is_refused_with_the_list(accept: str) -> None:
    with pytest.raises(NotAcceptable, match=r"text/turtle") as refusal:
        choose(accept, OFFERS)
    assert refusal.value.offers == tuple(OFFERS)


def test_parameters_of_an_offer_do_not_hide_it() -> None:
    assert choose("text/html", ["text/html; charset=utf-8"]) == "text/html; charset=utf-8"


WEIGHTS = st.integers(0, 1000).map(lambda n: f"{n / 1000:.3f}")
ELEMENTS = st.tuples(st.sampled_from([*OFFERS, "text/*", "*/*", "image/png"]), WEIGHTS)
HEADERS = st.lists(ELEMENTS, min_size=1, max_size=6, unique_by=lambda element: element[0])


def written(elements: list[tuple[str, str]]) -> str:
    return ", ".join(f"{media};q={weight}" for media, weight in elements)


def answer(accept: str) -> str | None:
    try:
        return choose(accept, OFFERS)
    except NotAcceptable:
        return None


@given(HEADERS.flatmap(lambda it: st.tuples(st.just(it), st.permutations(it))))
def test_the_order_of_a_header_means_nothing(
    headers: tuple[list[tuple[str, str]], list[tuple[str, str]]],
) -> None:
    elements, shuffled = headers
    assert answer(written(elements)) == answer(written(shuffled))


@given(HEADERS)
def test_no_other_offer_weighs_more(elements: list[tuple[str, str]]) -> None:
    weights = dict(elements)

    def weight(offer: str) -> float:
        main = offer.partition("/")[0]
        return float(weights.get(offer, weights.get(f"{main}/*", weights.get("*/*", "0"))))

    chosen = answer(written(elements))
    best = max(map(weight, OFFERS))
    assert (weight(chosen) if chosen else 0) == best


@given(st.text())
def test_no_header_breaks_it(accept: str) -> None:
    answer(accept)
    assert all(0 <= it.weight <= 1 for it in ranges(accept))


RANGES = sorted({*TABLES, *GRAPHS, "text/*", "application/*", "*/*", "image/png"})


@given(
    st.sampled_from([tuple(TABLES), tuple(GRAPHS), (*TABLES, *GRAPHS, HTML)]),
    st.dictionaries(st.sampled_from(RANGES), st.sampled_from([0, 1, 500, 999, 1000]), min_size=1),
)
def test_all_formats_are_chosen_as_a_plain_model_says(
    offers: tuple[str, ...], weights: dict[str, int]
) -> None:
    def rank(offer: str) -> tuple[int, int]:
        """Weight and closeness of the closest range."""
        for closeness, it in enumerate((offer, offer.partition("/")[0] + "/*", "*/*")):
            if it in weights:
                return weights[it], -closeness
        return 0, 0

    best = max(offers, key=rank)  # the first of equals
    accept = ", ".join(f"{it};q={weight / 1000:.3f}" for it, weight in weights.items())
    try:
        assert choose(accept, offers) == best
    except NotAcceptable:
        assert rank(best)[0] == 0
