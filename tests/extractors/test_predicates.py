"""What is read for each predicate, one sentence of sentences.tsv at a time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.model import Predicate
from tests.extractors.conftest import Told

LINES = Path(__file__).with_name("sentences.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if not line.startswith("#")]


@pytest.mark.parametrize(("predicate", "sentence", "expected"), CASES)
def test_a_sentence_says(
    predicate: str, sentence: str, expected: str, told: Callable[..., Told]
) -> None:
    said = told(sentence).claims()
    found = {f"{subject} > {value}" for subject, name, value in said if name == predicate}
    assert found == (set() if expected == "-" else set(expected.split("; ")))


@pytest.mark.parametrize("predicate", list(Predicate))
def test_every_predicate_has_sentences(predicate: Predicate) -> None:
    assert sum(case[0] == predicate for case in CASES) >= 3
