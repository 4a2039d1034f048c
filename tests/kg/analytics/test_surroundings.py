"""The network around an entity."""

import pytest

from kg.analytics.surroundings import surroundings
from kg.errors import NotFound
from kg.model import Iri, Predicate
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import Settings
from kg.store.embedded import open_memory
from kg.store.store import Store
from tests.api.conftest import news

DATA = Settings().data
PUMCH = Iri(f"{DATA}organization/peking-union-medical-college-hospital")


@pytest.fixture
def store() -> Store:
    store = open_memory()
    store.apply(change_for(store, Ontology(Settings()), [news()]))
    return store


def test_the_neighbours_hang_together_and_every_link_has_its_sentence(store: Store) -> None:
    found = surroundings(store, Ontology(Settings()), PUMCH)
    assert {one.entity.label for one in found.neighbours} == {
        "Valmont Hospital",
        "Zhang Shuyang",
        "Rare Blood Alliance",
    }  # and no place: everybody is somewhere
    assert found.left_out == 0
    for link in found.links:
        assert link.quotes
        assert link.quotes[0].evidence.document in found.documents
    # What Valmont is said not to lead ties nothing.
    assert {link.fact.predicate for link in found.links} == {
        Predicate.COLLABORATES_WITH,
        Predicate.AFFILIATED_WITH,
        Predicate.LEADS,
    }


def test_what_is_left_out_is_told_and_what_is_shown_is_nearest(store: Store) -> None:
    everything = surroundings(store, Ontology(Settings()), PUMCH)
    found = surroundings(store, Ontology(Settings()), PUMCH, most=1)
    assert found.neighbours == everything.neighbours[:1]
    assert found.left_out == 2
    ends = {end for link in found.links for end in (link.fact.subject, link.fact.object)}
    assert ends == {PUMCH, found.neighbours[0].entity.iri}


def test_who_is_not_there_has_no_surroundings(store: Store) -> None:
    with pytest.raises(NotFound):
        surroundings(store, Ontology(Settings()), Iri(f"{DATA}organization/nobody"))
