"""What was merged away, or withdrawn, answers with where it is now, until that is undone."""

from pathlib import Path

import pytest

from kg.model import Iri, Predicate, Type
from kg.ontology import Ontology
from kg.resolution.authorities.adding import prepare
from kg.resolution.authorities.files import FOLDER
from kg.resolution.authorities.refresh import remove_authority, replace_authority
from kg.resolution.publish import change_for, regroup
from kg.settings import DATA, Settings
from kg.store.embedded import WriterStore, open_writer
from tests.api.conftest import Writing, news, serving
from tests.kg.resolution.authorities import dumps

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


def test_what_an_authority_withdrew_leads_to_its_successor_while_that_authority_stands(
    tmp_path: Path,
) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    records = [
        dumps.record(
            dumps.GONE,
            [dumps.name("Old Union Clinic", "ror_display")],
            status="withdrawn",
            relationships=[dumps.related("successor", dumps.NECKER)],
        ),
        dumps.record(
            dumps.NECKER, [dumps.name("Valmont Hospital", "ror_display")], place=dumps.PARIS
        ),
    ]
    with open_writer(settings) as store:
        store.apply(change_for(store, Ontology(settings), [news()]))
        waiting, about = prepare(
            "ror", dumps.write_ror(tmp_path / "x.json", records), settings.folder / FOLDER
        )
        assert replace_authority(store, settings, waiting, about)
    gone, successor = (f"/entities/organization/ror-{key}" for key in (dumps.GONE, dumps.NECKER))
    with serving(settings) as client:
        found = client.get(gone)
        assert (found.status_code, found.headers["location"]) == (308, successor)
        assert client.get(successor).status_code == 200
        assert client.get("/entities/organization/ror-0aaaaaa22").status_code == 404
        with open_writer(settings) as store:
            remove_authority(store, settings, "ror")
        assert client.get(gone).status_code == 404


def add(store: WriterStore, settings: Settings, source: str, dump: Path) -> None:
    replace_authority(store, settings, *prepare(source, dump, settings.folder / FOLDER))


def test_a_running_server_follows_an_authority_and_what_it_names_anew_is_found_under_its_old_name(
    tmp_path: Path,
) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    records = [
        dumps.record(
            "0eeeeee66",
            [
                dumps.name("Valmont Hospital", "ror_display", lang="en"),
                dumps.name("Hôpital de Valmont", "label", lang="fr"),
            ],
        ),
        dumps.record("0ffffff77", [dumps.name("Rare Blood Alliance", "ror_display")], types=[]),
    ]
    staff = Writing("staff")
    ann, valmont = staff.thing(Type.PERSON, "ann", "Ann Lee"), staff.thing(
        Type.ORGANIZATION, "valmont", "Valmont Hospital"
    )  # fmt: skip
    staff.says(
        "Ann Lee works at Valmont Hospital in France.", (ann, Predicate.AFFILIATED_WITH, valmont)
    )
    (tmp_path / "mondo.obo").write_text(dumps.OBO)
    with open_writer(settings) as store:
        store.apply(change_for(store, Ontology(settings), [news(), staff.reading()]))
    moved = {
        "organization/valmont-hospital": "organization/ror-0eeeeee66",
        "network/rare-blood-alliance": "network/ror-0ffffff77",
        "person/ann-lee--valmont-hospital": "person/ann-lee--ror-0eeeeee66",
    }
    disease = "/search?q=Marfan syndrome, newly named&format=json"
    with serving(settings) as client:
        for old in moved:
            assert client.get(f"/entities/{old}").status_code == 200
        assert client.get(disease).json()["hits"] == []
        with open_writer(settings) as store:
            add(store, settings, "ror", dumps.write_ror(tmp_path / "x.json", records))
            add(store, settings, "mondo", tmp_path / "mondo.obo")
        for old, new in moved.items():
            found = client.get(f"/entities/{old}")
            assert (found.status_code, found.headers.get("location")) == (308, f"/entities/{new}")
        alliance = client.get("/entities/network/ror-0ffffff77?format=json").json()
        assert (alliance["type"], alliance["label"]) == ("Network", "Rare Blood Alliance")
        assert "Marfan syndrome, newly named" in str(client.get(disease).json()["hits"])
        # Of its names in several languages the English one is shown, wherever that is.
        hospital = client.get("/entities/organization/ror-0eeeeee66?format=json").json()
        assert hospital["label"] == "Valmont Hospital"
        assert "Hôpital de Valmont" in hospital["aliases"]
        hits = client.get("/search?q=Hôpital de Valmont&format=json").json()["hits"]
        assert hits[0]["label"] == "Valmont Hospital"
        assert client.get("/entities/organization/valmont").status_code == 404


@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/turtle", "*/*"])
def test_what_was_taken_out_is_gone_with_a_way_on(tmp_path: Path, accept: str) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    reading = news()
    with open_writer(settings) as store:
        store.apply(change_for(store, Ontology(settings), [reading]))
        store.apply(change_for(store, Ontology(settings), (), [reading.document.iri]))
    headers = {"Accept": accept}
    with serving(settings) as client:
        for path in (OLD, f"/documents/{reading.document.iri.rpartition('/')[2]}"):
            found = client.get(path, headers=headers)
            assert found.status_code == 410
            assert "was in this graph until" in found.text
        assert "valmont hospital" in client.get(OLD, headers=headers).text
        never = client.get("/entities/organization/never-was", headers=headers)
        assert never.status_code == 404
