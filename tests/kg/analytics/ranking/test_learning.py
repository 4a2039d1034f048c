from importlib.resources import files

import numpy as np
import pytest

from kg.analytics.ranking import learning
from kg.analytics.ranking.features import FEATURES
from kg.analytics.ranking.index import build
from kg.analytics.ranking.learning import Shown, fit, learn
from kg.analytics.ranking.lessons import before, lessons
from kg.analytics.ranking.model import (
    PRIORS,
    TABLE,
    parse,
    parse_priors,
    read,
    table,
    with_priors,
)
from kg.analytics.ranking.question import Question
from kg.analytics.ranking.rank import rank
from kg.analytics.ranking.records import Agent, Event, Records, collect, year_of
from kg.errors import SourceUnavailable


def shown(column: int, number: int = 80) -> list[Shown]:
    """Questions whose answer has most of one feature, and least of the next."""
    dice = np.random.default_rng(0)
    found = []
    for _ in range(number):
        values = dice.random((20, len(FEATURES)))
        right = np.zeros(20)
        right[int(np.argmax(values[:, column] - values[:, column + 1]))] = 1
        found.append(Shown(values, right))
    return found


@pytest.mark.parametrize("column", [0, 5, 9])
def test_what_decides_is_learned_and_nothing_speaks_against(column: int) -> None:
    weights = fit(shown(column))
    assert int(np.argmax(weights)) == column
    assert weights[column + 1] == 0
    assert (weights >= 0).all()
    assert np.array_equal(weights, fit(shown(column)))


def history(last: float = 2020.0) -> Records:
    """Partners of partners meet: each year the members of two events of the year before."""
    dice = np.random.default_rng(1)
    agents = {f"a{n:03}": Agent("DE FR CN".split()[n % 3], "University") for n in range(90)}
    events, circle = (
        [],
        [[f"a{n:03}" for n in range(start, start + 5)] for start in range(0, 90, 5)],
    )
    for year in range(2012, 2020):
        for number, names in enumerate(circle):
            near = circle[(number + 1 + year % 2) % len(circle)]
            members = {*dice.choice(names, 3, replace=False), *dice.choice(near, 2, replace=False)}
            moment = year + float(dice.random())
            if moment < last:
                event = Event(f"{year}-{number}", moment, tuple(members), (f"t{number % 4}",))
                events.append(event)
    return collect(events, agents)


def test_the_past_teaches_that_partners_of_partners_meet() -> None:
    index, asked = lessons(history(), 2018.0, 60)
    model = learn(index, asked)
    weights = dict(zip(FEATURES, model.of("ties anywhere"), strict=True))
    assert weights["walk"] + weights["common partners"] + weights["recent walk"] > 1
    again = learn(*lessons(history(), 2018.0, 60))
    assert model.weights.keys() == again.weights.keys()
    assert all(np.array_equal(model.of(form), again.of(form)) for form in model.weights)


def test_answers_are_new_and_known_of_before() -> None:
    index, asked = lessons(history(), 2018.0, 60)
    assert asked
    for lesson in asked:
        question, records = lesson.question, index.records
        assert lesson.answer
        assert not lesson.answer & {*question.seekers, *question.partners}
        country = records.country[list(lesson.answer)]
        assert not question.abroad or (country != question.country).all()
        assert not question.countries or set(country.tolist()) == set(question.countries)
        assert (index.active.count[list(lesson.answer)] > 0).all()


def test_later_records_change_nothing() -> None:
    cut = build(before(history(), 2018.0), 2018.0)
    never = build(history(2018.0), 2018.0)
    for name in never.records.agents[:30]:
        found = [
            [
                (index.records.agents[each.agent], each.score)
                for each in rank(
                    index, read(), Question((index.records.agents.index(name),))
                ).ranked
            ]
            for index in (cut, never)
        ]
        assert found[0] == found[1]


def test_the_table_is_read_as_it_was_written() -> None:
    model = read()
    again = parse(table(model, ["where from"]).splitlines(), "table")
    assert again.weights.keys() == model.weights.keys()
    assert all(np.array_equal(again.of(form), model.of(form)) for form in model.weights)


def test_what_nothing_taught_weighs_what_was_set_by_hand() -> None:
    learned = parse(["ties anywhere\twalk\t2", "cold anywhere\tfit\t1"], "table")
    model = with_priors(learned, {"walk": 9.0, "fit": 9.0, "text": 3.0})
    found = {form: dict(zip(FEATURES, model.of(form), strict=True)) for form in learned.weights}
    assert [row["walk"] for row in found.values()] == [2, 0]
    assert [row["fit"] for row in found.values()] == [0, 1]
    assert [row["text"] for row in found.values()] == [3, 3]


def test_learned_and_set_by_hand_are_apart() -> None:
    folder = files("ontologies")
    lines = (folder / PRIORS).read_text("utf-8").splitlines()
    learned = parse((folder / TABLE).read_text("utf-8").splitlines(), TABLE)
    taught = np.any(list(learned.weights.values()), axis=0)
    by_hand = parse_priors(lines, PRIORS)
    assert {f for f, each in zip(FEATURES, taught, strict=True) if not each} == by_hand.keys()


@pytest.mark.parametrize(
    "line", ["fit\t4", "flight\t1\tfast", "fit\tmuch\tgood", "fit\t-1\tbad", "fit\t1\t "]
)
def test_a_prior_without_a_reason_is_named(line: str) -> None:
    with pytest.raises(SourceUnavailable, match="line 2"):
        parse_priors(["# feature", line], "priors")


def test_weights_do_not_hang_on_where_the_search_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = shown(5)
    found = fit(asked)
    monkeypatch.setattr(learning, "START", 2.0)
    assert np.abs(fit(asked) - found).max() < 1e-6


@pytest.mark.parametrize(
    ("text", "year"),
    [("2019", 2019.0), ("2019-01-01", 2019.0), ("2019-12-31", 2019.9966), ("", None), ("x", None)],
)
def test_a_date_is_a_number(text: str, year: float | None) -> None:
    assert year_of(text) == (None if year is None else pytest.approx(year, abs=1e-3))
