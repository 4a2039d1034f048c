"""The sample records that are part of the installation."""

from importlib.resources import files
from pathlib import Path

from kg.errors import SourceUnavailable


def samples() -> Path:
    """Return the folder of sample records; its sub-folders are called as the kinds."""
    folder = files("extractors") / "samples"
    if not isinstance(folder, Path) or not folder.is_dir():
        raise SourceUnavailable("the sample records are not installed as files; install unzipped")
    return folder
