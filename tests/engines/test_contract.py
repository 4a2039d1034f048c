"""What every store promises, the same for each engine: its answers are those of a folder."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from kg.analytics.overview import overview
from kg.analytics.partners import PartnerQuestion, partners
from kg.analytics.portrait import portrait
from kg.ingest import remove
from kg.model import Iri, Reading
from kg.resolution.deciding import decide, undo
from kg.resolution.decisions import Decision, Verdict
from kg.resolution.find import find
from kg.resolution.publish import rebuild
from kg.settings import DATA, Settings
from kg.store.rdf import tidy
from kg.store.store import Change
from tests.api.conftest import evil, news
from tests.engines.acting import contents, ontology, put, reader, writer, writing
from tests.engines.conftest import EMBEDDED, Engine

VALMONT = Iri(f"{DATA}organization/valmont-hospital")
CLINIC = Iri(f"{DATA}organization/clinic-b-sons-b")
PUMCH = Iri(f"{DATA}organization/peking-union-medical-college-hospital")


def longer() -> Reading:
    """The news with one claim less, and another title."""
    whole = news()
    return replace(
        whole, document=replace(whole.document, title="Another title"), claims=whole.claims[1:]
    )


@pytest.fixture
def embedded(started: Callable[[str], Engine], tmp_path: Path) -> Settings:
    """A folder to compare with."""
    return started(EMBEDDED).settings(tmp_path / "beside")


def test_documents_are_written_replaced_and_removed(settings: Settings, embedded: Settings) -> None:
    first, second = put(settings, [news(), evil()]), put(settings, [news(), evil()])
    assert (first.taken, second.taken, second.unchanged) == (2, 0, 2)
    with reader(settings) as store:
        assert store.reading(news().document.iri) == tidy(news())
        generation = store.generation
    put(settings, [longer()])
    put(embedded, [longer(), evil()])
    assert contents(settings) == contents(embedded)
    with writing(settings) as (store, run):
        remove(store, ontology(), [news().document.iri])
        run.settle([news().document.iri])
    with reader(settings) as store:
        assert store.generation not in ("", generation)
        assert list(store.documents()) == [evil().document.iri]
        assert next(store.match(NamedNode(VALMONT)), None) is None


def test_answers_are_those_of_a_folder(settings: Settings, embedded: Settings) -> None:
    question = PartnerQuestion(
        seekers=(VALMONT,), topics=(Iri("http://purl.obolibrary.org/obo/MONDO_0005059"),)
    )
    answers = []
    for each in (settings, embedded):
        put(each, [news(), evil()])
        with reader(each) as store:
            told = portrait(store, ontology(), PUMCH)
            found = [find(store, ontology(), text) for text in ("Valmont", "pumch", "Valmnt")]
            answers.append((partners(store, ontology(), question), told, found, overview(store)))
            assert store.folder is not None
    assert answers[0] == answers[1]
    assert any(answers[0][2])


def test_decisions_are_made_and_undone(settings: Settings) -> None:
    put(settings, [news(), evil()])
    before = contents(settings)
    wish = Decision(0, "", "ada", Verdict.SAME, VALMONT, CLINIC, "one house")
    with writing(settings) as (store, run):
        decide(store, ontology(), settings.folder, wish)
        assert run.settle() == 1
    assert contents(settings) != before
    with writing(settings) as (_, run):
        undo(settings.folder, 1, "ada")
        run.settle()
    assert contents(settings) == before


def test_a_rebuild_finds_nothing_amiss(settings: Settings) -> None:
    put(settings, [news(), evil()])
    with writer(settings) as store:
        assert len(rebuild(store, ontology())) == 0


def test_what_is_dumped_can_be_loaded(settings: Settings, embedded: Settings) -> None:
    put(settings, [news(), evil()])
    dump = BytesIO()
    with reader(settings) as store:
        store.dump(dump, RdfFormat.N_QUADS)
    with writer(embedded) as store:
        store.load(BytesIO(dump.getvalue()), RdfFormat.N_QUADS)
    assert contents(embedded) == contents(settings)


def test_a_large_change_is_made_and_no_row_is_lost(
    settings: Settings, request: pytest.FixtureRequest
) -> None:
    key = NamedNode(f"{DATA}p")
    # Debian's TDB2 takes 45 ms for each quad of names that it has not seen; a server here answers
    # with 2000 rows at once.
    number = 200 if "jena" in request.node.name else 2500
    quads = tuple(Quad(NamedNode(f"{DATA}s/{n}"), key, Literal(f"nº {n}")) for n in range(number))
    with writer(settings) as store:
        store.apply(Change(added=quads))
    with reader(settings) as store:
        assert set(store.match(None, key)) == set(quads)
    with writer(settings) as store:
        store.apply(Change(removed=quads[1:]))
        assert list(store.match(None, key)) == [quads[0]]
        store.apply(Change(removed=quads[:1]))


def test_what_people_ask_is_asked_of_the_conclusions(settings: Settings) -> None:
    put(settings, [news()])
    with reader(settings) as store:
        rows = list(store.query("SELECT (COUNT(*) AS ?n) { ?s a ckg:Document }"))
        assert [row["n"] for row in rows] == [1]
        assert store.query("ASK { ?s a ckg:Claim }").truth is False
        assert store.query("ASK { GRAPH ?g { ?s a ckg:Claim } }").truth is True
        text = "SELECT DISTINCT ?d { ?s ckg:evidence ?e . GRAPH ?d { ?e ckg:quote ?q } } LIMIT 5"
        assert [row["d"] for row in store.query(text)] == [news().document.iri]
        graph = store.query("CONSTRUCT WHERE { ?s ckg:worksOn ?o }")
        assert len(list(graph.triples())) == 1
