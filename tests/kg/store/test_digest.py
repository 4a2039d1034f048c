"""The digest tells what questions to the store tell, whatever came, went and came again."""

import sqlite3
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.analytics.countries import Matrix, matrix
from kg.analytics.events import Window, calendar, days
from kg.analytics.overview import digest_of
from kg.model import Iri, Kind, Predicate, Reading, Type, When
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import DATA, Settings
from kg.store.digest import FILE
from kg.store.embedded import open_reader, open_writer
from kg.store.rdf import DEFAULT
from kg.store.reader import EmbeddedStore
from tests.api.conftest import Writing

WINDOWS = [
    Window(),
    Window(since="2024-05"),
    Window(until="2024"),
    Window(since="2024-03-02", until="2024-03-02"),
    Window(country="FR"),
]


def drawn(seed: int) -> Random:
    """Chance that is the same each time."""
    return Random(seed)  # noqa: S311


class Plain(EmbeddedStore):
    """The same store without its tables."""

    folder = None


def document(number: int, random: Random) -> Reading:
    """Some bodies, where they are, with whom they work, and when they meet."""
    doc = Writing(f"doc-{number}", title="x", kind=random.choice([Kind.CONFERENCE, Kind.NEWS]))
    places = {
        code: doc.thing(Type.PLACE, code, code, same_as=f"{DATA}place/{code}")
        for code in ("fr", "jp", "cn")
    }
    keys = random.sample(range(6), 3)
    bodies = [doc.thing(Type.ORGANIZATION, f"b{key}", f"Body {key}") for key in keys]
    event = doc.thing(Type.EVENT, "meeting", f"Meeting {random.randrange(4)}")
    for body in bodies:
        place = random.choice(list(places.values()))
        doc.says("It is there.", (body, Predicate.LOCATED_IN, place))
    doc.says("They work together.", (bodies[0], Predicate.COLLABORATES_WITH, bodies[1]))
    doc.says("They meet.", (event, Predicate.LOCATED_IN, random.choice(list(places.values()))))
    day = When(f"202{random.choice('45')}-0{random.randrange(1, 6)}{random.choice(['', '-02'])}")
    doc.says("When they meet.", (event, random.choice([Predicate.DATE, Predicate.START_DATE]), day))
    return doc.reading()


def agrees(settings: Settings) -> int:
    """Compare what is looked up with what is asked; how much there was to compare."""
    ontology = Ontology(settings)
    with open_reader(settings) as store:
        plain = Plain(store.engine, store.vocabulary)
        assert digest_of(store)
        found: Matrix = matrix(store)
        assert found == matrix(plain)
        for window in WINDOWS:
            asked = {"limit": 3, "offset": 1}
            assert calendar(store, ontology, window, **asked) == calendar(
                plain, ontology, window, **asked
            )
            assert days(store, ontology, window, limit=9) == days(plain, ontology, window, limit=9)
        for one, other in found.pairs:
            digest = digest_of(store)
            ends = digest.between(other, one, limit=99) if digest else []
            where = store.vocabulary.ckg("country")
            for left, right in ends:
                for end, code in ((left, other), (right, one)):
                    place = NamedNode(f"{DATA}place/{code.lower()}")
                    assert list(store.match(NamedNode(end), where, place))
            assert len(set(ends)) == found.pairs[one, other]
        return len(found.pairs) + calendar(store, ontology, Window(), limit=1).total


def rows(file: Path) -> list[list[tuple[object, ...]]]:
    """What a file says, without the numbers that it gave to things."""
    queries = (
        "SELECT left, right, number FROM pair WHERE number > 0 ORDER BY 1, 2",
        "SELECT iri FROM thing ORDER BY 1",
        "SELECT iri, start, last FROM event JOIN thing ON id = thing ORDER BY 1",
        "SELECT statement, how, day, belief FROM day ORDER BY 1",
    )
    with closing(sqlite3.connect(file)) as connection:
        return [connection.execute(query).fetchall() for query in queries]


@pytest.mark.parametrize("seed", range(3))
def test_it_tells_what_the_store_tells_at_every_step(tmp_path: Path, seed: int) -> None:
    settings, random = Settings(store=str(tmp_path / "kg")), drawn(seed)
    ontology, compared = Ontology(settings), 0
    for _ in range(6):
        with open_writer(settings) as store:
            for _ in range(2):
                numbers = random.sample(range(5), 2)
                readings = [document(number, random) for number in numbers]
                store.apply(change_for(store, ontology, readings))
            gone = Iri(f"{DATA}document/doc-{random.randrange(5)}")
            store.apply(change_for(store, ontology, (), [gone]))
        compared += agrees(settings)
    assert compared > 20
    kept = rows(settings.folder / FILE)
    (settings.folder / FILE).unlink()
    with open_writer(settings) as store:
        store.snapshot()
    assert rows(settings.folder / FILE) == kept
    with open_writer(settings) as store:
        store.apply(change_for(store, ontology, (), list(store.documents())))
    assert rows(settings.folder / FILE)[1:] == [[], [], []]


def test_what_was_written_by_hand_is_in_it(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    with open_writer(settings) as store:
        store.apply(change_for(store, Ontology(settings), [document(1, drawn(4))]))
    ckg = store.vocabulary.ckg
    ends = [NamedNode(f"{DATA}organization/hand-{each}") for each in "ab"]
    quads = [Quad(ends[0], ckg("collaboratesWith"), ends[1], DEFAULT)]
    for end, code in zip(ends, ("ke", "pe"), strict=True):
        quads.append(Quad(end, ckg("country"), NamedNode(f"{DATA}place/{code}"), DEFAULT))
    quads.append(Quad(ends[0], ckg("note"), Literal("none"), DEFAULT))
    text = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in quads)
    with open_writer(settings) as store:
        store.edit(f"INSERT DATA {{ {text} }}", quads)
    agrees(settings)
    with open_reader(settings) as read:
        assert matrix(read).between("PE", "KE") == 1


def test_a_file_that_a_killed_writer_left_is_made_anew(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    with open_writer(settings) as store:
        store.apply(change_for(store, Ontology(settings), [document(1, drawn(1))]))
        store.snapshot()
        store.apply(change_for(store, Ontology(settings), [document(2, drawn(2))]))
        with closing(sqlite3.connect(settings.folder / FILE)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (0,)
        store._indexes.digest._clear()  # as if this process had been killed here
        store._indexes.digest.whole = False
    agrees(settings)


def test_a_window_is_told_as_the_tables_are_asked() -> None:
    assert set(asdict(Window())) == {"since", "until", "country"}
