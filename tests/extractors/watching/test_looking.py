"""A watched folder to which others may write: its links, pipes and names open nothing else."""

import os
import time
from pathlib import Path

import pytest

from extractors.documents.fetching.manners import Manners
from extractors.watching.looking import look
from extractors.watching.workshop import Workshop
from kg.errors import BadDocument
from kg.model import Document, Refusal
from kg.settings import Settings
from kg.watching.items import Item
from kg.watching.source import Source, SourceKind

TEXT = "Charité and Keio University have worked together on lupus since 2023."
LONG_AGO = time.time() - 60


def folder(tmp_path: Path) -> Source:
    root = tmp_path / "inbox"
    root.mkdir()
    return Source("inbox", SourceKind.FOLDER, str(root))


def kept(path: Path, text: str = TEXT) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def given(workshop: Workshop, path: Path, source: Source) -> list[Document | Refusal]:
    item = Item(1, source.name, str(path))
    return list(workshop.read(item, source).documents)


def test_links_that_lead_out_are_not_read(tmp_path: Path) -> None:
    source = folder(tmp_path)
    root = Path(source.place)
    kept(tmp_path / "secret.txt")
    kept(tmp_path / "beyond" / "deep.txt")
    own = kept(root / "own.txt")
    (root / "within.txt").symlink_to(own)
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "self.txt").symlink_to("/proc/self/environ")
    (root / "ring.txt").symlink_to(root / "ring.txt")
    (root / "all").symlink_to(tmp_path / "beyond")
    found = look(source, Manners(), {})
    assert [entry.key for entry in found.entries] == [str(own), str(root / "within.txt")]
    told = {Path(one.source).name: one.why for one in found.troubles}
    assert told == dict.fromkeys(
        ("out.txt", "ring.txt", "self.txt"), "a link that leads out of the folder"
    )


def test_what_became_a_link_since_is_not_read(tmp_path: Path) -> None:
    source, workshop = folder(tmp_path), Workshop(Settings(), lambda: pytest.fail("no reader"))
    path = kept(Path(source.place) / "a.txt")
    assert isinstance(given(workshop, path, source)[0], Document)
    path.unlink()
    path.symlink_to(kept(tmp_path / "secret.txt"))
    with pytest.raises(BadDocument, match="leads out"):
        given(workshop, path, source)


def test_tables_beside_are_not_read_through_links(tmp_path: Path) -> None:
    source, workshop = folder(tmp_path), Workshop(Settings(), lambda: pytest.fail("no reader"))
    root = Path(source.place)
    main = kept(
        root / "project.csv",
        "id;acronym;title;startDate;endDate;legalBasis\n1;LUPA;Lupus;2024-01-01;2025-01-01;x\n",
    )
    others = (
        'projectID;organisationID;name;role;country\n"1";"9";"Keio University";"partner";"JP"\n'
    )
    outside = kept(tmp_path / "organization.csv", others)
    (root / "organization.csv").symlink_to(outside)
    [without] = given(workshop, main, source)
    assert isinstance(without, Document)
    assert "Keio" not in without.text
    (root / "organization.csv").unlink()
    kept(root / "organization.csv", others)
    [together] = given(workshop, main, source)
    assert isinstance(together, Document)
    assert "Keio" in together.text


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    source, workshop = folder(tmp_path), Workshop(Settings(), lambda: pytest.fail("no reader"))
    path = Path(source.place) / "pipe.txt"
    os.mkfifo(path)
    assert given(workshop, path, source) == [Refusal(str(path), "not a regular file")]
