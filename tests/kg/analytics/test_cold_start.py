"""Who is not known to work with anybody gets partners all the same, and is told so."""

from collections.abc import Callable

import pytest

from kg.model import Iri
from kg.ontology import Ontology
from kg.store.embedded import MemoryStore
from tests.kg.analytics.asking import ask, by_label, entity, text_of

type World = Callable[[str], MemoryStore]


def test_who_is_tied_to_nobody_gets_partners_by_topic_place_and_kind(
    world: World, ontology: Ontology, leukemia: Iri
) -> None:
    store = world("""
    # 2024-01-01
    univ:Lonely University worksOn disease:leukemia
    univ:Lonely University locatedIn place:Germany
    hosp:Lyon Hospital worksOn disease:leukemia
    hosp:Lyon Hospital locatedIn place:France
    univ:Osaka University worksOn disease:leukemia
    univ:Osaka University locatedIn place:Japan
    hosp:Lyon Hospital collaboratesWith univ:Osaka University
    org:Some Body worksOn disease:leukemia
    """)
    answer = ask(store, ontology, leukemia, for_=entity(store, "Lonely University"))
    assert any("not known to work with anybody" in note for note in answer.notes)
    assert "by topic, place and kind" in answer.notes[0]
    found = by_label(answer)
    assert set(found) == {"Lyon Hospital", "Osaka University", "Some Body"}
    kinds = {label: {reason.kind for reason in one.reasons} for label, one in found.items()}
    assert kinds["Lyon Hospital"] >= {"topic", "country", "kind"}
    assert text_of(found["Lyon Hospital"], "kind") == "is a hospital, the asker a university"
    assert text_of(found["Osaka University"], "kind") == "is a university, like the asker"
    assert "kind" not in kinds["Some Body"]
    for one in found.values():
        assert sum(reason.weight for reason in one.reasons) == pytest.approx(one.score, abs=1e-9)
        assert all(reason.evidence for reason in one.reasons)
    known = ask(store, ontology, leukemia, for_=entity(store, "Osaka University"))
    assert not any("not known to work with anybody" in note for note in known.notes)
