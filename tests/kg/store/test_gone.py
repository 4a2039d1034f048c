"""What goes is remembered by a fingerprint; what stays or moves is not taken for gone."""

from pathlib import Path

import pytest

from kg.errors import Gone, NotFound
from kg.ingest import remove
from kg.model import Iri, Reading, Type
from kg.ontology import Ontology
from kg.resolution.publish import anew, change_for, regroup
from kg.settings import DATA, Settings
from kg.store.embedded import open_reader, open_writer
from kg.store.gone import FILE, Cause, absent, parting
from tests.api.conftest import Writing

ADA, BETA, GAMMA = (Iri(f"{DATA}organization/{key}") for key in ("ada", "beta", "gamma"))


def naming(key: str, *names: str) -> Reading:
    """A document that names bodies."""
    doc = Writing(key, title=key)
    for name in names:
        doc.thing(Type.ORGANIZATION, name.lower(), name)
    return doc.reading()


def cause(folder: Path, iri: Iri) -> Cause | None:
    """Why something went; None where nothing says that it did."""
    found = parting(folder, iri)
    return found.cause if found else None


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A store of two documents; one body is named in both."""
    found = Settings(store=str(tmp_path / "kg"))
    with open_writer(found) as store:
        both = [naming("one", "Ada", "Beta"), naming("two", "Beta", "Gamma")]
        store.apply(change_for(store, Ontology(found), both))
    assert not (found.folder / FILE).exists()
    return found


def test_what_a_removed_document_alone_named_is_gone_and_its_name_is_not_kept(
    settings: Settings,
) -> None:
    with open_writer(settings) as store:
        remove(store, Ontology(settings), [Iri(f"{DATA}document/one")])
    document = Iri(f"{DATA}document/one")
    assert [cause(settings.folder, iri) for iri in (ADA, BETA, GAMMA, document)] == [
        Cause.REMOVED,
        None,
        None,
        Cause.REMOVED,
    ]
    assert "ada" not in (settings.folder / FILE).read_text()
    with open_reader(settings) as store:
        found = absent(store, ADA, "not here")
        assert isinstance(found, Gone)
        assert found.suggestions == ("ada",)
        assert type(absent(store, Iri(f"{DATA}organization/delta"), "not here")) is NotFound


def test_what_a_corrected_document_names_no_more_is_gone(settings: Settings) -> None:
    with open_writer(settings) as store:
        store.apply(change_for(store, Ontology(settings), [naming("one", "Adana")]))
    assert cause(settings.folder, ADA) is Cause.READ_ANEW
    assert cause(settings.folder, Iri(f"{DATA}document/one")) is None


def test_what_is_merged_into_another_is_not_gone(settings: Settings) -> None:
    with open_writer(settings) as store:
        store.apply(regroup(store, Ontology(settings), {ADA: GAMMA}))
    assert cause(settings.folder, ADA) is None


def test_the_newest_line_counts_and_one_that_a_kill_cut_off_is_passed_over(
    settings: Settings,
) -> None:
    with open_writer(settings) as store:
        ontology = Ontology(settings)
        remove(store, ontology, [Iri(f"{DATA}document/one")])
        store.apply(change_for(store, ontology, [naming("one", "Ada", "Beta")]))
        store.apply(change_for(store, ontology, [naming("one", "Beta")]))
    assert cause(settings.folder, ADA) is Cause.READ_ANEW
    whole = (settings.folder / FILE).read_bytes()
    (settings.folder / FILE).write_bytes(whole[:-3])
    assert cause(settings.folder, ADA) is Cause.REMOVED
    with open_writer(settings) as store:
        remove(store, ontology, [Iri(f"{DATA}document/two")])
    found = parting(settings.folder, GAMMA)
    assert found
    assert (found.cause, len(found.day)) == (Cause.REMOVED, 10)


def test_a_rebuild_keeps_the_record_and_adds_what_it_leaves_out(settings: Settings) -> None:
    ontology = Ontology(settings)
    with open_writer(settings) as store:
        remove(store, ontology, [Iri(f"{DATA}document/one")])
        store.edit(
            f'INSERT DATA {{ <{ADA}x> <http://www.w3.org/2004/02/skos/core#prefLabel> "x" }}'
        )
        with store.fresh() as fresh:
            anew(store, fresh, ontology)
            store.put_in_place(fresh)
    assert cause(settings.folder, ADA) is Cause.REMOVED
    assert cause(settings.folder, Iri(f"{ADA}x")) is Cause.READ_ANEW
    assert parting(settings.folder, BETA) is None


def test_a_store_in_which_nothing_ever_went_knows_of_nothing(tmp_path: Path) -> None:
    assert parting(tmp_path, ADA) is None
    (tmp_path / FILE).write_text("2026-01-02\tremoved\t" + "0" * 32 + "\n")
    assert parting(tmp_path, ADA) is None
