from pathlib import Path
from typing import Any

import pytest

from kg.errors import BadDocument
from kg.resolution.authorities.body import Body, Name, NameKind, from_text, to_text
from kg.resolution.authorities.ror import bodies
from tests.kg.resolution.authorities.dumps import (
    CAMS,
    GONE,
    NECKER,
    PUMCH,
    RECORDS,
    name,
    record,
    write_ror,
)


def test_a_record_is_read_with_all_that_is_wanted_of_it(tmp_path: Path) -> None:
    found = {body.id: body for body, _ in bodies(write_ror(tmp_path / "x.json"))}
    assert found[PUMCH] == Body(
        id=PUMCH,
        names=(
            Name("Peking Union Medical College Hospital", NameKind.DISPLAY, "en"),
            Name("北京协和医院", NameKind.LABEL, "zh"),
            Name("PUMCH", NameKind.ACRONYM),
        ),
        types=("healthcare",),
        country="CN",
        city="Beijing",
        latitude=39.9075,
        longitude=116.39723,
        parents=(CAMS,),
        identifiers=(
            f"ROR:{PUMCH}",
            "GRID:grid.413106.1",
            "ISNI:0000000098896335",
            "Wikidata:Q7160744",
        ),
    )
    assert found[CAMS].children == 1
    assert found[GONE].successor == NECKER


def test_a_body_is_the_same_after_it_was_written_down(tmp_path: Path) -> None:
    on_equator = record("012345678", [name("X Y", "ror_display")], place=("GA", "Z", 0.0, 0.0))
    for body, date in bodies(write_ror(tmp_path / "x.json", [*RECORDS, on_equator])):
        assert from_text(to_text(body)) == body
        assert date == "2024-12-11"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id": "https://ror.org/1"}, "no ROR id"),
        ({"status": "lost"}, "status 'lost' is unknown"),
        ({"names": []}, "has no name"),
        ({"names": [{"value": "x"}]}, "not as the second schema"),
        ({"names": None}, "not as the second schema"),
        ({"admin": {"last_modified": {"schema_version": "3.0"}}}, "schema version 3.0"),
    ],
)
def test_a_record_of_another_make_is_told(
    tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    dump = write_ror(tmp_path / "x.json", [RECORDS[0], RECORDS[1] | changes])
    with pytest.raises(BadDocument, match=told) as raised:
        list(bodies(dump))
    assert "record 2" in str(raised.value)


def test_the_first_schema_is_told_from_the_second(tmp_path: Path) -> None:
    old = {"id": "https://ror.org/04jztag35", "name": "PUMCH", "country": {"country_code": "CN"}}
    with pytest.raises(BadDocument, match="first schema"):
        list(bodies(write_ror(tmp_path / "x.json", [old])))
