"""SOURCES.toml: what it may say, and how what it may not is told."""

from pathlib import Path

import pytest

from kg.errors import BadRequest
from kg.model import Kind
from kg.watching.source import read_sources


def write(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text)
    return path


def test_a_source_with_all_its_fields(tmp_path: Path) -> None:
    text = """
        [sources.a]
        kind = "feed"
        url = "https://example.org/feed"
        every = "15 min"
        trust = 0.8
        reads = "news"
        delay = 5
        [sources.b]
        kind = "mail"
        path = "letters"
    """
    found = read_sources(write(tmp_path, text))
    one, other = found["a"], found["b"]
    assert (one.interval, one.trust, one.reads, one.delay) == (900, 0.8, Kind.NEWS, 5)
    assert (other.place, other.interval) == (str(tmp_path / "letters"), 3600)
    assert one.priority < other.priority


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[sources.a", "end of a table declaration"),
        ("a = 1", "a table such as"),
        ("[sources.A]\nkind = 'feed'", "small letters"),
        ("[sources.posted]\nkind = 'feed'", "not 'posted'"),
        ("[sources.a]\nkind = 'fead'", "kind is one of feed, sitemap"),
        ("[sources.a]\nkind = 'feed'\nurl = 'ftp://example.org'", "http or https"),
        ("[sources.a]\nkind = 'feed'\npath = 'x'", "has a url"),
        ("[sources.a]\nkind = 'folder'\nurl = 'https://example.org'", "has a path"),
        ("[sources.a]\nkind = 'folder'\npath = 'x'\nevery = 'often'", "every is seconds"),
        ("[sources.a]\nkind = 'folder'\npath = 'x'\ntrust = 2", "trust is from 0.01 to 1"),
        ("[sources.a]\nkind = 'folder'\npath = 'x'\ntrsut = 1", "unknown field 'trsut'"),
        ("[sources.a]\nkind = 'folder'\npath = 'x'\nreads = 'gossip'", "reads is one of"),
        ("[sources.a]\nkind = 'push'", "needs a secret"),
        ("[sources.a]\nkind = 'push'\nsecret = 'short'", "at least 16 characters"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadRequest, match=told):
        read_sources(write(tmp_path, text))
