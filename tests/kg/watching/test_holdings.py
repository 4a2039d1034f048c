"""Files that are deleted, and records that a file loses: what becomes of their documents."""

import os
from pathlib import Path

from kg.ontology import Ontology
from kg.resolution.publish import rebuild
from kg.store.embedded import open_reader
from kg.store.rdf import PREF_LABEL, RDF_TYPE, cell
from kg.store.store import Change
from kg.watching.overview import overview, troubles_of
from tests.kg.watching.watched import Watch, watching

KEEPING = "[sources.papers]\nkind = 'folder'\npath = 'papers'\n"
WITHDRAWING = f"{KEEPING}gone = 'withdraw'\n"


def put(folder: Path, name: str, text: str, second: int = 1) -> None:
    path = folder / "papers" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    os.utime(path, (second, second))


def lines(*numbers: int) -> str:
    return "".join(f'{{"id": "{n}", "text": "Dr Number {n}"}}\n' for n in numbers)


def states(watch: Watch) -> dict[str, str]:
    return {Path(key).name: state for key, state in watch.items().items()}


def people(watch: Watch) -> list[str]:
    """Who is in the conclusions, which follow from what is there alone."""
    with open_reader(watch.watcher.tools.settings) as store:
        assert rebuild(store, Ontology(watch.watcher.tools.settings)) == Change()
        people = store.match(None, RDF_TYPE, store.vocabulary.ckg("Person"))
        labels = [next(store.match(quad.subject, PREF_LABEL)) for quad in people]  # type: ignore[arg-type]
        return sorted(str(cell(label.object)) for label in labels)


def test_what_is_deleted_stays_and_is_listed_unless_it_is_to_go(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Dr Ada Alm\n")
    put(tmp_path, "b.txt", "Dr Bo Berg\n")
    with watching(tmp_path, KEEPING) as watch:
        watch.all()
        (tmp_path / "papers" / "a.txt").unlink()
        watch.again()
        assert states(watch) == {"a.txt": "gone", "b.txt": "taken"}
        assert people(watch) == ["Dr Ada Alm", "Dr Bo Berg"]
        [told] = troubles_of(watch.state, 9)
        assert (told.what, told.reason) == ("gone", "is not there any more")
        watch.path.write_text(WITHDRAWING)
        os.utime(watch.path, (2, 2))
        watch.again()
        assert states(watch) == {"a.txt": "withdrawn", "b.txt": "taken"}
        assert people(watch) == ["Dr Bo Berg"]
        papers = next(one for one in overview(watch.state) if one.name == "papers")
        assert (papers.gone, papers.withdrawn) == (0, 1)
        put(tmp_path, "a.txt", "Dr Ada Alm\n")  # as it was
        watch.again()
        assert states(watch) == {"a.txt": "taken", "b.txt": "taken"}
        assert people(watch) == ["Dr Ada Alm", "Dr Bo Berg"]


def test_a_record_that_a_file_loses_goes_unless_another_file_has_it(tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", lines(*range(20)))
    with watching(tmp_path, WITHDRAWING) as watch:
        watch.all()
        put(tmp_path, "a.jsonl", lines(*range(1, 20)), 2)
        watch.again()
        assert len(watch.texts()) == 19
        put(tmp_path, "a.jsonl", lines(*range(5, 20)) + "no JSON\n", 3)
        watch.again()  # what the broken line was nobody knows
        assert len(watch.texts()) == 19


def test_a_folder_that_is_empty_or_away_withdraws_nothing(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Dr Ada Alm\n")
    put(tmp_path, "b.txt", "Dr Bo Berg\n")
    with watching(tmp_path, WITHDRAWING) as watch:
        watch.all()
        (tmp_path / "papers").rename(tmp_path / "away")
        watch.again()
        assert states(watch) == {"a.txt": "taken", "b.txt": "taken"}
        (tmp_path / "papers").mkdir()
        watch.again()
        assert states(watch) == {"a.txt": "gone", "b.txt": "gone"}
        assert len(watch.texts()) == 2
        papers = next(one for one in overview(watch.state) if one.name == "papers")
        assert papers.warnings == ("lists nothing any more (2 before)",)
        put(tmp_path, "b.txt", "Dr Bo Berg\n")
        watch.again()
        assert states(watch) == {"a.txt": "withdrawn", "b.txt": "unchanged"}
        assert people(watch) == ["Dr Bo Berg"]


def test_a_source_of_which_nothing_can_be_read_is_a_warning(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", "%PDF-1.4 nothing")
    with watching(tmp_path, KEEPING) as watch:
        watch.all()
        papers = next(one for one in overview(watch.state) if one.name == "papers")
        assert papers.warnings == ("nothing that it brings can be read: 1 refused",)
        put(tmp_path, "b.txt", "Dr Bo Berg\n")
        watch.again()
        papers = next(one for one in overview(watch.state) if one.name == "papers")
        assert papers.warnings == ()


def test_what_two_sources_have_stays_with_one(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Dr Ada Alm\n")
    put(tmp_path, "b.txt", "Dr Bo Berg\n")
    other = "[sources.all]\nkind = 'folder'\npath = '.'\n"
    with watching(tmp_path, WITHDRAWING + other) as watch:
        watch.all()
        (tmp_path / "papers" / "a.txt").unlink()
        watch.again()
        assert len(watch.texts()) == 2  # the other source keeps what it had
        watch.path.write_text(WITHDRAWING + other + "gone = 'withdraw'\n")
        os.utime(watch.path, (2, 2))
        watch.again()
        assert people(watch) == ["Dr Bo Berg"]


def test_a_folder_under_another_name_is_the_same_folder(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Dr Ada Alm\n")
    put(tmp_path, "b.txt", "Dr Bo Berg\n")
    with watching(tmp_path, WITHDRAWING) as watch:
        watch.all()
        watch.path.write_text(WITHDRAWING.replace("papers]", "articles]"))
        os.utime(watch.path, (2, 2))
        watch.again()
        assert people(watch) == ["Dr Ada Alm", "Dr Bo Berg"]
        (tmp_path / "papers" / "a.txt").unlink()
        watch.again()
        assert people(watch) == ["Dr Bo Berg"]


def test_another_folder_is_no_deletion_of_the_files_of_the_first(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Dr Ada Alm\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b.txt").write_text("Dr Bo Berg\n")
    os.utime(tmp_path / "other" / "b.txt", (1, 1))
    with watching(tmp_path, WITHDRAWING) as watch:
        watch.all()
        watch.path.write_text(WITHDRAWING.replace("'papers'", "'other'"))
        os.utime(watch.path, (2, 2))
        watch.again()
        assert people(watch) == ["Dr Ada Alm", "Dr Bo Berg"]
        assert states(watch) == {"a.txt": "taken", "b.txt": "taken"}
