import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest

from kg.errors import BadDocument, SourceUnavailable, StoreUnusable
from kg.ingest import Method, ingest, remove
from kg.model import (
    Claim,
    Document,
    Entity,
    Evidence,
    Extractor,
    Iri,
    Mention,
    Predicate,
    Reading,
    Refusal,
    Report,
    Type,
    When,
)
from kg.ontology import Ontology
from kg.resolution.publish import rebuild
from kg.settings import Settings
from kg.store.embedded import MemoryStore, open_memory
from kg.store.store import Change

ONTOLOGY = Ontology(Settings())
DATA = Settings().data


def by_line(doc: Document, version: str = "lines 1") -> Reading:
    """Each line `NAME at BODY` is a person and where she works."""
    entities, mentions, claims, start = dict[Iri, Entity](), [], [], 0
    for line in doc.text.splitlines(keepends=True):
        if line.startswith("STOP"):
            raise SourceUnavailable("the pipeline is gone")
        if line.startswith("BAD"):
            raise BadDocument("it says that it is bad")
        if line.startswith("BUG"):
            raise ZeroDivisionError("what nobody thought of")
        who, at, where = line.strip().partition(" at ")
        if at:
            person = Entity(
                Iri(f"{doc.iri}#person/{who.lower().replace(' ', '-')}"), Type.PERSON, who
            )
            body = Entity(
                Iri(f"{doc.iri}#organization/{where.lower().replace(' ', '-')}"),
                Type.ORGANIZATION,
                where,
            )
            entities |= {person.iri: person, body.iri: body}
            mentions.append(Mention(person.iri, start, start + len(who)))
            quote = line.strip()
            evidence = Evidence(doc.iri, quote, start, start + len(quote), 0.8, "line")
            claims.append(Claim(person.iri, Predicate.AFFILIATED_WITH, body.iri, evidence))
        start += len(line)
    return Reading(doc, version, tuple(entities.values()), tuple(mentions), tuple(claims))


def make(version: str) -> Extractor:
    return partial(by_line, version=version)


def method(version: str = "lines 1", jobs: int = 1) -> Method:
    return Method(version, partial(make, version), jobs)


def document(key: str, text: str, **more: object) -> Document:
    return Document(Iri(f"{DATA}document/{key}"), text, **more)  # type: ignore[arg-type]


@pytest.fixture
def store() -> MemoryStore:
    return open_memory()


def graph(store: MemoryStore) -> set[str]:
    return {str(quad) for quad in store.engine}


LEE = document("lee", "Ann Lee at Ortel Hospital", published=When("2024-01-02"))
KIM = document("kim", "Bo Kim at Ortel Hospital\nAnn Lee at Ortel Hospital")


def test_documents_come_in_with_their_conclusions(store: MemoryStore) -> None:
    report = ingest([LEE, KIM], method(), store, ONTOLOGY)
    assert (report.taken, report.claims, report.refused) == (2, 3, [])
    rows = store.query(
        """SELECT ?name ?belief (COUNT(?quote) AS ?quotes) {
            ?s rdf:subject/skos:prefLabel ?name ; ckg:belief ?belief ; ckg:evidence ?e .
            GRAPH ?doc { ?e ckg:quote ?quote } } GROUP BY ?name ?belief ORDER BY ?name"""
    )
    assert list(rows) == [
        {"name": "Ann Lee", "belief": 0.96, "quotes": 2},
        {"name": "Bo Kim", "belief": 0.8, "quotes": 1},
    ]


def test_the_same_again_changes_nothing_and_is_not_read(store: MemoryStore) -> None:
    ingest([LEE, KIM], method(), store, ONTOLOGY)
    before = graph(store)

    def never() -> Extractor:
        raise AssertionError("nothing is to be read")

    report = ingest([LEE, KIM, LEE], Method("lines 1", never), store, ONTOLOGY)
    assert (report.taken, report.unchanged) == (0, 3)
    assert graph(store) == before


@pytest.mark.parametrize(
    "changed",
    [
        replace(LEE, text="Ann Lee at Delphi Institute"),
        replace(LEE, published=When("2024-01-03")),
        replace(LEE, published=None),
        replace(LEE, title="A title"),
    ],
)
def test_a_changed_document_replaces_its_own_and_nothing_else(
    store: MemoryStore, changed: Document
) -> None:
    ingest([LEE, KIM], method(), store, ONTOLOGY)
    assert ingest([changed], method(), store, ONTOLOGY).taken == 1
    fresh = open_memory()
    ingest([KIM, changed], method(), fresh, ONTOLOGY)
    assert graph(store) == graph(fresh)


def test_another_version_reads_again(store: MemoryStore) -> None:
    ingest([LEE], method(), store, ONTOLOGY)
    assert ingest([LEE], method("lines 2"), store, ONTOLOGY).taken == 1
    assert ingest([LEE], method("lines 2"), store, ONTOLOGY).unchanged == 1


def test_what_is_removed_leaves_no_trace(store: MemoryStore) -> None:
    ingest([LEE], method(), store, ONTOLOGY)
    before = graph(store)
    ingest([KIM], method(), store, ONTOLOGY)
    remove(store, ONTOLOGY, [KIM.iri])
    assert graph(store) == before
    remove(store, ONTOLOGY, [LEE.iri, KIM.iri])
    assert graph(store) == set()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_document_is_refused_and_the_rest_goes_on(store: MemoryStore, jobs: int) -> None:
    given: list[Document | Refusal] = [
        LEE,
        document("bad", "BAD", url="https://example.org/bad"),
        Refusal("notes.txt", "not valid UTF-8 at byte 512"),
        document("bug", "BUG"),
        replace(LEE, iri=Iri("no iri")),
        document("tongue", "Eva Roe at Ortel Hospital", language="x y"),
        KIM,
    ]
    report = ingest(given, method(jobs=jobs), store, ONTOLOGY)
    assert report.taken == 2
    assert {refusal.source: refusal.why for refusal in report.refused} == {
        "https://example.org/bad": "it says that it is bad",
        "notes.txt": "not valid UTF-8 at byte 512",
        f"{DATA}document/bug": "cannot be read: ZeroDivisionError: what nobody thought of",
        "no iri": "'no iri' is no IRI: Invalid IRI code point ' '",
        f"{DATA}document/tongue": (
            "'x y' is no language tag: The given language subtag is invalid"
        ),
    }
    fresh = open_memory()
    ingest([KIM, LEE], method(), fresh, ONTOLOGY)
    assert graph(store) == graph(fresh)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_fails_for_all_stops_the_run(store: MemoryStore, jobs: int) -> None:
    first = [document(f"d{number}", f"P {number} at Ortel Hospital") for number in range(8)]
    with pytest.raises(SourceUnavailable, match="pipeline is gone"):
        ingest([*first, document("stop", "STOP"), KIM], method(jobs=jobs), store, ONTOLOGY)
    assert set(store.documents()) == {doc.iri for doc in first}


def test_what_was_read_before_a_stop_is_kept(store: MemoryStore) -> None:
    with pytest.raises(SourceUnavailable):
        ingest([LEE, document("stop", "STOP"), KIM], method(), store, ONTOLOGY)
    assert set(store.documents()) == {LEE.iri}


def test_a_store_that_fails_stops_the_run(store: MemoryStore) -> None:
    class Full(MemoryStore):
        def apply(self, change: Change) -> None:
            raise StoreUnusable(f"no space for {len(change)} quads")

    with pytest.raises(StoreUnusable, match="no space"):
        ingest([LEE], method(), Full(store.vocabulary), ONTOLOGY)


def test_a_reading_that_contradicts_itself_is_refused(store: MemoryStore) -> None:
    def misquote() -> Extractor:
        def wrong(doc: Document) -> Reading:
            reading = by_line(doc)
            evidence = replace(reading.claims[0].evidence, quote="other words")
            return replace(reading, claims=(replace(reading.claims[0], evidence=evidence),))

        return wrong

    report = ingest([LEE], Method("lines 1", misquote), store, ONTOLOGY)
    assert "affiliatedWith" in report.refused[0].why
    assert "the text has other words at 0-25" in report.refused[0].why
    assert len(store.engine) == 0


def test_the_same_text_under_two_names_is_one_source(store: MemoryStore) -> None:
    ingest([LEE], method(), store, ONTOLOGY)
    report = ingest([replace(LEE, iri=Iri(f"{DATA}document/copy"))], method(), store, ONTOLOGY)
    assert report.notes == [f"{DATA}document/copy: same text as {LEE.iri}: counted as one source"]
    assert [row["b"] for row in store.query("SELECT ?b { ?s ckg:belief ?b }")] == [0.8]
    both = [LEE, replace(LEE, iri=Iri(f"{DATA}document/copy"))]
    assert len(ingest(both, method(), open_memory(), ONTOLOGY).notes) == 1


def test_one_name_given_twice_is_told(store: MemoryStore) -> None:
    report = ingest([LEE, replace(LEE, text="Cy Fox at Delphi")], method(), store, ONTOLOGY)
    assert report.notes == [f"{LEE.iri}: given twice with other content: the last counts"]
    reading = store.reading(LEE.iri)
    assert reading is not None
    assert reading.document.text == "Cy Fox at Delphi"


def test_a_document_with_nothing_in_it_is_kept_and_told(store: MemoryStore) -> None:
    report = ingest([document("empty", "Nothing here.")], method(), store, ONTOLOGY)
    assert report.taken == 1
    assert report.empty == [f"{DATA}document/empty"]
    assert ingest([document("empty", "Nothing here.")], method(), store, ONTOLOGY).unchanged == 1


def test_several_processes_do_what_one_does(store: MemoryStore) -> None:
    given = [document(f"d{n}", f"P {n % 7} at B {n % 3}\nQ {n} at B 1") for n in range(40)]
    seen: list[int] = []
    report = ingest(
        given, method(jobs=2), store, ONTOLOGY, progress=lambda report: seen.append(report.taken)
    )
    assert report.taken == 40
    assert seen == sorted(seen)
    alone = open_memory()
    ingest(given, method(), alone, ONTOLOGY)
    assert graph(store) == graph(alone)
    assert rebuild(store, ONTOLOGY) == Change()


def test_documents_are_not_all_held_at_once(store: MemoryStore) -> None:
    ahead = 0

    def counted() -> Iterator[Document]:
        nonlocal ahead
        for number in range(100):
            ahead = max(ahead, number - len(list(store.documents())))
            yield document(f"d{number}", f"P {number} at Ortel Hospital")

    ingest(counted(), method(jobs=2), store, ONTOLOGY)
    assert ahead < 24


def die() -> Extractor:
    def dead(doc: Document) -> Reading:
        os._exit(len(doc.text))

    return dead


def test_a_reading_process_that_dies_stops_the_run(store: MemoryStore) -> None:
    makes: Callable[[], Extractor] = die
    with pytest.raises(SourceUnavailable, match="fewer --jobs"):
        ingest([LEE], Method("lines 1", makes, 2), store, ONTOLOGY)


def test_a_report_counts_every_input(store: MemoryStore) -> None:
    last: list[Report] = []
    ingest([LEE, LEE, Refusal("x", "y")], method(), store, ONTOLOGY, progress=last.append)
    report = last[-1]
    assert report.taken + report.unchanged + len(report.refused) == 3
