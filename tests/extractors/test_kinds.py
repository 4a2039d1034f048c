import json
from pathlib import Path

import pytest

from extractors.documents import documents, samples, title_of
from extractors.kinds import kind_of, scores
from kg.model import Document, Iri, Kind
from kg.settings import Settings

OWN = Path(__file__).parents[1] / "gold"
GOLD = Path(__file__).parents[2] / "../shared/gold/dev"


def doc(text: str, title: str = "") -> Document:
    return Document(iri=Iri("https://example.org/d"), text=text, title=title)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("BERLIN - The ministry announced on Tuesday that it had approved the drug.", Kind.NEWS),
        (
            "Programme\n09:00 Opening remarks\n09:30 Keynote\n11:00 Session 1, chair: N.",
            "conference",
        ),
        ("Partners:\n1. A (coordinator)\n2. B\nWork package 1 is led by B.", Kind.CONSORTIUM),
        ("", Kind.NEWS),
    ],
)
def test_words_tell_the_kind(text: str, kind: Kind) -> None:
    assert kind_of(doc(text)) == kind


def test_a_title_counts_more_than_the_text() -> None:
    text = "It was announced on Tuesday."
    assert kind_of(doc(text)) is Kind.NEWS
    assert kind_of(doc(text, title="The Third Forum on Lupus")) is Kind.CONFERENCE


def test_one_word_repeated_does_not_outvote_several() -> None:
    many = scores("", "forum " * 500)[Kind.CONFERENCE]
    assert many == scores("", "forum " * 3)[Kind.CONFERENCE]


def test_samples_are_told_apart_without_their_declared_kind() -> None:
    right = []
    for folder in Kind:
        for found in documents([str(samples() / folder)], Settings(), kind=folder):
            assert isinstance(found, Document)
            right.append(kind_of(found) == folder)
    assert sum(right) / len(right) >= 0.85


def test_short_documents_are_told_apart() -> None:
    """The first lines of fifty documents of many sorts; no more than two may be taken wrongly."""
    rows = (Path(__file__).parent / "kinds.tsv").read_text(encoding="utf-8").splitlines()
    right = []
    for row in rows:
        if not row.startswith("#"):
            kind, title, body = row.split("\t")
            text = body.replace(" / ", "\n")
            right.append(kind_of(doc(f"{title}\n\n{text}", title)) == kind)
    assert len(right) >= 50
    assert sum(right) >= len(right) - 2


def test_documents_annotated_for_the_tests() -> None:
    texts = sorted(OWN.glob("*.txt"))
    right = [
        kind_of(doc(text.read_text(encoding="utf-8"), title_of(text.read_text(encoding="utf-8"))))
        == json.loads(text.with_suffix(".json").read_text(encoding="utf-8"))["kind"]
        for text in texts
    ]
    assert sum(right) >= 0.8 * len(right)


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold documents are not here")
def test_gold_documents() -> None:
    right = []
    for text in sorted(GOLD.glob("*.txt")):
        [found] = documents([str(text)], Settings())
        assert isinstance(found, Document)
        right.append(found.kind == json.loads(text.with_suffix(".json").read_text())["kind"])
    assert sum(right) / len(right) >= 0.85
