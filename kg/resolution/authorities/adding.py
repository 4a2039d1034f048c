"""Authorities put beside a store, replaced in one step and taken away again."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from kg.errors import BadDocument, BadRequest, StoreUnusable
from kg.resolution.authorities.body import Body
from kg.resolution.authorities.diseases import make_table, read_diseases
from kg.resolution.authorities.files import MONDO, ORCID, ROR
from kg.resolution.authorities.index import open_index, write
from kg.resolution.authorities.orcid import people, write_people
from kg.resolution.authorities.records import opened
from kg.resolution.authorities.ror import bodies, release_of

FILES = {"ror": ROR, "mondo": MONDO, "orcid": ORCID}


@dataclass(frozen=True, slots=True)
class About:
    """What stands beside a store: which authority, which release, from which file."""

    source: str
    version: str
    date: str
    count: int
    file: str


@dataclass(slots=True)
class _Newest:
    """The latest date among records, for releases whose name tells none."""

    date: str = ""

    def watch(self, dated: Iterable[tuple[Body, str]]) -> Iterator[Body]:
        for body, date in dated:
            self.date = max(self.date, date)
            yield body


def prepare(source: str, dump: Path, folder: Path) -> tuple[Path, About]:
    """Read a dump into a file that waits beside its place, to be put there by `put`.

    Nothing that stands is touched; what cannot be read leaves nothing behind.
    """
    if source not in FILES:
        raise BadRequest(f"{source!r} is no authority; there are {', '.join(FILES)}", "source")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{FILES[source]}.new-{os.getpid()}"
    try:
        about = _READERS[source](dump, target)
        _check_newer(about, folder)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target, about


def put(waiting: Path, about: About, folder: Path) -> None:
    """Let a prepared file take the place of the one before."""
    with waiting.open("rb") as written:
        os.fsync(written.fileno())
    waiting.replace(folder / FILES[about.source])


def _ror(dump: Path, target: Path) -> About:
    newest, release = _Newest(), release_of(dump.name)
    if not release.version:  # an address may end otherwise than the file in the archive is called
        with opened(dump) as (_, name):
            release = release_of(name)
    try:
        count = write(newest.watch(bodies(dump)), target)
    except sqlite3.IntegrityError as error:
        raise BadDocument(f"{dump}: two records have the same ROR id") from error
    if not count:
        raise BadDocument(f"{dump} holds no records")
    about = About("ror", release.version, release.date or newest.date, count, dump.name)
    return _signed(about, target)


def _orcid(dump: Path, target: Path) -> About:
    count = write_people(people(dump), target)
    if not count:
        raise BadDocument(f"{dump} holds no persons")
    changed = datetime.fromtimestamp(dump.stat().st_mtime, UTC).date().isoformat()
    return _signed(About("orcid", "", changed, count, dump.name), target)


def _mondo(dump: Path, target: Path) -> About:
    table, dated, count = make_table(dump)
    about = About("mondo", dated, dated, count, dump.name)
    first, _, rest = table.partition("\n")
    target.write_text(f"{first}; added from {dump.name}\n{rest}", "utf-8")
    return about


_READERS: Mapping[str, Callable[[Path, Path], About]] = {
    "ror": _ror,
    "orcid": _orcid,
    "mondo": _mondo,
}


def _signed(about: About, target: Path) -> About:
    with closing(sqlite3.connect(target)) as connection, connection:
        facts = [(key, str(value)) for key, value in asdict(about).items()]
        connection.executemany("INSERT INTO about VALUES (?, ?)", facts)
    return about


def _check_newer(about: About, folder: Path) -> None:
    for before in listed(folder):
        if before.source == about.source and about.date and about.date < before.date:
            raise BadRequest(
                f"{about.file} is of {about.date}, older than what stands ({before.date}); to go"
                f" back, first: kg authority remove {about.source}"
            )


def listed(folder: Path) -> list[About]:
    """What stands beside a store, in order of names."""
    found = []
    for source, name in sorted(FILES.items()):
        path = folder / name
        if path.is_file():
            found.append(_about_mondo(path) if source == "mondo" else _about(path))
    return found


def _about(path: Path) -> About:
    with closing(open_index(path)) as connection:
        facts = dict(connection.execute("SELECT key, value FROM about"))
    try:
        return About(**{**facts, "count": int(facts["count"])})
    except (KeyError, TypeError) as error:
        raise StoreUnusable(f"{path} is not whole: add the authority again") from error


def _about_mondo(path: Path) -> About:
    with path.open(encoding="utf-8") as lines:
        first = lines.readline()
    dated = first.partition("snapshot ")[2].partition(";")[0].strip()
    file = first.partition("added from ")[2].strip()
    return About("mondo", dated, dated, len(read_diseases(path).rows), file)
