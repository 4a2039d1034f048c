import numpy as np
import pytest

from kg.analytics.ranking.features import FEATURES
from kg.analytics.ranking.index import Index, build
from kg.analytics.ranking.model import Model, parse, read
from kg.analytics.ranking.question import Question, known_partners
from kg.analytics.ranking.rank import LESSER_KNOWN, Order, Ranking, rank
from kg.analytics.ranking.records import Agent, Event, collect
from kg.errors import SourceUnavailable

CODES = "DE FR CN JP KR IT".split()


@pytest.fixture(scope="module")
def index() -> Index:
    """Eighty bodies in six countries, three hundred meetings, some more often there than others."""
    dice = np.random.default_rng(3)
    agents = {
        f"b{n:02}": Agent(CODES[n % 6], "Hospital" if n % 2 else "University") for n in range(80)
    }
    names = list(agents)
    events = []
    for number in range(300):
        members = {names[int(80 * dice.random() ** 2)] for _ in range(int(dice.integers(2, 6)))}
        topics = tuple({f"t{int(dice.integers(5))}", "all"})
        events.append(Event(f"e{number}", 2010 + 10 * float(dice.random()), tuple(members), topics))
    # Newcomers, of whom nothing is known but what they work on.
    events += [Event(f"n{n}", None, (f"new{n}",), ("t1", "all")) for n in range(4)]
    return build(collect(events, agents), 2020.0)


def of(index: Index, name: str) -> int:
    return index.records.agents.index(name)


def asked(index: Index, **more: object) -> Question:
    seeker = of(index, "b60")
    country = int(index.records.country[seeker])
    kind = int(index.records.kind[seeker])
    question = {"seekers": (seeker,), "country": country, "kind": kind, **more}
    return Question(**question)  # type: ignore[arg-type]


def names(index: Index, ranking: Ranking) -> list[str]:
    return [index.records.agents[each.agent] for each in ranking.ranked]


FORMS: dict[str, dict[str, object]] = {
    "ties anywhere": {},
    "ties abroad": {"abroad": True},
    "ties country": {"countries": frozenset({1})},
    "ties topic anywhere": {"topics": (1,)},
    "ties topic abroad": {"topics": (1,), "abroad": True},
    "cold anywhere": {"seekers": (), "topics": (1,)},
    "cold country": {"seekers": (), "topics": (1,), "countries": frozenset({1})},
    "seed anywhere": {"seekers": (), "topics": (1,), "partners": (3,)},
}


@pytest.mark.parametrize("form", FORMS)
def test_the_parts_add_up_and_no_score_is_beyond_one(index: Index, form: str) -> None:
    ranking = rank(index, read(), asked(index, **FORMS[form]))
    assert ranking.form == form
    assert ranking.ranked
    for each in ranking.ranked:
        assert each.score == pytest.approx(sum(each.parts.values()))
        assert 0 < each.score <= 1
        assert all(part > 0 for part in each.parts.values())
        assert set(each.parts) <= set(FEATURES.values())
    scores = [each.score for each in ranking.ranked]
    assert scores == sorted(scores, reverse=True)
    assert ranking == rank(index, read(), asked(index, **FORMS[form]))


def test_no_partner_is_known_or_outside_the_filters(index: Index) -> None:
    question = asked(index, kinds=frozenset({0}), excluded=frozenset({of(index, "b01")}))
    records = index.records
    every = [each.agent for each in rank(index, read(), question).ranked]
    assert every
    assert not set(every) & set(known_partners(index, question.seekers).tolist())
    assert {records.kinds[records.kind[agent]] for agent in every} == {"Hospital"}
    assert of(index, "b01") not in every
    abroad = [each.agent for each in rank(index, read(), asked(index, abroad=True)).ranked]
    assert question.country not in set(records.country[abroad].tolist())
    one = [
        each.agent for each in rank(index, read(), asked(index, countries=frozenset({2}))).ranked
    ]
    assert set(records.country[one].tolist()) == {2}


def test_countries_take_turns(index: Index) -> None:
    def countries(order: Order) -> int:
        ranking = rank(index, read(), asked(index, seekers=(), topics=(0,)), order)
        return len({index.records.country[each.agent] for each in ranking.ranked[:6]})

    assert countries(Order()) > countries(Order(spread=0))


def test_lesser_known_come_first_where_it_is_asked_for(index: Index) -> None:
    def partners(order: Order) -> float:
        ranked = rank(index, read(), asked(index), order).ranked[:10]
        return float(np.mean([index.heads.degree[each.agent] for each in ranked]))

    assert partners(Order(lesser_known=4 * LESSER_KNOWN)) < partners(Order())
    ranked = rank(index, read(), asked(index), Order(lesser_known=LESSER_KNOWN)).ranked
    assert any("lesser-known" in each.parts for each in ranked)
    assert all(each.score == pytest.approx(sum(each.parts.values())) for each in ranked)
    assert all(each.score <= 1 for each in ranked)


def test_newcomers_whose_texts_fit_have_two_of_ten_places(index: Index) -> None:
    matched = tuple((of(index, f"new{n}"), 0.1 + n / 10) for n in range(4))
    with_them = names(index, rank(index, read(), asked(index, matched=matched)))
    assert set(with_them[:10]) >= {"new3", "new2"}
    assert with_them.index("new3") < with_them.index("new2")
    without = names(index, rank(index, read(), asked(index)))
    assert not {name for name in without[:10] if name.startswith("new")}
    assert len({name for name in with_them[:10] if name.startswith("new")}) == 2
    faint = tuple((agent, 0.001) for agent, _ in matched)
    none = rank(index, read(), asked(index, matched=faint), Order(newcomers=0))
    assert names(index, none)[:10] == without[:10]


def test_who_has_no_ties_is_ranked_by_topic_place_and_kind(index: Index) -> None:
    ranking = rank(index, read(), asked(index, seekers=(), topics=(1,)))
    assert ranking.form.startswith("cold")
    assert {kind for each in ranking.ranked for kind in each.parts} == {
        "topic",
        "freshness",
        "strength",
        "country",
        "kind",
    }
    nobody = rank(index, read(), Question((of(index, "new1"),)))
    assert nobody.form == "cold anywhere"
    assert nobody.ranked


def test_an_empty_index_gives_nobody() -> None:
    empty = build(collect([], {}))
    assert rank(empty, read(), Question()).ranked == ()


def test_a_consortium_counts_as_one(index: Index) -> None:
    seekers = (of(index, "b60"), of(index, "b61"))
    found = names(index, rank(index, read(), Question(seekers)))
    known = {index.records.agents[n] for n in known_partners(index, seekers)}
    assert found
    assert not known & set(found)


def test_a_form_that_was_not_learned_uses_the_nearest() -> None:
    model = parse(["ties anywhere\twalk\t2", "cold anywhere\tactivity\t1"], "table")
    assert model.of("ties topic abroad") is model.weights["ties anywhere"]
    assert model.of("cold country") is model.weights["cold anywhere"]


@pytest.mark.parametrize("line", ["ties anywhere\twalk", "ties\tflight\t1", "ties\twalk\tmuch"])
def test_a_line_that_is_no_weight_is_named(line: str) -> None:
    with pytest.raises(SourceUnavailable, match="line 2"):
        parse(["# form", line], "table")


def test_every_form_has_weights() -> None:
    model: Model = read()
    assert set(FORMS) <= set(model.weights)
    assert all((weights >= 0).all() and weights.any() for weights in model.weights.values())
