import importlib.metadata
from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors.documents import language_of
from extractors.documents.telling import NAMES
from extractors.documents.tongues import primary, scores
from extractors.documents.trigrams import LISTS, table
from extractors.lexicons import lines
from tests.extractors.documents.reading import TEXT, one, read
from tests.extractors.documents.reading import lines as records

TABLES = {
    name: [
        (row.split("\t")[0], row.split("\t")[1])
        for row in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
        if not row.startswith("#")
    ]
    for name in ("sentences.tsv", "headlines.tsv")
}


def share(right: Sequence[bool]) -> float:
    return sum(right) / len(right)


# The second table was written after most of the lists, about other matters.
@pytest.mark.parametrize(
    ("name", "english", "exact"), [("sentences.tsv", 0.97, 0.95), ("headlines.tsv", 0.93, 0.85)]
)
def test_short_texts(name: str, english: float, exact: float) -> None:
    found = [(tongue, language_of(text)) for tongue, text in TABLES[name]]
    assert share([(tongue == "en") == (guess == "en") for tongue, guess in found]) >= english
    assert share([tongue == guess for tongue, guess in found]) >= exact


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("2024", "en"),
        ("NUEVA TERAPIA APROBADA PARA LOS PACIENTES CON ENFERMEDADES RARAS", "es"),
        ("TAKEDA TO BUY BELGIAN STARTUP", "en"),
        ("The ministry said so. « Une semaine pour la santé », wrote a paper in Paris.", "en"),
        (f"{TEXT} 慶應義塾大学病院、東京大学医学部附属病院", "en"),
    ],
)
def test_mixed_and_odd_texts(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("The project is led by the hospital and was funded by the state.", "zh", "en"),
        ("Das Projekt wird von der Klinik geleitet.", "en", "de"),
        ("Keio University", "fr", "fr"),
        ("Forskere fra Bergen møttes.", "no", "no"),
        ("Bolest je rijetka i liječenje nije poznato.", "bs", "bs"),  # of a kind with what we know
        ("The hospital has been opened by the minister.", "mt", "en"),
    ],
)
def test_what_is_declared_counts_in_doubt(text: str, declared: str, language: str) -> None:
    assert language_of(text, declared) == language


def test_the_words_of_names_say_little() -> None:
    name = scores("Hospital de la Santa Creu i Sant Pau")
    sentence = scores("el hospital de la ciudad y de la costa")
    assert max(name.values()) < 0.6 < sentence["es"]


def test_what_is_not_read_is_told_at_the_end(tmp_path: Path) -> None:
    german, chinese = "Das Projekt wird von der Klinik geleitet.", "国家卫生健康委员会近日印发通知"
    path = records(
        tmp_path,
        {"text": german, "language": "en"},
        {"text": TEXT},
        {"text": f"Neu. {german}"},
        {"text": chinese},
    )
    notes: list[str] = []
    assert len(read(path, notes=notes)) == 4
    assert notes == [
        f"2 documents not read, being in German; kept: {path} line 1, {path} line 3",
        f"1 document not read, being in Chinese; kept: {path} line 4",
        f"1 document declared as English taken for German by the words: {path} line 1",
    ]


def test_a_page_that_declares_another_language_than_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<html lang='en'><body><p>Das Projekt wird von der Klinik geleitet und läuft drei Jahre."
    )
    assert one(tmp_path / "a.html").language == "de"


def test_each_language_that_is_told_apart_has_a_name() -> None:
    assert {line.split("\t")[0] for line in lines("tongues.tsv")} <= NAMES.keys()
    assert LISTS.keys() <= NAMES.keys()


@pytest.mark.skipif(
    not importlib.metadata.version("justext").startswith("3.0."),
    reason="another version of the word lists",
)
def test_the_table_of_trigrams_is_what_its_program_makes() -> None:
    assert [row for row in table() if not row.startswith("#")] == lines("trigrams.tsv")


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("EN-gb", "en"), ("zh_Hans_CN", "zh"), ("English", ""), ("", ""), ("e1", "")],
)
def test_primary_language_of_a_tag(tag: str, language: str) -> None:
    assert primary(tag) == language
