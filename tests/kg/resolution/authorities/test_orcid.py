from pathlib import Path

import pytest

from kg.errors import BadDocument
from kg.resolution.authorities.orcid import People, people, write_people

FIELDS = '"name": "Ann Lee", "affiliations": ["Alpha, Beta"]'
LINE = f'{{"id": "https://orcid.org/0000-0001-5109-3700", {FIELDS}}}'


@pytest.mark.parametrize(
    ("form", "text", "told"),
    [
        ("x.csv", "id,label\n1,2\n", "line 1: there is no column 'name'"),
        ("x.csv", "id,name,affiliations\n0000-0001-5109-3701,A,B\n", "line 2: .* is no ORCID"),
        ("x.csv", "id,name,affiliations\n0000-0001-5109-3700,A,B,C\n", "line 2: not as many"),
        ("x.csv", "id,name,affiliations\n0000-0001-5109-3700,,B\n", "line 2: .* has no name"),
        ("x.jsonl", LINE + "\n" + LINE, "line 2: .* stands in the list twice"),
        ("x.jsonl", LINE[:-9], "line 1: this is no JSON"),
        ("x.jsonl", "[]", "line 1: an object"),
        ("x.jsonl", LINE.replace('["Alpha, Beta"]', "7"), "line 1: affiliations must be a list"),
    ],
)
def test_what_is_wrong_with_a_list_is_told_with_its_line(
    tmp_path: Path, form: str, text: str, told: str
) -> None:
    (tmp_path / form).write_text(text)
    with pytest.raises(BadDocument, match=told):
        list(people(tmp_path / form))


@pytest.mark.parametrize(
    ("name", "employer", "found"),
    [
        ("Ann Lee", "Beta", "0000-0001-5109-3700"),
        ("Lee, Ann", "the Alpha", "0000-0001-5109-3700"),
        ("Ann Lee", "Gamma", ""),
        ("Anna Lee", "Alpha", ""),
    ],
)
def test_a_person_is_known_by_name_and_employer(
    tmp_path: Path, name: str, employer: str, found: str
) -> None:
    (tmp_path / "x.jsonl").write_text(LINE + "\n\n")
    assert write_people(people(tmp_path / "x.jsonl"), tmp_path / "x.sqlite") == 1
    assert People.open(tmp_path / "x.sqlite").only(name, [employer]) == found
