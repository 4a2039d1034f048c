"""What several test files share: the one reader, and the folder of outside material."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.reader import Reader
from kg.settings import Settings

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def reader() -> Reader:
    """Load the pipeline and the dictionaries once; it takes seconds."""
    return Reader(Settings())


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Find a folder of the outside material, or skip the test where there is none."""

    def found(path: str) -> Path:
        folder = ROOT.parent / "shared" / path
        if not folder.exists():
            pytest.skip(f"there is no ../shared/{path} beside this checkout")
        return folder

    return found
