"""The spaCy pipeline is a setting: what can be given, and what is said of what cannot."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy

from extractors.language import model_folder, pipeline, sentences
from extractors.reader import Reader
from kg.errors import SourceUnavailable
from kg.model import Document, Iri
from kg.settings import Settings

TEXT = "Dr Ana Silva leads the Oslo Network.\nIt was founded in Norway."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pipeline of the settings, written as its owner would."""
    path = tmp_path_factory.mktemp("models") / "own"
    pipeline(Settings().model).to_disk(path)
    return path


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Callable[[], Path]:
    """A copy of that folder that may be spoilt; what is large is shared with it."""

    def copy() -> Path:
        large = ("vectors", "key2row")
        path = tmp_path / "copy"
        shutil.copytree(folder, path, ignore=lambda _, names: [n for n in names if n in large])
        for name in large:
            (path / "vocab" / name).symlink_to(folder / "vocab" / name)
        return path

    return copy


def test_a_path_reads_as_the_package_does(folder: Path, reader: Reader) -> None:
    doc = Document(Iri("https://example.org/doc"), TEXT)
    found = Reader(Settings(model=str(folder)))(doc)
    assert found.claims
    assert (found.entities, found.claims) == (reader(doc).entities, reader(doc).claims)


def test_no_step_lacks_a_string() -> None:
    (first, second) = sentences(TEXT, Settings().model)
    for token in (*first.span, *second.span):
        assert token.tag_
        assert token.dep_
        assert token.head.text
    assert first.span.ents[0].label_ == "PERSON"


@pytest.mark.parametrize("model", ["no_such_package", "no.such.package", "./no/such", "a b"])
def test_what_is_not_there_is_named(model: str) -> None:
    with pytest.raises(SourceUnavailable, match="install that package") as caught:
        pipeline(model)
    assert repr(model) in str(caught.value)
    assert "KG_MODEL" in str(caught.value)


def test_a_package_or_folder_without_a_pipeline_is_named(tmp_path: Path) -> None:
    for model in ("json", str(tmp_path)):
        with pytest.raises(SourceUnavailable, match=r"holds no spaCy pipeline.*KG_MODEL"):
            pipeline(model)


def test_a_package_folder_may_be_given(folder: Path) -> None:
    assert model_folder(str(folder.parent)) == folder


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path)
    with pytest.raises(SourceUnavailable, match="has no tagger and no parser and no ner"):
        pipeline(str(tmp_path))


@pytest.mark.parametrize("part", ["parser", "ner"])
def test_a_part_that_is_switched_off_is_named(part: str, copied: Callable[[], Path]) -> None:
    path = copied()
    config = path / "config.cfg"
    text = config.read_text()
    assert "disabled = []" in text
    config.write_text(text.replace("disabled = []", f'disabled = ["{part}"]'))
    with pytest.raises(SourceUnavailable, match=f"has no {part}: set KG_MODEL to an English one"):
        pipeline(str(path))


@pytest.mark.parametrize("file", ["config.cfg", "parser/model", "vocab/lookups.bin", "tokenizer"])
def test_a_broken_folder_is_told_in_one_sentence(file: str, copied: Callable[[], Path]) -> None:
    path = copied()
    (path / file).write_bytes(b"[broken")
    with pytest.raises(SourceUnavailable, match="cannot be loaded, copy it there again") as caught:
        pipeline(str(path))
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_with_a_file_missing_is_told(copied: Callable[[], Path]) -> None:
    path = copied()
    (path / "ner" / "model").unlink()
    with pytest.raises(SourceUnavailable, match="cannot be loaded"):
        pipeline(str(path))
