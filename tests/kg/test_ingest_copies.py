"""Copies of a release, from the documents to what is believed."""

from kg.ingest import ingest, remove
from kg.model import When
from kg.resolution.publish import rebuild
from kg.store.embedded import open_memory
from kg.store.store import Change
from tests.kg.test_ingest import ONTOLOGY, document, method


def test_forty_copies_of_a_release_are_believed_no_more_than_one() -> None:
    store = open_memory()
    told = "".join(f"P {number} at Body {number}\n" for number in range(30))
    release = f"{told}Ann Lee at Ortel Hospital\n"

    def believed() -> tuple[object, object, object]:
        rows = store.query(
            """SELECT ?b ?first ?last { ?x skos:prefLabel "Ann Lee"@en . ?s rdf:subject ?x ;
                ckg:belief ?b ; ckg:firstSeen ?first ; ckg:lastSeen ?last }"""
        )
        return next((row["b"], row["first"], row["last"]) for row in rows)

    ingest([document("first", release, published=When("2024-03-02"))], method(), store, ONTOLOGY)
    assert believed() == (0.8, "2024-03-02", "2024-03-02")
    copies = [
        document(f"c{n}", f"Wire {n} at Desk {n}\n{release}", published=When(f"2024-03-{n:02}"))
        for n in range(1, 30)
    ]
    copies += [document(f"d{n}", f"{release}Read more on page {n}.") for n in range(10)]
    ingest(copies, method(), store, ONTOLOGY)
    assert believed() == (0.8, "2024-03-01", "2024-03-29")
    ingest([document("own", "Ann Lee at Ortel Hospital")], method(), store, ONTOLOGY)
    assert believed() == (0.96, "2024-03-01", "2024-03-29")
    remove(store, ONTOLOGY, [doc.iri for doc in copies])
    assert believed() == (0.96, "2024-03-02", "2024-03-02")
    assert rebuild(store, ONTOLOGY) == Change()
