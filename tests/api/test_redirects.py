"""What was merged into another answers with where it is now, until that is undone."""

from pathlib import Path

import pytest

from kg.model import Iri
from kg.ontology import Ontology
from kg.resolution.publish import change_for, regroup
from kg.settings import DATA, Settings
from kg.store.embedded import open_writer
from tests.api.conftest import news, serving

VALMONT = Iri(f"{DATA}organization/valmont-hospital")
PUMCH = Iri(f"{DATA}organization/peking-union-medical-college-hospital")
OLD, NEW = (f"/entities/organization/{iri.rpartition('/')[2]}" for iri in (VALMONT, PUMCH))


@pytest.mark.parametrize(
    ("accept", "query"),
    [("text/html", ""), ("application/json", ""), ("text/turtle", ""), ("*/*", "?format=json")],
)
def test_a_name_that_was_merged_away_leads_on_until_it_is_undone(
    tmp_path: Path, accept: str, query: str
) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    ontology = Ontology(settings)
    with open_writer(settings) as store:
        store.apply(change_for(store, ontology, [news()]))
        store.apply(regroup(store, ontology, {VALMONT: PUMCH}))
    headers = {"Accept": accept}
    with serving(settings) as client:
        found = client.get(OLD + query, headers=headers)
        assert found.status_code == 308
        assert found.headers["location"] == NEW + query
        assert found.headers["cache-control"] == "no-cache"
        followed = client.get(OLD + query, headers=headers, follow_redirects=True)
        assert followed.status_code == 200
        assert followed.text == client.get(NEW + query, headers=headers).text
        with open_writer(settings) as store:
            store.apply(regroup(store, ontology, {VALMONT: VALMONT}))
        assert client.get(OLD + query, headers=headers).status_code == 200
