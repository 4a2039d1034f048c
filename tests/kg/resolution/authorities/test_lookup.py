from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import StoreUnusable
from kg.resolution.authorities.index import write
from kg.resolution.authorities.lookup import Bodies
from kg.resolution.authorities.ror import bodies
from tests.kg.resolution.authorities.dumps import CAMS, GONE, NECKER, PUMCH, write_ror


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bodies]:
    folder = tmp_path_factory.mktemp("index")
    dump = write_ror(folder / "x.json")
    assert write((body for body, _ in bodies(dump)), folder / "ror.sqlite") == 7
    opened = Bodies.open(folder / "ror.sqlite")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Peking Union Medical College Hospital", PUMCH),
        ("peking union medical college hospital", PUMCH),
        ("PUMCH", PUMCH),
        ("北京协和医院", PUMCH),
        ("Peking Un", PUMCH),
        ("Pekign Union Medical College Hospital", PUMCH),
        ("Peking Union Medical Colege Hosptal", PUMCH),
        ("union peking", PUMCH),
        ("Hopital Delphine", NECKER),
        ("delphine enfants malades hospital", NECKER),
        ("CAMS", CAMS),
    ],
)
def test_a_body_is_found_by_any_of_its_names(index: Bodies, typed: str, key: str) -> None:
    assert index.search(typed)[0].body.id == key


@pytest.mark.parametrize("typed", ["", "  ", "!?", "zzzzqqqq", "'\" OR 1"])
def test_nothing_is_found_for_what_is_no_name(index: Bodies, typed: str) -> None:
    assert index.search(typed) == []


def test_a_withdrawn_body_leads_to_its_successor(index: Bodies) -> None:
    found = index.identified(GONE)
    assert found
    assert found.id == NECKER
    assert index.predecessors(NECKER) == [GONE]
    assert index.identified("0nothing1") is None


def test_what_is_no_index_is_told(tmp_path: Path) -> None:
    (tmp_path / "ror.sqlite").write_text("nothing of the kind, and long enough to be looked at")
    with pytest.raises(StoreUnusable, match="add the authority again"):
        Bodies.open(tmp_path / "ror.sqlite")
