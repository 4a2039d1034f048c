import gzip
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.model import Entity, Predicate, Type
from kg.resolution.authorities.library import ontology_of
from kg.resolution.publish import change_for
from kg.resolution.resolving import resolving
from kg.settings import Settings
from kg.store.embedded import open_reader, open_writer
from kg.store.redirect import redirects
from tests.kg.cli.conftest import Kg
from tests.kg.resolution.authorities.dumps import (
    BEIJING,
    OBO,
    PARIS,
    PUMCH,
    RECORDS,
    name,
    record,
    related,
    write_ror,
)
from tests.kg.resolution.made import entity, reading


def test_an_authority_is_added_shown_asked_and_removed(kg: Kg, tmp_path: Path) -> None:
    added = kg("authority", "add", "ror", write_ror(tmp_path / "v1.70-2025-06-24-ror-data.zip"))
    assert (added.code, added.err) == (
        0,
        "ror 1.70 of 2025-06-24: 7 records; 0 documents concluded anew\n",
    )
    (tmp_path / "mondo.obo").write_text(OBO)
    assert kg("authority", "add", "mondo", tmp_path / "mondo.obo").code == 0
    shown = json.loads(kg("authority", "list", "--format", "json").out)
    assert [(each["source"], each["date"], each["count"]) for each in shown] == [
        ("mondo", "2025-03-04", 3),
        ("ror", "2025-06-24", 7),
    ]
    assert "2025-06-24" in kg("authority", "list").out
    assert PUMCH in kg("authority", "search", "PUMCH").out
    assert kg("authority", "search", "zzzz qqqq").code == 1
    linked = json.loads(kg("authority", "link", "PUMCH, Beijing, China", "--format", "json").out)
    assert {"body", "score", "reasons", "doubt"} == set(linked)
    assert kg("authority", "doubtful").err == "0 doubtful\n"
    assert kg("authority", "remove", "ror").code == 0
    assert kg("authority", "remove", "ror").code == 1
    assert [a["source"] for a in json.loads(kg("authority", "list", "--format", "json").out)] == [
        "mondo"
    ]


def test_the_store_may_be_named_before_the_command(kg: Kg, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert kg("--store", other, "authority", "add", "ror", write_ror(tmp_path / "x.json")).code == 0
    assert (other / "authorities" / "ror.sqlite").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "ror", "nowhere.json"), "nowhere.json: no such file"),
        (("add", "grid", "x.json"), "'grid' is not one of"),
        (("search", "x"), "ROR was not added yet"),
        (("add", "ror", "http://127.0.0.1:9/x.json"), "cannot be fetched"),
    ],
)
def test_what_cannot_be_done_is_told(kg: Kg, arguments: tuple[str, ...], told: str) -> None:
    done = kg("authority", *arguments)
    assert done.code in (1, 2)
    assert told in done.err


class Site(SimpleHTTPRequestHandler):
    """Releases as their makers serve them: an address that leads on, and a file that breaks off."""

    def do_GET(self) -> None:
        if self.path == "/latest":
            self.send_response(302)
            self.send_header("Location", "/content?download=1")
            self.end_headers()
        elif self.path.startswith("/content"):  # a name that tells nothing: the archive does
            self.path = "/v1.70-2025-06-24-ror-data.zip"
            super().do_GET()
        elif self.path == "/cut.json":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"[")
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the terminal of the tests."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "site"
    folder.mkdir()
    write_ror(folder / "v1.70-2025-06-24-ror-data.zip")
    (folder / "mondo.obo.gz").write_bytes(gzip.compress(OBO.encode()))
    (folder / "people.csv").write_text(
        "id,name,affiliations\n0000-0002-1825-0097,Josiah Carberry,Brown University\n"
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_release_is_taken_from_its_address(kg: Kg, site: str) -> None:
    for source, path in (("ror", "latest"), ("mondo", "mondo.obo.gz"), ("orcid", "people.csv")):
        done = kg("authority", "add", source, f"{site}/{path}")
        assert (done.code, done.out) == (0, "")
    shown = json.loads(kg("authority", "list", "--format", "json").out)
    assert [(a["source"], a["version"], a["date"], a["count"], a["file"]) for a in shown] == [
        ("mondo", "2025-03-04", "2025-03-04", 3, "mondo.obo.gz"),
        ("orcid", "", datetime.now(UTC).date().isoformat(), 1, "people.csv"),
        ("ror", "1.70", "2025-06-24", 7, "content"),
    ]
    for path, told in (("none.json", "the server answered 404"), ("cut.json", "cannot be fetched")):
        done = kg("authority", "add", "ror", f"{site}/{path}")
        assert (done.code, told in done.err) == (2, True)
    assert len(json.loads(kg("authority", "list", "--format", "json").out)) == 3


def test_a_broken_dump_leaves_nothing(kg: Kg, tmp_path: Path) -> None:
    dump = write_ror(tmp_path / "x.json", [*RECORDS, *RECORDS])
    done = kg("authority", "add", "ror", dump)
    assert done.code == 2
    assert "the same ROR id" in done.err
    assert list((tmp_path / "store" / "authorities").iterdir()) == []


ORTEL, OLD_ORTEL = "0eeeeee66", "0ffffff77"
KNOWN = record(ORTEL, [name("Ortel University", "ror_display", "label", lang="en")], place=BEIJING)
RENAMED = record(
    OLD_ORTEL,
    [name("Valmont Academy of Medicine", "ror_display", "label", lang="en")],
    place=PARIS,
    status="withdrawn",
    relationships=[related("successor", ORTEL)],
)


def filled(folder: Path) -> Settings:
    """A store in which two names of one body, and of one person there, were found to be one."""
    settings = Settings(store=str(folder))
    ontology, works = ontology_of(settings), [(0, Predicate.AFFILIATED_WITH, 1)]

    def body(label: str) -> Entity:
        return entity(Type.ORGANIZATION, label)

    told = [
        reading("a", entity(Type.PERSON, "Ann Lee"), body("Ortel University"), ties=works),
        reading("b", entity(Type.PERSON, "Lee Ann"), body("University of Ortel"), ties=works),
        reading("c", body("Valmont Academy of Medicine"), body("Ortel University")),
    ]
    with open_writer(settings) as store:
        store.apply(change_for(store, ontology, told))
        with resolving(store, ontology, settings.folder) as run:
            run.settle([each.document.iri for each in told])
    return settings


def led(settings: Settings) -> dict[str, str]:
    """Which names lead where, without what all of them begin with."""
    with open_reader(settings) as store:
        return {a.rpartition("/")[2]: b.rpartition("/")[2] for a, b in redirects(store)}


def quads(settings: Settings) -> set[str]:
    with open_reader(settings) as store:
        return {str(quad) for quad in store.match()}


@pytest.mark.parametrize("records", [[KNOWN], [KNOWN, RENAMED]], ids=["known", "two are one"])
def test_who_is_who_follows_an_authority(kg: Kg, tmp_path: Path, records: list[object]) -> None:
    settings = filled(tmp_path / "store")
    before = quads(settings)
    assert led(settings)["university-of-ortel"] == "ortel-university"
    dump = write_ror(tmp_path / "v1.70-2025-06-24-ror-data.json", records)  # type: ignore[arg-type]
    assert kg("authority", "add", "ror", dump).code == 0
    assert led(settings)["university-of-ortel"] == f"ror-{ORTEL}"
    added = quads(settings)
    assert added != before
    for command in (("resolve",), ("resolve", "--anew")):
        assert kg(*command).err.startswith("no names lead elsewhere now")
    assert kg("rebuild").err == "conclusions rebuilt: 0 quads removed, 0 added\n"
    assert quads(settings) == added
    assert kg("authority", "remove", "ror").code == 0
    assert quads(settings) == before
