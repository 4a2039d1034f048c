"""What a writer finds that a power cut, or a damaged disk, left behind."""

import pytest

from kg.errors import StoreUnusable
from kg.settings import Settings
from kg.store.embedded import open_reader, open_writer
from kg.store.store import Change
from tests.kg.store.dying import write_and_die
from tests.kg.store.numbered import quad


def cut_power(place: Settings) -> None:
    (place.folder / "start").write_text("another\n")


def damage(place: Settings) -> None:
    (place.folder / "main" / "CURRENT").write_text("rubbish")


def test_a_damaged_store_goes_on_from_its_newest_snapshot(
    place: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with open_writer(place) as writer:
        writer.apply(Change(added=(quad(1),)))
    damage(place)
    with open_writer(place) as again:
        assert set(again.engine) == {quad(1)}
    assert "took its place" in caplog.text
    assert (place.folder / "broken" / "CURRENT").read_text() == "rubbish"


def test_a_store_that_is_damaged_altogether_is_told(place: Settings) -> None:
    open_writer(place).close()
    for path in place.folder.glob("**/CURRENT"):
        if path.parent.name != "snapshots":
            path.write_text("rubbish")
    with pytest.raises(StoreUnusable, match="cannot be opened"):
        open_writer(place)


def test_an_error_that_somebody_keeps_keeps_nothing_open(
    place: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    open_writer(place).close()
    damage(place)
    open_writer(place).close()
    assert caplog.records
    with open_writer(place) as again:  # the lock on its files is free
        again.apply(Change(added=(quad(1),)))


def test_after_a_power_cut_nothing_is_trusted_that_is_in_no_snapshot(place: Settings) -> None:
    with open_writer(place) as writer:
        writer.apply(Change(added=(quad(2),)))
    write_and_die(place, "")
    cut_power(place)
    with open_reader(place) as reader:
        assert set(reader.engine) == {quad(2)}
    with open_writer(place) as writer:
        writer.apply(Change(added=(quad(3),)))
        assert set(writer.engine) == {quad(2), quad(3)}


@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_power_cut_before_the_first_snapshot_leaves_an_empty_store(
    place: Settings, *, is_damaged: bool
) -> None:
    write_and_die(place, "")
    cut_power(place)
    if is_damaged:
        damage(place)
    with open_writer(place) as writer:
        assert set(writer.engine) == set()
        writer.apply(Change(added=(quad(1),)))
    with open_reader(place) as reader:
        assert set(reader.engine) == {quad(1)}
