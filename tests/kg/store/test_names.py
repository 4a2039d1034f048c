import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.model import Iri, Type
from kg.settings import DATA, Settings
from kg.store.embedded import open_writer
from kg.store.name_writer import NameWriter, names_in
from kg.store.names import FILE, Names
from kg.store.rdf import ALT_LABEL, DEFAULT, PREF_LABEL, RDF_TYPE, Object, Term, Vocabulary, name
from kg.store.store import Change

VOCABULARY = Vocabulary(Settings())
PUMCH = Iri(DATA + "organization/pumch")
LEUKEMIA = Iri("http://purl.obolibrary.org/obo/MONDO_0005059")
ROWS: list[tuple[str, str, list[str]]] = [
    (PUMCH, "Organization", ["Peking Union Medical College Hospital", "PUMCH", "北京协和医院"]),
    (DATA + "organization/zurich", "Organization", ["University of Zürich", "UZH"]),
    (DATA + "organization/zurich-arts", "Organization", ["Zürich University of the Arts"]),
    (DATA + "person/muller", "Person", ["Jürgen Müller"]),
    (DATA + "network/rare", "Network", ["National Network for Rare Diseases"]),
]


class Conclusions:
    """A store as the index sees it."""

    def __init__(self) -> None:
        self.store = Store()
        for iri, kind, names in ROWS:
            self.add(iri, VOCABULARY.ckg(kind), names)
        self.add(LEUKEMIA, name("owl:Class"), ["leukemia", "leukaemia"])

    def add(self, iri: str, kind: NamedNode, names: list[str]) -> set[Iri]:
        node = NamedNode(iri)
        quads = [Quad(node, RDF_TYPE, kind), Quad(node, PREF_LABEL, Literal(names[0]))]
        quads += [Quad(node, ALT_LABEL, Literal(each)) for each in names[1:]]
        self.store.extend(quads)
        return names_in(quads)

    def remove(self, iri: str) -> set[Iri]:
        quads = list(self.store.quads_for_pattern(NamedNode(iri), None, None))
        for quad in quads:
            self.store.remove(quad)
        return names_in(quads)

    def match(
        self, subject: Object | None, predicate: Object | None, value: Term | None
    ) -> Iterator[Quad]:
        return self.store.quads_for_pattern(subject, predicate, value)  # type: ignore[arg-type]


@pytest.fixture
def conclusions() -> Conclusions:
    return Conclusions()


def saved(writer: NameWriter, conclusions: Conclusions, folder: Path) -> Names:
    folder.mkdir()
    writer.save(folder, conclusions.match, VOCABULARY)
    names = Names.open(folder)
    assert names is not None
    return names


@pytest.fixture
def names(tmp_path: Path, conclusions: Conclusions) -> Iterator[Names]:
    names = saved(NameWriter(tmp_path), conclusions, tmp_path / "1")
    yield names
    names.close()


@pytest.mark.parametrize(
    ("text", "label", "why"),
    [
        ("Peking Union Medical College Hospital", "Peking Union Medical College Hospital", "name"),
        ("pumch", "Peking Union Medical College Hospital", "another of its names"),
        ("北京协和医院", "Peking Union Medical College Hospital", "another of its names"),
        ("协和", "Peking Union Medical College Hospital", "words"),
        ("NNRD", "National Network for Rare Diseases", "acronym"),
        ("University Zurich", "University of Zürich", "the name"),
        ("Zurich University", "University of Zürich", "another order"),
        ("Muller, Jurgen", "Jürgen Müller", "another order"),
        ("Pekin Unoin Medical Colege Hospital", "Peking Union Medical College Hospital", "typing"),
        ("hospital medcial peking", "Peking Union Medical College Hospital", "typing"),
        ("zur", "Zürich University of the Arts", "beginning"),
        ("leukemia", "leukemia", "the name"),
        ("leukaemai", "leukemia", "typing"),
    ],
)
def test_the_best_hit(names: Names, text: str, label: str, why: str) -> None:
    best = names.search(text)[0]
    assert best.label == label
    assert why in best.why


def test_nothing_is_found_for_nothing(names: Names) -> None:
    for text in ("", " ", "!?", "xyzzy quux", '"', "a* OR b", "NEAR("):
        assert names.search(text) == []


def test_types_and_limit_narrow_the_answer(names: Names) -> None:
    assert len(names.search("zurich")) == 2
    assert len(names.search("zurich", limit=1)) == 1
    assert names.search("zurich", types=[Type.PERSON]) == []
    assert names.search("leukemia", types=[Type.DISEASE])[0].iri == LEUKEMIA


def test_an_update_finds_new_names_and_forgets_old_ones(
    tmp_path: Path, conclusions: Conclusions
) -> None:
    writer = NameWriter(tmp_path)
    before = saved(writer, conclusions, tmp_path / "1")
    renamed = conclusions.remove(PUMCH)
    renamed |= conclusions.add(PUMCH, VOCABULARY.ckg("Organization"), ["Union Hospital"])
    writer.touch(renamed)
    after = saved(writer, conclusions, tmp_path / "2")
    assert [hit.iri for hit in after.search("Union Hospital")] == [PUMCH]
    assert after.search("北京协和医院") == []
    assert [hit.iri for hit in before.search("北京协和医院")] == [PUMCH]


def test_an_update_gives_the_same_answers_as_building_anew(
    tmp_path: Path, conclusions: Conclusions
) -> None:
    writer = NameWriter(tmp_path)
    saved(writer, conclusions, tmp_path / "1").close()
    for number in range(30):
        iri = f"{DATA}organization/{number}"
        writer.touch(conclusions.add(iri, VOCABULARY.ckg("Hospital"), [f"Clinic {number} Ghent"]))
    for number in range(0, 30, 2):
        writer.touch(conclusions.remove(f"{DATA}organization/{number}"))
    updated = saved(writer, conclusions, tmp_path / "2")
    (tmp_path / FILE).unlink()
    rebuilt = saved(NameWriter(tmp_path), conclusions, tmp_path / "3")
    for text in ("ghent", "clinic 3", "clinic 4 ghent", "clnic ghent", "zurich"):
        assert updated.search(text, limit=50) == rebuilt.search(text, limit=50)


def test_an_index_of_a_killed_writer_is_built_anew(
    tmp_path: Path, conclusions: Conclusions
) -> None:
    writer = NameWriter(tmp_path)
    saved(writer, conclusions, tmp_path / "1").close()
    iri = DATA + "organization/ghent"
    writer.touch([Iri(iri)])  # and killed here, the transaction done
    conclusions.add(iri, VOCABULARY.ckg("Organization"), ["Ghent Clinic"])
    assert not NameWriter(tmp_path).whole
    names = saved(NameWriter(tmp_path), conclusions, tmp_path / "2")
    assert names.search("Ghent Clinic")[0].iri == iri


def test_a_damaged_index_is_built_anew(tmp_path: Path, conclusions: Conclusions) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    assert Names.open(tmp_path) is None
    names = saved(NameWriter(tmp_path), conclusions, tmp_path / "1")
    assert names.search("pumch")


def test_what_is_named_in_more_documents_comes_first(
    tmp_path: Path, conclusions: Conclusions
) -> None:
    iri = DATA + "organization/zielona-gora"
    conclusions.add(iri, VOCABULARY.ckg("University"), ["University of Zielona Gora"])
    before = saved(NameWriter(tmp_path), conclusions, tmp_path / "1")
    assert before.search("university")[0].label == "University of Zürich"
    for number in range(3):
        mention = NamedNode(f"{DATA}document/{number}#organization/zielona-gora")
        mentioned = VOCABULARY.ckg("mentionedAs")
        conclusions.store.add(Quad(NamedNode(iri), mentioned, mention))
    (tmp_path / FILE).unlink()
    after = saved(NameWriter(tmp_path), conclusions, tmp_path / "2")
    assert after.search("university")[0].iri == iri


def test_no_index_is_no_error(tmp_path: Path) -> None:
    assert Names.open(tmp_path) is None


def test_of_very_many_with_a_name_the_best_known_are_rated(
    conclusions: Conclusions, tmp_path: Path
) -> None:
    mentioned = VOCABULARY.ckg("mentionedAs")
    for number in range(300):
        iri = f"{DATA}organization/clinic-{number}"
        conclusions.add(iri, VOCABULARY.ckg("Organization"), [f"Clinic {number}"])
    known = f"{DATA}organization/clinic-299"
    conclusions.store.extend(
        Quad(NamedNode(known), mentioned, NamedNode(f"http://a/{n}")) for n in range(9)
    )
    names = saved(NameWriter(tmp_path), conclusions, tmp_path / "1")
    assert names.search("clinic", limit=1)[0].iri == known


def test_mentions_are_added_up_as_documents_come_and_go(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "graph"))
    with open_writer(settings) as store:
        changes = [[1], [1, 2, 3], [2], [], [4]]  # which documents mention it
        for number, documents in enumerate(changes):
            wanted = {_mention(each) for each in documents} | _named(documents)
            there = set(store.match(NamedNode(PUMCH)))
            kept = tuple(there & wanted)  # what is there already may be added again
            change = Change((), tuple(there - wanted), (*(wanted - there), *kept))
            store.apply(change)
            store.snapshot()
            with closing(sqlite3.connect(settings.folder / FILE)) as table:
                rows = table.execute("SELECT iri, weight FROM entity").fetchall()
            assert rows == ([(PUMCH, len(documents))] if documents else []), number


def _mention(document: int) -> Quad:
    local = NamedNode(f"{DATA}document/{document}#organization/pumch")
    return Quad(NamedNode(PUMCH), VOCABULARY.ckg("mentionedAs"), local, DEFAULT)


def _named(documents: list[int]) -> set[Quad]:
    if not documents:
        return set()
    node = NamedNode(PUMCH)
    kind = Quad(node, RDF_TYPE, VOCABULARY.ckg("Hospital"), DEFAULT)
    return {kind, Quad(node, PREF_LABEL, Literal("PUMCH"), DEFAULT)}
