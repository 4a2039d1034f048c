import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extractors.documents import documents
from extractors.evaluation.causes import INVENTED
from extractors.evaluation.evaluate import evaluate
from extractors.evaluation.gold import as_gold
from extractors.reader import Reader
from kg.errors import BadRequest
from kg.model import Document, Entity, Iri, Reading, Type
from kg.settings import Settings

SETTINGS = Settings()


def by_first_line(doc: Document) -> Reading:
    """Takes every word of the first line for an organisation."""
    words = doc.text.partition("\n")[0].split()
    found = [Entity(Iri(f"{doc.iri}#{w}"), Type.ORGANIZATION, w) for w in words]
    return Reading(doc, "by first line", tuple(found))


def put(folder: Path, name: str, text: str, *organizations: str) -> None:
    gold: dict[str, Any] = {
        "entities": [
            {"id": f"e{n}", "type": "Organization", "name": each}
            for n, each in enumerate(organizations)
        ]
    }
    (folder / f"{name}.txt").write_text(text)
    (folder / f"{name}.json").write_text(json.dumps(gold))


def test_figures_are_added_up_over_documents(tmp_path: Path) -> None:
    put(tmp_path, "one", "Necker Charite\nmet.", "Necker", "Charité")
    put(tmp_path, "two", "Pasteur Nobody\nmet.", "Pasteur", "Curie", "Riken")
    found = evaluate([tmp_path], by_first_line, SETTINGS)
    report = found.report()
    assert report["documents"] == 2
    assert report["entities"]["all"] == report["entities"]["Organization"]
    assert report["entities"]["all"] == pytest.approx(
        {"right": 3, "false": 1, "missed": 2, "precision": 3 / 4, "recall": 3 / 5, "f1": 6 / 9}
    )
    assert report["relations"]["all"]["f1"] is None
    assert [(e.document, e.finding.outcome, e.finding.text, e.cause) for e in found.errors] == [
        ("two", "missed", "Organization 'Curie'", "not found"),
        ("two", "missed", "Organization 'Riken'", "not found"),
        ("two", "false", "Organization 'Nobody'", INVENTED),
    ]
    assert found.errors[2].sentence == "Pasteur Nobody"


def test_several_folders_are_scored_as_one(tmp_path: Path) -> None:
    for folder, body in (("a", "Necker"), ("b", "Riken")):
        (tmp_path / folder).mkdir()
        put(tmp_path / folder, "one", f"{body} met.", body)
    found = evaluate([tmp_path / "a", tmp_path / "b"], by_first_line, SETTINGS)
    assert list(found.findings) == [str(tmp_path / "a/one"), str(tmp_path / "b/one")]
    assert found.report()["entities"]["all"]["right"] == 2


def test_what_cannot_be_read_is_missed_and_told(tmp_path: Path) -> None:
    put(tmp_path, "one", " ", "Necker")
    report = evaluate([tmp_path], by_first_line, SETTINGS).report()
    assert report["missing"] == ["one"]
    assert report["entities"]["all"]["missed"] == 1


def test_a_folder_that_is_no_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no gold documents"):
        evaluate([tmp_path], by_first_line, SETTINGS)
    with pytest.raises(BadRequest, match="no such folder"):
        evaluate([tmp_path / "none"], by_first_line, SETTINGS)
    (tmp_path / "one.json").write_text("{}")
    with pytest.raises(BadRequest, match=r"one\.txt: no such file"):
        evaluate([tmp_path], by_first_line, SETTINGS)


def test_the_scores_are_those_of_the_reference(
    reader: Reader, shared: Callable[[str], Path], tmp_path: Path
) -> None:
    gold = shared("gold/dev")
    reference = _module(shared("gold/score.py"))
    readings: dict[Iri, Reading] = {}

    def kept(doc: Document) -> Reading:
        return readings.setdefault(doc.iri, reader(doc))

    found = evaluate([gold], kept, SETTINGS)
    for path in gold.glob("*.txt"):
        (doc,) = documents([str(path)], SETTINGS)
        assert isinstance(doc, Document)
        content = as_gold(readings[doc.iri])
        (tmp_path / f"{path.stem}.json").write_text(json.dumps(content), encoding="utf-8")
    report, _ = reference.score(gold, tmp_path)
    assert found.report() == report
    assert report["entities"]["all"]["f1"] >= 0.7
    assert report["relations"]["all"]["f1"] >= 0.4


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
