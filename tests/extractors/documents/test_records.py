import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents import documents
from kg.model import Document, Kind, Refusal
from kg.settings import Settings
from tests.extractors.documents.reading import TEXT, lines, one, read, why


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"title": "A"}', "no field 'text' (it has: title)"),
        ("{}", "no field 'text'"),
        ('{"text": 7}', "field 'text' is a number, not text"),
        ('{"text": " "}', "field 'text' is empty"),
        ('{"text": "a", "title": ["b"]}', "field 'title' is a list, not text"),
        ('{"text": "a", "published": "2024-13-01"}', "published '2024-13-01' is no date"),
        ('{"text": "a", "published": "yesterday"}', "published 'yesterday' is no date"),
        ('{"text": "a", "kind": "blog"}', "kind 'blog' is none of news, conference, consortium"),
        ('{"text": "a", "url": "not one"}', "url 'not one' is no web address"),
        (
            '{"text": "a", "language": "in English"}',
            "language 'in English' is no language code such as 'en'",
        ),
        (
            '{"text": "a\\ud800"}',
            "field 'text' holds what is no character (NUL or half a surrogate)",
        ),
        (
            '{"text": "a", "id": "\\ud800"}',
            "field 'id' holds what is no character (NUL or half a surrogate)",
        ),
        ('["a"]', "a list where an object with the field 'text' is needed"),
        ("text", "not JSON (expecting value at column 1)"),
        ('{"text": "a"', "not JSON (expecting ',' delimiter at column 13)"),
    ],
)
def test_a_bad_line_is_named_and_costs_no_other(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(f'{{"text": "One."}}\n\n{line}\n{{"text": "Two."}}', encoding="utf-8")
    before, refusal, after = read(path)
    assert refusal == Refusal(str(path), f"line 3: {reason}")
    assert isinstance(before, Document)
    assert isinstance(after, Document)


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deep.jsonl").write_text('{"text":' + "[" * 200_000)
    [reason] = why(tmp_path / "deep.jsonl")
    assert reason.startswith("line 1: not JSON")


def test_a_line_that_is_not_utf8_is_named_by_its_byte_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(b'{"text": "One."}\n{"text": "\xe9"}\n')
    assert why(path) == ["line 2: not valid UTF-8 at byte 27"]


def test_all_fields_of_a_record(tmp_path: Path) -> None:
    record = {
        "text": TEXT,
        "title": "A title",
        "published": "2024-11-16T08:00:00Z",
        "kind": "consortium",
        "url": "https://example.org/a",
        "publisher": "A newspaper",
        "language": "en-GB",
    }
    doc = one(lines(tmp_path, record))
    assert doc.text == f"A title\n\n{TEXT}"
    assert (doc.title, doc.published, doc.kind) == ("A title", "2024-11-16", Kind.CONSORTIUM)
    assert (doc.publisher, doc.language) == ("A newspaper", "en")


def test_a_title_that_begins_the_text_is_not_repeated(tmp_path: Path) -> None:
    doc = one(lines(tmp_path, {"title": "A title", "text": "A  title\n\nText."}))
    assert doc.text == "A  title\n\nText."


@pytest.mark.parametrize("published", ["2024", "2024-11", "2024-11-16", "2024-11-16 08:00", 2024])
def test_dates_of_records(tmp_path: Path, published: str | int) -> None:
    doc = one(lines(tmp_path, {"text": TEXT, "published": published}))
    assert doc.published == str(published)[:10]


def test_the_same_id_again_is_refused(tmp_path: Path) -> None:
    path = lines(
        tmp_path, {"id": "a", "text": "1"}, {"id": "b", "text": "2"}, {"id": "a", "text": "3"}
    )
    assert why(path) == ["line 3: same id as line 1; refused"]
    same_url = lines(tmp_path, *({"url": "https://example.org/1", "text": text} for text in "ab"))
    assert why(same_url) == ["line 2: same url as line 1; refused"]


def test_the_same_record_over_two_inputs_names_the_first(tmp_path: Path) -> None:
    record = {"url": "https://example.org/1", "text": TEXT}
    path = lines(tmp_path, record)
    found = read(path, "-", stdin=io.BytesIO(json.dumps(record).encode()))
    assert found[1:] == [Refusal("-", f"line 1: same url as {path} line 1; refused")]


def test_unknown_fields_are_told(tmp_path: Path) -> None:
    notes: list[str] = []
    path = lines(tmp_path, {"text": TEXT, "doi": "10.1/x"}, {"text": TEXT, "author": "N"})
    read(path, notes=notes)
    assert notes == [f"{path}: fields that are not read: author, doi"]


@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        ("[]", ["empty list"]),
        ('[{"text": "a"}, {"title": "b"}]', ["record 2: no field 'text' (it has: title)"]),
        ('{"title": "b"}', ["no field 'text' (it has: title)"]),
        (
            '{\n"text": "b",}',
            ["not JSON (illegal trailing comma before end of object at line 2 column 12)"],
        ),
        ("", ["empty"]),
    ],
)
def test_json_files(tmp_path: Path, content: str, reasons: list[str]) -> None:
    path = tmp_path / "records.json"
    path.write_text(content)
    found = [
        reason.replace("expecting property name enclosed in double quotes", "")
        for reason in why(path)
    ]
    assert len(found) == len(reasons)
    for reason, expected in zip(found, reasons, strict=True):
        assert reason.split("(")[0] == expected.split("(")[0]


def test_lines_are_read_one_by_one() -> None:
    class Counted(io.BytesIO):
        asked = 0

        def readline(self, size: int | None = -1) -> bytes:
            self.asked += 1
            return super().readline(size)

    stream = Counted(b'{"text": "a", "id": 1}\n{"text": "b", "id": 2}\nno JSON\n')
    found = documents(["-"], Settings(), stdin=stream)
    assert isinstance(next(found), Document)
    assert stream.asked == 1
    assert isinstance(next(found), Document)
    assert stream.asked == 2


def test_without_id_or_address_a_stream_knows_records_by_their_text() -> None:
    content = (json.dumps({"text": TEXT}) + "\n").encode()
    assert why("-", stdin=io.BytesIO(content * 2)) == ["line 2: same text as line 1; refused"]


def test_utf16_lines(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "a"}\n{"text": "b"}\n', encoding="utf-16")
    assert [doc.text for doc in read(tmp_path / "a.jsonl") if isinstance(doc, Document)] == [
        "a",
        "b",
    ]


SOUND = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"])


@given(st.lists(st.text(SOUND, min_size=1), max_size=6))
def test_nothing_is_lost_over_json_lines(texts: list[str]) -> None:
    content = "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts))
    found = list(documents(["-"], Settings(), stdin=io.BytesIO(content.encode())))
    assert len(found) == max(len(texts), 1)
    for text, doc in zip(texts, found, strict=False):
        assert isinstance(doc, Refusal) or doc.text == text.removeprefix("\ufeff")


@given(st.binary(max_size=300))
def test_any_bytes_give_documents_or_reasons(content: bytes) -> None:
    found = list(documents(["-"], Settings(), stdin=io.BytesIO(content)))
    assert found
    assert all(isinstance(one, Document) or one.why for one in found)
