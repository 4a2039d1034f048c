"""Claims as a folder of N-Quads for a bulk loader: shards by a hash of the document, each in gzip.

Readings go to a journal, one member of gzip for each document, with an index beside it; `finish`
sorts the members into shards. What a shard holds depends on the documents alone, not on their order
or on runs that were stopped. A kill leaves the journal, or the shards of the last finish, whole.
"""

import fcntl
import gzip
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, Self

from pyoxigraph import RdfFormat, serialize

from kg.errors import StoreBusy, StoreUnusable
from kg.model import Iri, Reading
from kg.store.rdf import Vocabulary, digest, reading_quads

MANIFEST, JOURNAL, INDEX = "manifest.json", "journal.nq.gz", "journal.tsv"
FORMAT = 1
MOST = 128_000_000  # bytes of a shard, packed, unless one document alone has more
BATCH = 32  # documents after which the journal is made sure of; a kill costs no more


@dataclass(frozen=True, slots=True)
class Member:
    """Where one document's quads lie: a part of a file that is a file of gzip by itself."""

    document: Iri
    mark: str  # what document was read, and by which version
    quads: int
    file: str
    start: int
    length: int


class Shards:
    """One folder that is being written; the documents in it by name."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, most: int = MOST) -> None:
        """Take the folder, with what runs before this one left there."""
        self.folder, self.vocabulary, self.most = folder, vocabulary, most
        self.members: dict[Iri, Member] = {}
        self._unsure: list[Member] = []
        with ExitStack() as opened:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = opened.enter_context((folder / "writer.lock").open("a"))
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreBusy(f"{folder} is being written by another process") from error
            for shard in _listed(folder):
                self._know(_members(folder / shard["index"], shard["file"]))
            self._journal = opened.enter_context((folder / JOURNAL).open("ab"))
            self._recover()
            self._opened = opened.pop_all()

    def _know(self, members: Iterable[Member]) -> None:
        self.members |= {member.document: member for member in members}

    def _recover(self) -> None:
        """Take over the documents of a journal that are whole, and cut off what is not."""
        index, size = self.folder / INDEX, self._journal.seek(0, os.SEEK_END)
        whole = [one for one in _members(index, JOURNAL) if one.start + one.length <= size]
        self._know(whole)
        self._journal.truncate(max((one.start + one.length for one in whole), default=0))
        self._journal.seek(0, os.SEEK_END)
        _write_index(index, whole)

    def holds(self, document: Iri, mark: str) -> bool:
        """Whether a document is there as it is now, read by the same version."""
        found = self.members.get(document)
        return found is not None and found.mark == mark

    def add(self, reading: Reading, mark: str) -> None:
        """Write a reading to the journal, in the place of what its document said before."""
        quads = reading_quads(reading, self.vocabulary)
        text: bytes = serialize(quads, format=RdfFormat.N_QUADS)  # type: ignore[assignment]
        packed = gzip.compress(text, 6, mtime=0)  # without the time: the same quads, the same bytes
        document, start = reading.document.iri, self._journal.tell()
        self._journal.write(packed)
        member = Member(document, mark, len(quads), JOURNAL, start, len(packed))
        self._unsure.append(member)
        self.members[document] = member
        if len(self._unsure) >= BATCH:
            self._make_sure()

    def _make_sure(self) -> None:
        self._journal.flush()
        os.fsync(self._journal.fileno())
        with (self.folder / INDEX).open("a", encoding="utf-8") as file:
            file.writelines(map(_line, self._unsure))
        self._unsure.clear()

    def finish(self) -> None:
        """Sort what was read into shards; readers see all of the old ones or all of the new."""
        self._make_sure()
        hashed = sorted((_bits(one), one) for one in self.members)
        shards = []
        for prefix, documents in _divided(hashed, "", self):
            members = [self.members[one] for one in documents]
            name = f"{prefix or 'all'}-{digest(*((m.document, m.mark) for m in members))}"
            shards.append(self._shard(name, members))
        manifest = json.dumps({"format": FORMAT, "shards": shards}, indent=1)
        draft = self.folder / f"{MANIFEST}.part"
        draft.write_text(manifest + "\n", encoding="utf-8")
        draft.replace(self.folder / MANIFEST)
        self._sweep({each[key] for each in shards for key in ("file", "index")})

    def _shard(self, name: str, members: Sequence[Member]) -> dict[str, str | int]:
        file, index = self.folder / f"{name}.nq.gz", self.folder / f"{name}.tsv"
        if not file.exists():
            draft, moved, start = file.with_suffix(".part"), list[Member](), 0
            with draft.open("wb") as output, ExitStack() as opened:
                sources: dict[str, IO[bytes]] = {}
                for one in members:
                    if one.file not in sources:
                        path = self.folder / one.file
                        sources[one.file] = opened.enter_context(path.open("rb"))
                    sources[one.file].seek(one.start)
                    output.write(sources[one.file].read(one.length))
                    moved.append(
                        Member(one.document, one.mark, one.quads, file.name, start, one.length)
                    )
                    start += one.length
                output.flush()
                os.fsync(output.fileno())
            _write_index(index, moved)
            draft.replace(file)
        quads = sum(one.quads for one in members)
        size = file.stat().st_size
        numbers = {"documents": len(members), "quads": quads, "bytes": size}
        return {"file": file.name, "index": index.name, **numbers}

    def _sweep(self, named: set[str | int]) -> None:
        """Remove what is in no shard any more; the journal is empty from here on."""
        for path in self.folder.iterdir():
            if path.name.endswith((".nq.gz", ".tsv", ".part")) and path.name not in named:
                path.unlink()
        self._journal.close()

    def close(self) -> None:
        """Keep what was read in the journal, and let others write."""
        if not self._journal.closed:
            self._make_sure()
        self._opened.close()

    def __enter__(self) -> Self:
        """The folder itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self.close()


def files(folder: Path) -> list[Path]:
    """The shards that the last finished run left."""
    return [folder / shard["file"] for shard in _listed(folder)]


def hash_of(document: Iri) -> int:
    """Where a document belongs among shards and parts, on every machine and in every run."""
    return int.from_bytes(blake2b(document.encode(), digest_size=8).digest())


def _bits(document: Iri) -> str:
    return f"{hash_of(document):064b}"


def _divided(
    hashed: Sequence[tuple[str, Iri]], prefix: str, shards: Shards
) -> Iterator[tuple[str, list[Iri]]]:
    """Documents by the shortest beginnings of their hashes that make no shard too large."""
    documents = [one for _, one in hashed]
    size = sum(shards.members[one].length for one in documents)
    if size <= shards.most or len(hashed) == 1:
        if documents:
            yield prefix, documents
        return
    depth = len(prefix)
    for bit in "01":
        half = [pair for pair in hashed if pair[0][depth] == bit]
        yield from _divided(half, prefix + bit, shards)


def _line(one: Member) -> str:
    return f"{one.document}\t{one.mark}\t{one.quads}\t{one.start}\t{one.length}\n"


def _write_index(path: Path, members: Iterable[Member]) -> None:
    draft = path.with_name(path.name + ".part")
    draft.write_text("".join(map(_line, members)), encoding="utf-8")
    draft.replace(path)


def _members(index: Path, file: str) -> Iterator[Member]:
    """The lines of an index; a last one without its end was being written when it was killed."""
    if not index.exists():
        return
    for line in index.read_text(encoding="utf-8").split("\n")[:-1]:
        document, mark, *numbers = line.split("\t")
        quads, start, length = map(int, numbers)
        yield Member(Iri(document), mark, quads, file, start, length)


def _listed(folder: Path) -> list[dict[str, str]]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except ValueError as error:
        raise StoreUnusable(f"{folder / MANIFEST} cannot be read: {error}") from error
    if manifest.get("format") != FORMAT:
        raise StoreUnusable(f"{folder} was written by another version: its format is unknown")
    shards: list[dict[str, str]] = manifest["shards"]
    return shards
