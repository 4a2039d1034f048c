"""What was read in another way is read again: with other rules, other words, another model."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.language import model_folder
from extractors.reader import Reader
from extractors.version import digest, folders, reader_version, rules_digest
from kg.ingest import Method, ingest
from kg.model import Document, Iri, Kind, Type
from kg.ontology import Ontology
from kg.resolution.authorities.adding import prepare, put
from kg.resolution.authorities.files import FOLDER
from kg.resolution.authorities.library import ontology_of
from kg.settings import Settings
from kg.store.embedded import open_memory
from tests.kg.resolution.authorities.dumps import OBO

ROOT = Path(__file__).parents[2]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of ontologies/ that may be changed."""
    return Path(shutil.copytree(ROOT / "ontologies", tmp_path / "ontologies"))


def test_the_folders_are_those_of_the_package() -> None:
    assert folders() == (ROOT / "ontologies", ROOT / "extractors")


def test_a_reading_names_how_it_was_made(reader: Reader) -> None:
    found = reader(Document(Iri("https://example.org/doc"), "It rained.")).extractor
    assert found == reader_version(Settings())
    assert re.fullmatch(r"collab-kg \S+, en_core_web_md [\d.]+ \w{8}, rules \w{8}", found)


@pytest.mark.parametrize(
    "file", ["lexicons/patterns.tsv", "lexicons/verbs.tsv", "mondo.tsv", "concepts.ttl"]
)
def test_another_word_list_is_another_version(file: str, rules: Path) -> None:
    before = rules_digest([rules])
    assert before == rules_digest([ROOT / "ontologies"])
    with (rules / file).open("a") as stream:
        stream.write("# one more line\n")
    assert rules_digest([rules]) != before


def test_a_word_list_more_is_another_version(rules: Path) -> None:
    before = rules_digest([rules])
    (rules / "lexicons" / "new.txt").write_text("")
    assert rules_digest([rules]) != before


def test_what_is_for_the_graph_alone_is_no_other_version(rules: Path) -> None:
    before = rules_digest([rules])
    with (rules / "shapes.ttl").open("a") as stream:
        stream.write("# one more line\n")
    assert rules_digest([rules]) == before


@pytest.fixture
def trained(tmp_path: Path) -> Callable[[str, bytes], Settings]:
    """The settings of a model that has nothing but a name, a version and one weight."""

    def make(version: str, weight: bytes) -> Settings:
        folder = tmp_path / f"{version}-{weight.hex()}"
        (folder / "ner").mkdir(parents=True)
        (folder / "config.cfg").write_text("")
        (folder / "meta.json").write_text(
            json.dumps({"lang": "en", "name": "own", "version": version})
        )
        (folder / "ner" / "model").write_bytes(weight)
        return Settings(model=str(folder))

    return make


def test_another_model_is_another_version(trained: Callable[[str, bytes], Settings]) -> None:
    models = [Settings(), trained("1", b"a"), trained("2", b"a"), trained("1", b"b")]
    assert len({reader_version(settings) for settings in models}) == len(models)
    assert "en_own 2 " in reader_version(models[2])


def test_the_same_model_elsewhere_is_the_same_version(tmp_path: Path) -> None:
    here = model_folder(Settings().model)
    shutil.copytree(here, tmp_path / "copy", ignore=shutil.ignore_patterns("vectors", "strings*"))
    assert reader_version(Settings(model=str(tmp_path / "copy"))) == reader_version(Settings())


def test_files_are_told_apart_by_name_and_content(tmp_path: Path) -> None:
    for name, content in {"a": b"1", "b": b"1", "c": b"2"}.items():
        (tmp_path / name).write_bytes(content)
    found = {digest([(tmp_path / name, tmp_path)]) for name in "abc"}
    assert len(found) == 3


def test_what_another_version_read_is_read_again(reader: Reader) -> None:
    text = "Dr Ana Silva leads the Oslo Network."
    doc = Document(Iri("https://example.org/doc"), text, kind=Kind.NEWS)
    version, ontology = reader_version(Settings()), Ontology(Settings())
    with open_memory() as store:
        reports = [
            ingest([doc], Method(name, lambda: reader), store, ontology)
            for name in (version, version, version + " other")
        ]
    assert [(report.taken, report.unchanged) for report in reports] == [(1, 0), (0, 1), (1, 0)]


def test_names_of_diseases_are_read_by_the_release_of_mondo_that_was_added(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"))
    text = "Oslo University Hospital works on Ortel cardiac disease."
    doc = Document(Iri("https://example.org/doc"), text, kind=Kind.NEWS)
    before = ontology_of(settings)
    assert reader_version(settings, before) == reader_version(settings)
    folder = settings.folder / FOLDER
    (tmp_path / "mondo.obo").write_text(OBO.replace("new group of aortic", "Ortel cardiac"))
    put(*prepare("mondo", tmp_path / "mondo.obo", folder), folder)
    after = ontology_of(settings)
    assert reader_version(settings, after) != reader_version(settings)
    assert reader_version(settings, after) == reader_version(settings, ontology_of(settings))
    found = Reader(settings, after)(doc)
    linked = {entity.same_as for entity in found.entities if entity.type is Type.DISEASE}
    assert linked == {"http://purl.obolibrary.org/obo/MONDO_9000001"}
