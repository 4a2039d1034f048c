import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadDocument
from kg.resolution.authorities import records
from kg.resolution.authorities.records import listed, opened
from tests.kg.resolution.authorities.dumps import RECORDS, write_ror

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


def read(dump: Path) -> list[object]:
    with opened(dump) as (text, _):
        return [record for record, _ in listed(text, dump)]


@given(
    st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=3), max_size=5),
    st.sampled_from([None, 2]),
    st.integers(1, 40),
)
def test_a_list_is_read_whatever_the_pieces_in_which_it_comes(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[object], indent: int | None, chunk: int
) -> None:
    dump = tmp_path_factory.mktemp("dump") / "x.json"
    dump.write_text(json.dumps(wanted, indent=indent, ensure_ascii=False), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "CHUNK", chunk)
        assert read(dump) == wanted


@pytest.mark.parametrize("form", ["x.json", "x.json.gz", "x.zip"])
def test_each_form_of_a_release_holds_the_same_records(tmp_path: Path, form: str) -> None:
    assert read(write_ror(tmp_path / form)) == RECORDS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[{"a": 1},\n {"b": 2', "line 2, record 2: the file ends inside this record"),
        ('[{"a": 1},\n {"b": "x', "line 2, record 2: the file ends inside this record"),
        ('[{"a": 1},', "record 1: the file ends here"),
        ('[{"a": 1}', "record 1: the file ends here"),
        ('[{"a": 1}\n {"b": 2}]', "line 2, record 1: a comma is missing"),
        ('[{"a": 1},\n\n {b: 2}]', "line 3, record 2: this is no JSON"),
        ("[1]", "line 1, record 1: '1' is no record"),
        ('{"a": 1}', "no JSON list"),
        ("[] x", "behind the end"),
        ("", "cut short"),
    ],
)
def test_what_is_broken_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    dump = tmp_path / "x.json"
    dump.write_text(text)
    with pytest.raises(BadDocument, match=r"x\.json") as raised:
        read(dump)
    assert told in str(raised.value)


@pytest.mark.parametrize("form", ["x.json.gz", "x.zip"])
def test_a_packed_dump_that_was_cut_is_told(tmp_path: Path, form: str) -> None:
    dump = write_ror(tmp_path / form)
    dump.write_bytes(dump.read_bytes()[:-40])
    with pytest.raises(BadDocument, match="cut short or damaged"):
        read(dump)


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match="no such file"):
        read(tmp_path / "x.json")
    (tmp_path / "y.json").write_bytes(b'[{"a": "\xff\xfe"}]')
    with pytest.raises(BadDocument, match="UTF-8"):
        read(tmp_path / "y.json")
