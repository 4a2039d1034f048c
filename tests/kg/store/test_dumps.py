from io import BytesIO
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from kg.errors import BadRequest, StoreUnusable
from kg.settings import Settings
from kg.store.embedded import (
    open_memory,
    open_reader,
    open_writer,
)
from kg.store.store import Change
from tests.kg.store.numbered import DATA, numbers, quad


@pytest.mark.parametrize("form", [RdfFormat.N_QUADS, RdfFormat.TRIG, RdfFormat.JSON_LD])
def test_a_dump_loads_again(place: Settings, form: RdfFormat) -> None:
    source = open_memory()
    source.apply(Change(added=(quad(1), quad(2, DATA + "document/d"))))
    dumped = BytesIO()
    source.dump(dumped, form)
    with open_writer(place) as writer:
        writer.load(BytesIO(dumped.getvalue()), form)
        assert set(writer.engine) == set(source.engine)
        with pytest.raises(StoreUnusable, match="not empty"):
            writer.load(BytesIO(dumped.getvalue()), form)


def test_turtle_holds_the_conclusions_alone() -> None:
    source = open_memory()
    source.apply(Change(added=(quad(1), quad(2, DATA + "document/d"))))
    dumped = BytesIO()
    source.dump(dumped, RdfFormat.TURTLE)
    assert b"a1" in dumped.getvalue()
    assert b"a2" not in dumped.getvalue()


def test_a_broken_dump_leaves_the_store_empty(place: Settings) -> None:
    lines = "".join(f"{quad(number)} .\n" for number in range(1000)) + "rubbish\n"
    with open_writer(place) as writer:
        with pytest.raises(BadRequest, match="cannot be read"):
            writer.load(BytesIO(lines.encode()), RdfFormat.N_QUADS)
        assert len(writer.engine) == 0
        assert not (place.folder / "loading").exists()


def test_a_backup_is_a_store(place: Settings, tmp_path: Path) -> None:
    with open_writer(place) as writer:
        writer.apply(Change(added=(quad(1),)))
        writer.backup(tmp_path / "copy")
    with open_reader(place) as reader:
        reader.backup(tmp_path / "again")
        with pytest.raises(StoreUnusable, match="there already"):
            reader.backup(tmp_path / "again")
    for copy in ("copy", "again"):
        settings = Settings(store=str(tmp_path / copy))
        with open_reader(settings) as reader:
            assert set(reader.engine) == {quad(1)}
        with open_writer(settings) as writer:
            writer.apply(Change(added=(quad(2),)))
            assert numbers(writer) == [1, 2]
