"""What tests of the store share."""

from pathlib import Path

import pytest

from kg.settings import Settings


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    return Settings(store=str(tmp_path / "store"))
