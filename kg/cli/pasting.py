"""A text as people hand it to an option: a file, standard input, or the words themselves."""

import re
import sys
from pathlib import Path

from kg.cli.output import tell
from kg.errors import BadRequest
from kg.model import Document
from kg.settings import Settings

# How the name of a file ends; the last word of a sentence has its dot behind it.
ENDS_AS_FILE = re.compile(r"[\w)]\.[A-Za-z][A-Za-z0-9]{1,5}$")


def text_given(given: str, settings: Settings) -> str:
    """The text that is meant: `-` is standard input, a name is that file, and words are words."""
    if given == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    if _is_file(given):
        return _of_file(given, settings)
    if len(given.split()) < 2 or ENDS_AS_FILE.search(given):
        raise BadRequest(
            f"{given}: no such file; a text itself goes in quotes, or to --text - by a pipe", "text"
        )
    tell("note: no file is called so: the words themselves are read")
    return given


def _is_file(given: str) -> bool:
    try:
        return Path(given).exists()
    except OSError:  # a text is longer than a file's name may be
        return False


def _of_file(name: str, settings: Settings) -> str:
    """All that a file says, read as an ingestion would, whatever its form."""
    from extractors.documents import READERS, documents

    if Path(name).is_dir():
        raise BadRequest(f"{name} is a folder: name one file", "text")
    if Path(name).suffix.lower() not in READERS:
        return _as_it_stands(name)
    texts = []
    for found in documents([name], settings):
        if not isinstance(found, Document):
            raise BadRequest(f"{name}: {found.why}", "text")
        texts.append(found.text)
    return "\n\n".join(texts)


def _as_it_stands(name: str) -> str:
    try:
        return Path(name).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"{name} is no text in UTF-8", "text") from error
