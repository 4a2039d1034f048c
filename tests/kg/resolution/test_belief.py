"""What raises belief and what lowers it, and values that exclude each other side by side."""

import pytest

from kg.belief import MOST, aged, belief, support
from kg.model import Entity, Iri, Kind, Predicate, Reading, Standing, Type, Value, When
from kg.resolution.publish import rebuild
from kg.resolution.rivals import MOST_HOLDERS, posts
from kg.store.embedded import MemoryStore, open_memory
from kg.store.store import Change
from tests.kg.resolution.made import (
    DATA,
    DISEASE,
    HOSPITAL,
    ONTOLOGY,
    ask,
    entity,
    publish,
    reading,
)

FORUM = entity(Type.EVENT, "Ortel Forum")
ANN, BO = entity(Type.PERSON, "Ann Lee"), entity(Type.PERSON, "Bo Kim")
LEE_ANN = entity(Type.PERSON, "Lee Ann")


def works(key: str, **more: object) -> Reading:
    return reading(key, HOSPITAL, DISEASE, ties=[(0, Predicate.WORKS_ON, 1)], **more)


def held(key: str, *days: str, **more: object) -> Reading:
    ties: list[tuple[int, Predicate, int | Value]] = [
        (0, Predicate.DATE, When(day)) for day in days
    ]
    return reading(key, FORUM, ties=ties, **more)


def directs(key: str, *people: Entity, **more: object) -> Reading:
    ties = [(at, Predicate.AFFILIATED_WITH, len(people)) for at in range(len(people))]
    return reading(key, *people, HOSPITAL, ties=ties, **{"role": "director", **more})


def beliefs(store: MemoryStore) -> dict[object, object]:
    """By the last words of the object, or for a post of the subject."""
    rows = ask(
        store,
        """SELECT ?end ?b { ?s ckg:belief ?b ; rdf:subject ?x ; rdf:predicate ?p ; rdf:object ?o .
            BIND (IF(?p = ckg:affiliatedWith, ?x, ?o) AS ?term)
            BIND (REPLACE(STR(?term), "^.*/|--.*$", "") AS ?end) }""",
    )
    return dict(rows)  # type: ignore[arg-type]  # two columns


def pairs(store: MemoryStore) -> int:
    return len(ask(store, "SELECT ?s ?t { ?s ckg:competesWith ?t . ?t ckg:competesWith ?s }")) // 2


@pytest.mark.parametrize(
    ("favour", "against", "believed"),
    [
        (0.8, [], 0.8),
        (0.9, [0.9], 0.4737),
        (0.9, [0.9, 0.9], 0.3214),
        (0.99, [0.3], 0.9957 * 0.99 / 0.9999),
        (0.5, [0.99], 0.0099),
    ],
)
def test_the_formula(favour: float, against: list[float], believed: float) -> None:
    assert belief(favour, against) == pytest.approx(believed, abs=0.002)
    assert 0 < belief(favour, against) <= favour


def test_sources_add_up_whatever_their_order_and_never_to_certainty() -> None:
    shares = [("a", 0.3), ("b", 0.6), ("a", 0.5), ("c", 0.1)]
    assert support(shares) == support(reversed(shares)) == pytest.approx(1 - 0.5 * 0.4 * 0.9)
    assert support([("a", 1.0)]) == support([(str(n), 0.9) for n in range(9)]) == MOST
    assert support([]) == 0


@pytest.mark.parametrize(
    ("predicate", "seen", "now"),
    [
        (Predicate.LEADS, "2020", 0.45),
        (Predicate.LEADS, "2026", 0.9),
        (Predicate.LEADS, None, 0.9),
        (Predicate.START_DATE, "1990", 0.9),
        (Predicate.PARTICIPATES_IN, "1990", 0.9),
    ],
)
def test_a_post_ages_and_a_founding_date_does_not(
    predicate: Predicate, seen: str | None, now: float
) -> None:
    moment = When(seen) if seen else None
    assert aged(0.9, predicate, moment, When("2026")) == pytest.approx(now, abs=0.001)
    assert aged(0.9, predicate, moment, None) == 0.9


def test_a_denial_lowers_belief_and_is_kept_whenever_it_came() -> None:
    said, denied = works("said"), works("denied", standing=Standing.NEGATED)
    before = publish(open_memory(), [said])
    after = publish(publish(open_memory(), [denied]), [said])
    publish(before, [denied])
    for store in (before, after):
        assert list(beliefs(store).values()) == [0.4444]
        assert ask(store, "SELECT ?f { ?s ckg:support ?f }") == [(0.8,)]
        rows = ask(store, "SELECT ?e { ?s ckg:counterEvidence ?e }")
        assert rows == [(f"{DATA}document/denied#claim-1",)]
        assert rebuild(store, ONTOLOGY) == Change()
    publish(before, [works("again")])
    assert list(beliefs(before).values()) == [0.8276]
    publish(before, [], [denied.document.iri])
    assert list(beliefs(before).values()) == [0.96]
    publish(after, [], [said.document.iri])
    assert beliefs(after) == {}
    assert not after.query("ASK { ?s a ckg:Statement }").truth
    publish(after, [], [denied.document.iri])
    assert len(after.engine) == 0


def test_copies_of_a_denial_deny_once() -> None:
    text = "The hospital of Ortel has never worked on this disease, its director said today."
    store = publish(open_memory(), [works("said")])
    for number in range(5):
        publish(store, [works(f"no{number}", standing=Standing.NEGATED, text=text)])
    assert list(beliefs(store).values()) == [0.4444]


def test_a_kind_of_source_has_its_weight() -> None:
    store = publish(open_memory(), [works("page", kind=Kind.CONSORTIUM)])
    assert list(beliefs(store).values()) == [0.744]


def test_two_days_of_one_event_stand_side_by_side() -> None:
    store = publish(open_memory(), [held("a", "2024-05-04"), held("b", "2024-05-05")])
    assert beliefs(store) == {"2024-05-04": 0.4444, "2024-05-05": 0.4444}
    assert pairs(store) == 1
    publish(store, [held("c", "2024-05-04")])
    assert beliefs(store) == {"2024-05-04": 0.8276, "2024-05-05": 0.1379}
    assert rebuild(store, ONTOLOGY) == Change()
    publish(store, [], [Iri(f"{DATA}document/b")])
    assert beliefs(store) == {"2024-05-04": 0.96}
    assert pairs(store) == 0
    assert ask(store, "SELECT ?f { ?s ckg:support ?f }") == []


@pytest.mark.parametrize(
    "readings",
    [
        [held("a", "2024-05-04"), held("b", "2024-05")],
        [held("a", "2024-05-04", "2024-05-05")],
        [held("a", "2024-05-04"), held("b", "2024-05-05"), held("c", "2024-05-04", "2024-05-05")],
        [directs("a", ANN, published=When("2019")), directs("b", BO, published=When("2024"))],
        [directs("a", ANN), directs("b", BO, role="vice director")],
        [directs("a", ANN), directs("b", BO, role=None)],
        [directs("a", ANN, BO)],
        [directs("a", ANN), directs("b", LEE_ANN)],
    ],
    ids="less-exact both-days later-both successor deputy member shared order".split(),
)
def test_what_can_be_true_together_does_not_compete(readings: list[Reading]) -> None:
    for order in (readings, readings[::-1]):
        store = open_memory()
        for each in order:
            publish(store, [each])
        assert pairs(store) == 0
        assert set(beliefs(store).values()) <= {0.8, 0.96}
        assert rebuild(store, ONTOLOGY) == Change()


def test_two_directors_at_one_time_compete_until_one_is_seen_to_follow() -> None:
    store = publish(open_memory(), [directs("a", ANN, published=When("2020-03"))])
    publish(store, [directs("b", BO, published=When("2020"), role="President and director")])
    assert pairs(store) == 1
    assert beliefs(store) == {"ann-lee": 0.4444, "bo-kim": 0.4444}
    publish(store, [directs("b", BO, published=When("2022"))])
    assert pairs(store) == 0
    publish(store, [directs("c", ANN, published=When("2023"))])
    assert pairs(store) == 1
    assert rebuild(store, ONTOLOGY) == Change()


def test_what_more_hold_than_can_compete_is_no_post_for_one_alone() -> None:
    names = [f"{chr(97 + number)}nn Lee{number}" for number in range(MOST_HOLDERS + 1)]
    held = [directs(name[:1], entity(Type.PERSON, name), published=When("2020")) for name in names]
    store = publish(open_memory(), held[:2])
    assert pairs(store) == 1
    publish(store, held[2:-1])
    assert pairs(store) == MOST_HOLDERS * (MOST_HOLDERS - 1) / 2
    assert rebuild(store, ONTOLOGY) == Change()
    publish(store, held[-1:])
    assert pairs(store) == 0
    assert set(beliefs(store).values()) == {0.8}
    assert rebuild(store, ONTOLOGY) == Change()
    publish(store, [], [held[3].document.iri])
    assert pairs(store) == MOST_HOLDERS * (MOST_HOLDERS - 1) / 2
    assert rebuild(store, ONTOLOGY) == Change()


def test_posts_for_one_alone_are_known_by_name() -> None:
    assert posts("Chairman, President & CEO") == {"chair", "president", "chief executive"}
    assert posts("former director") == posts("director of nursing") == posts("professor") == set()
