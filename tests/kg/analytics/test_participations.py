"""What a store concludes, as records that are ranked; and the index of a snapshot."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kg.analytics import participations
from kg.analytics.participations import directory_of, records_of
from kg.analytics.ranking.index import build
from kg.analytics.ranking.records import Records
from kg.analytics.ranking.storage import load
from kg.model import Reading
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import Settings
from kg.store.embedded import MemoryStore, open_reader, open_writer
from tests.kg.analytics.asking import ask, entity

type World = Callable[[str], MemoryStore]

TEXT = """
# 2020-05-01
org:Berlin Clinic collaboratesWith org:Lyon Institute
org:Berlin Clinic worksOn disease:acute lymphoblastic leukemia
event:Blood Forum 2020 about disease:leukemia
org:Osaka University participatesIn event:Blood Forum 2020
org:Lyon Institute participatesIn event:Blood Forum 2020
person:Ana Lima affiliatedWith org:Porto Hospital
person:Ana Lima worksOn disease:malaria
person:Ana Lima memberOf net:Blood Network
org:Porto Hospital locatedIn place:Portugal
org:Novacell develops therapy:Leukacel
therapy:Leukacel treats disease:leukemia
"""


@pytest.fixture(scope="module")
def records(world: World) -> Records:
    return records_of(world(TEXT))


def circles(records: Records) -> set[frozenset[str]]:
    """The members of each event, by the last part of their names."""
    found: dict[int, set[str]] = {}
    for event, agent in zip(records.member_event, records.member_agent, strict=True):
        found.setdefault(int(event), set()).add(_key(records.agents[agent]))
    return {frozenset(each) for each in found.values()}


def _key(iri: str) -> str:
    key = iri.rpartition("/")[2]
    return "ana-lima" if key.startswith("ana-lima") else key


def test_what_ties_is_an_event_and_bodies_do_what_their_people_do(records: Records) -> None:
    assert circles(records) == {
        frozenset({"berlin-clinic", "lyon-institute"}),
        frozenset({"berlin-clinic"}),
        frozenset({"osaka-university", "lyon-institute"}),
        frozenset({"ana-lima", "porto-hospital", "blood-network"}),
        frozenset({"novacell"}),
        frozenset({"ana-lima"}),
        frozenset({"porto-hospital"}),
    }


def test_topics_come_with_all_above_them_and_therapies_with_what_they_treat(
    records: Records, leukemia: str
) -> None:
    topic = records.topics.index(leukemia)
    events = records.about_event[records.about_topic == topic]
    on = {
        _key(records.agents[agent])
        for agent in records.member_agent[np.isin(records.member_event, events)]
    }
    assert on == {"berlin-clinic", "osaka-university", "lyon-institute", "novacell"}


def test_who_they_are_and_when_it_was(records: Records) -> None:
    number = next(n for n, name in enumerate(records.agents) if _key(name) == "ana-lima")
    assert records.countries[records.country[number]] == "PT"  # of her hospital
    assert records.kinds[records.kind[number]] == "Person"
    assert set(np.floor(records.years).tolist()) == {2020.0}


@pytest.fixture
def written(tmp_path: Path, ontology: Ontology, world: World) -> Settings:
    settings = Settings(store=str(tmp_path / "store"))
    with open_writer(settings) as store:
        for reading in _readings(world(TEXT)):
            store.apply(change_for(store, ontology, [reading]))
    return settings


def _readings(store: MemoryStore) -> list[Reading]:
    found = [store.reading(iri) for iri in store.documents()]
    return [reading for reading in found if reading is not None]


def test_the_index_of_a_snapshot_is_made_once(
    written: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participations, "WORTH_KEEPING", 1)
    with open_reader(written) as store:
        assert store.folder is not None
        first = directory_of(store)
        assert directory_of(store) is first
        kept = load(store.folder / participations.FOLDER)
    assert kept is not None
    assert kept.records.agents == first.index.records.agents


def test_the_next_generation_takes_over_what_did_not_change(
    written: Settings, ontology: Ontology, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participations, "WORTH_KEEPING", 1)
    with open_reader(written) as store:
        before = directory_of(store).index
    late = "# 2021-01-01\norg:Ghent Hospital collaboratesWith org:Novacell"
    *_, reading = _readings(world(f"# 2020-01-01\norg:A worksOn disease:malaria\n{late}"))
    with open_writer(written) as writer:
        writer.apply(change_for(writer, ontology, [reading]))
    with open_reader(written) as store:
        after = directory_of(store).index
        assert after.records.agents[: len(before.records.agents)] == before.records.agents
        assert len(after.records.agents) == len(before.records.agents) + 1
        fresh = build(records_of(store, before.records))
    assert np.array_equal(after.heads.partners.values, fresh.heads.partners.values)


def test_the_answer_says_that_nobody_is_known_to_work_with_the_asker(
    world: World, ontology: Ontology, leukemia: str
) -> None:
    store = world(TEXT + "org:New Clinic worksOn disease:leukemia\n")
    topic = type(entity(store, "New Clinic"))(leukemia)
    cold = ask(store, ontology, topic, for_=entity(store, "New Clinic"))
    assert cold.partners
    assert any("not known to work with anybody" in note for note in cold.notes)
    known = ask(store, ontology, topic, for_=entity(store, "Lyon Institute"))
    assert known.notes == ()
