"""An entity that very much is said of."""

from pathlib import Path

from kg.model import Predicate, Type
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import Settings
from kg.store.embedded import open_writer
from tests.api.conftest import Writing, serving


def test_a_hub_is_cut_in_json_with_its_totals_told(tmp_path: Path) -> None:
    place = Settings(store=str(tmp_path / "kg"))
    doc = Writing("hub")
    hub = doc.thing(Type.ORGANIZATION, "hub", "Hub Hospital")
    others = [doc.thing(Type.ORGANIZATION, f"o{n}", f"Spoke{n} Clinic") for n in range(1005)]
    claims = [(hub, Predicate.COLLABORATES_WITH, other) for other in others]
    doc.says("Hub Hospital works with all.", *claims)
    with open_writer(place) as store:
        store.apply(change_for(store, Ontology(place), [doc.reading()]))
    with serving(place) as client:
        found = client.get("/entities/organization/hub-hospital").json()
        page = client.get("/entities/organization/hub-hospital", headers={"accept": "text/html"})
    assert (len(found["statements"]), found["cut"], found["statements_total"]) == (1000, True, 2010)
    assert (found["documents_total"], found["statements"][0]["evidence_total"]) == (1, 1)
    assert "200 best believed of 2,010 statements" in page.text
