"""What the log tells adds up to what the store holds, whatever happens to the writer."""

import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from kg.errors import BadRequest
from kg.ingest import remove
from kg.model import SYMMETRIC, Iri
from kg.settings import DATA, Settings
from kg.store.changes import log
from kg.store.changes.comparing import statements
from kg.store.changes.history import history
from kg.store.changes.told import Entry
from kg.store.embedded import open_reader, open_writer
from kg.store.rdf import RDF_OBJECT, RDF_PREDICATE, RDF_SUBJECT
from kg.store.snapshot import newest_generation
from tests.kg.store.changes.told import ONTOLOGY, WORDS, publish, reading

ROOT = Path(__file__).parents[4]


def entries(place: Settings, since: str = "") -> list[Entry]:
    with history(place) as found:
        return found.entries(found.number_of(since), 1_000_000)


def replayed(place: Settings) -> set[str]:
    """What there is by the log; each line must make a difference."""
    held: set[str] = set()
    for entry in entries(place):
        is_new = entry.told.statement not in held
        assert is_new == (entry.verb == "added"), entry
        held ^= {entry.told.statement}
    return held


def held(place: Settings) -> set[str]:
    """What there is by the store, each pair told one way round."""
    found = set()
    with open_reader(place) as store:
        for one in statements(store):
            ends = [str(next(store.match(one, end)).object) for end in (RDF_SUBJECT, RDF_OBJECT)]
            name = store.vocabulary.local(next(store.match(one, RDF_PREDICATE)).object)
            if name not in SYMMETRIC or ends == sorted(ends):
                found.add(one.value)
    return found


def test_a_document_is_told_with_its_sentence(place: Settings) -> None:
    with open_writer(place) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
    by_predicate = {entry.told.predicate: entry for entry in entries(place)}
    assert sorted(by_predicate) == ["affiliatedWith", "collaboratesWith"]
    entry = by_predicate["affiliatedWith"]
    assert (entry.verb, entry.generation) == ("added", newest_generation(place))
    told = entry.told
    assert (told.subject.label, told.subject.type) == ("Ann Lee", "Person")
    assert (told.object.label, told.object.type) == ("Ortel Hospital", "Organization")
    assert (told.role, told.pieces) == ("dean", 1)
    assert 0 < told.belief <= 1
    [piece] = told.evidence
    assert piece.quote == WORDS.format(person="Ann Lee", body="Ortel Hospital")
    assert piece.document.title == "On Ortel Hospital"
    assert piece.document.url == "https://example.org/a"
    assert piece.document.published == "2024-11-16"


def test_what_is_withdrawn_still_has_its_sentence(place: Settings) -> None:
    with open_writer(place) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
    since = newest_generation(place)
    with open_writer(place) as store:  # the article was corrected
        publish(store, reading("a", "Ann Lee", "Delphi Clinic"))
    verbs = {(str(e.verb), e.told.object.label): e.told for e in entries(place, since)}
    told = verbs["withdrawn", "Ortel Hospital"]
    assert told.evidence[0].quote == WORDS.format(person="Ann Lee", body="Ortel Hospital")
    assert ("added", "Delphi Clinic") in verbs


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_document_that_is_taken_out_is_quoted_no_more(place: Settings, is_killed: bool) -> None:
    with open_writer(place) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
        publish(store, reading("b", "Cy Ott", "Ortel Hospital"))
    since = newest_generation(place)
    writer = open_writer(place)
    remove(writer, ONTOLOGY, [Iri(f"{DATA}document/a")])
    if is_killed:
        writer._changes.forget()  # what the next writer finds
        writer._changes.departed = False
    writer.close()
    gone = entries(place, since)
    assert [(entry.verb, entry.told.is_blank) for entry in gone] == [("withdrawn", True)]
    assert "Ann" not in (place.folder / log.FILE).read_bytes().decode("latin-1")
    # What somebody else says, too, is told by his words alone.
    [shared] = [e.told for e in entries(place) if e.told.predicate == "collaboratesWith"]
    assert [piece.document.id[-1] for piece in shared.evidence] == ["b"]
    assert replayed(place) == held(place)


def test_another_source_for_the_same_is_no_change(place: Settings) -> None:
    with open_writer(place) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
    since = newest_generation(place)
    with open_writer(place) as store:
        publish(store, reading("b", "Ann Lee", "Ortel Hospital"))
    assert newest_generation(place) != since
    assert entries(place, since) == []


def test_what_comes_and_goes_between_two_snapshots_is_none(place: Settings) -> None:
    with open_writer(place) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
        remove(store, ONTOLOGY, [Iri(f"{DATA}document/a")])
    assert entries(place) == []


# Each leaves the folder as some moment of a kill does.
def _before_the_log(place: Settings, before: str) -> None:
    name = newest_generation(place)
    shutil.rmtree(place.folder / "snapshots" / name)
    _unpublished(place, before)
    (place.folder / log.FILE).unlink()
    if (kept := place.folder / "log.before").exists():
        kept.rename(place.folder / log.FILE)


def _unpublished(place: Settings, before: str) -> None:
    current = place.folder / "snapshots" / "CURRENT"
    current.write_text(f"{before}\n") if before else current.unlink()
    (place.folder / "unfinished").touch()


def _published(place: Settings, _: str) -> None:
    (place.folder / "unfinished").touch()


@pytest.mark.parametrize("killed", [_before_the_log, _unpublished, _published])
@pytest.mark.parametrize("first", [True, False])
def test_a_kill_while_publishing_loses_and_doubles_nothing(
    place: Settings, killed: object, first: bool
) -> None:
    if not first:
        with open_writer(place) as store:
            publish(store, reading("0", "Bo Ek", "Ortel Hospital"))
        shutil.copy(place.folder / log.FILE, place.folder / "log.before")
    before = newest_generation(place)
    with open_writer(place) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
    killed(place, before)  # type: ignore[operator]
    if killed is _unpublished:
        assert len(replayed(place)) == (0 if first else 2)
    with open_writer(place) as store:
        publish(store, reading("b", "Cy Ott", "Delphi Clinic"))
    assert replayed(place) == held(place)
    assert len(held(place)) == (4 if first else 5)


KILLED = """
    import os, signal, sys
    from kg.settings import Settings
    from kg.store.embedded import open_writer
    from tests.kg.store.changes.told import publish, reading
    store = open_writer(Settings(store=sys.argv[1]))
    for number in range(int(sys.argv[2])):
        publish(store, reading(f"k{number}", f"Person {number}", "Ortel Hospital"))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_wrote_is_told_by_the_next(place: Settings) -> None:
    with open_writer(place) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", textwrap.dedent(KILLED), place.store, "3"]
    done = subprocess.run(command, env=environ, check=False)
    assert done.returncode == -signal.SIGKILL
    assert {entry.told.subject.label for entry in entries(place)} >= {"Ann Lee"}
    with open_reader(place):  # makes the snapshot that was missed
        pass
    assert replayed(place) == held(place)
    assert len(held(place)) == 5


@pytest.mark.parametrize("seed", [1, 2])
def test_the_log_adds_up_to_the_store(place: Settings, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    for step in range(8):
        with open_writer(place) as store:
            for _ in range(chance.randrange(3)):
                key = f"d{chance.randrange(5)}"
                if chance.random() < 0.3:
                    remove(store, ONTOLOGY, [Iri(f"{DATA}document/{key}")])
                else:
                    who, where = chance.choice("ABC"), chance.choice("XYZ")
                    publish(store, reading(key, f"Dr {who} Lee", f"{where} Hospital"))
                if chance.random() < 0.3:
                    store.snapshot()
        if step % 4 == 3:
            (place.folder / "unfinished").touch()  # as after a kill: all are compared
        assert replayed(place) == held(place)


def test_a_store_from_before_the_log_begins_it_where_it_is(place: Settings) -> None:
    with open_writer(place) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
    (place.folder / log.FILE).unlink()
    with history(place) as found:
        assert found.entries(0, 10) == []
    with open_writer(place) as store:
        publish(store, reading("b", "Cy Ott", "Delphi Clinic"))
    assert {e.told.subject.label for e in entries(place)} & {"Ann Lee", "Cy Ott"} == {"Cy Ott"}


def test_an_update_by_hand_is_told_and_a_dump_counted(place: Settings, tmp_path: Path) -> None:
    with open_writer(place) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
        dump = BytesIO()
        store.dump(dump, RdfFormat.N_QUADS)
        store.edit("DELETE WHERE { ?s a ckg:Statement ; ?p ?o }")
    assert replayed(place) == held(place) == set()
    other = replace(place, store=str(tmp_path / "other"))
    with open_writer(other) as store:
        store.load(BytesIO(dump.getvalue()), RdfFormat.N_QUADS)
    assert len(held(other)) == 2
    with history(other) as found:  # what came out of a dump is counted, and news to nobody
        [generation] = found.generations(0, 10)
        assert (generation.added, generation.withdrawn, generation.listed) == (3, 0, 0)


def test_what_is_kept_has_an_end_and_a_beginning(place: Settings) -> None:
    few = replace(place, changes=3)
    names = []
    for number in range(4):
        with open_writer(few) as store:
            publish(store, reading(f"{number}", f"Person {number}", f"Body {number}"))
        names.append(newest_generation(few))
    with history(few) as found:
        kept = found.entries(0, 100)
        assert [entry.generation for entry in kept] == [names[3]] * 2
        oldest = found.oldest()
        assert oldest
        assert oldest.name == names[2]
        assert found.entries(found.number_of(names[2]), 100) == kept
        with pytest.raises(BadRequest, match="no generation that is remembered"):
            found.number_of(names[1])


def test_a_large_generation_is_cut_and_says_so(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "LISTED", 3)
    with open_writer(place) as store:
        publish(store, *(reading(f"{n}", f"Person {n}", "Ortel Hospital") for n in range(5)))
    with history(place) as found:
        [generation] = found.generations(0, 10)
        assert (generation.added, generation.listed) == (7, 3)
        assert found.unlisted(0) == 4


@pytest.mark.parametrize(
    ("since", "number"), [("1999-01-01", 2), ("2999-01-01", 0), ("1999-01-01T00:00:00Z", 2)]
)
def test_since_a_date(place: Settings, since: str, number: int) -> None:
    with open_writer(place) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
    assert len(entries(place, since)) == number


@pytest.mark.parametrize("since", ["yesterday", "000009-abcdef01", "2024-13-01", "' OR 1 --"])
def test_since_nothing_that_is_known(place: Settings, since: str) -> None:
    open_writer(place).close()
    with pytest.raises(BadRequest, match="name a day") as error:
        entries(place, since)
    assert error.value.field == "since"


def test_a_store_elsewhere_has_no_log() -> None:
    with pytest.raises(BadRequest, match="not remembered"), history(Settings(store="http://x")):
        pass
