"""How fast structured records are read, as a ratio to the same file through Python's own csv.

    python bench/records.py [ROWS]

Writes a CORDIS release with so many rows of organisations (20,000), eight for each project, into
a temporary folder, and reads it: rows into documents, and these into readings, without a store.
The peer is `csv.DictReader` over the same files, joined in a dictionary. CPU seconds; no prose is
in the projects, so that what is measured is the reading of fields.
"""

import csv
import resource
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from extractors.documents import documents
from extractors.reader import Reader
from kg.model import Document
from kg.settings import Settings

EACH = 8  # organisations of one project
PROJECT = "id acronym status title startDate endDate legalBasis objective contentUpdateDate".split()
ORGANISATION = (
    "projectID projectAcronym organisationID vatNumber name shortName activityType street postCode"
    " city country role ecContribution active"
).split()
CITIES = (("Ulm", "DE"), ("Lyon", "FR"), ("Athens", "EL"), ("Leeds", "UK"), ("Porto", "PT"))
KINDS = ("University of", "University Hospital", "Institute of Genomics", "Biotech Company")


def organisations(rows: int) -> Iterator[list[str]]:
    """Rows of organization.csv: many of the bodies are in several projects."""
    for number in range(rows):
        project, at = divmod(number, EACH)
        body = (project * 7 + at * 131) % max(rows // 6, 1)
        city, country = CITIES[body % len(CITIES)]
        name = f"{KINDS[body % len(KINDS)]} {city} {body}"
        role = "participant" if at else "coordinator"
        yield [
            str(101000000 + project), f"ACRO{project}", str(900000000 + body), f"{country}{body}",
            name, f"B{body}", "HES", "Street 1", "12345", city, country, role, "1000", "",
        ]  # fmt: skip


def written(folder: Path, rows: int) -> None:
    """Write project.csv and organization.csv as CORDIS does."""
    tables = {
        "organization.csv": (ORGANISATION, organisations(rows)),
        "project.csv": (
            PROJECT,
            (
                [str(101000000 + n), f"ACRO{n}", "SIGNED", f"A study of rare disease number {n}",
                 "2024-01-01", "2027-12-31", "HORIZON.2.1", "", "2024-05-06 10:00:00"]
                for n in range(rows // EACH)
            ),
        ),
    }  # fmt: skip
    for name, (heading, lines) in tables.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            out = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL)
            out.writerow(heading)
            out.writerows(lines)


def bare(folder: Path) -> int:
    """The rows of both tables in dictionaries, joined."""
    joined: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for name, key in (("organization.csv", "projectID"), ("project.csv", "id")):
        with (folder / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream, delimiter=";"):
                joined[row[key]].append(row)
    return len(joined)


def megabytes() -> float:
    """The most memory that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print documents per CPU second, the ratio, and memory on the way."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    settings = Settings()
    reader = Reader(settings)
    with TemporaryDirectory() as place:
        folder = Path(place)
        written(folder, rows)
        reader(next(one for one in documents([place], settings) if isinstance(one, Document)))
        before, read, claims, quarter = megabytes(), 0, 0, 0.0
        started = process_time()
        for doc in documents([place], settings):
            if isinstance(doc, Document):
                read += 1
                claims += len(reader(doc).claims)
                quarter = megabytes() if read == rows // EACH // 4 else quarter
        ours = process_time() - started
        after = megabytes()  # before the peer, which keeps all rows
        started = process_time()
        bare(folder)
        peer = process_time() - started
    print(f"rows                  {rows}, {read} documents, {claims} claims")
    print(
        f"records               {read / ours:.0f} documents, {rows / ours:.0f} rows per CPU second"
    )
    print(f"csv.DictReader        {rows / peer:.0f} rows per CPU second")
    print(f"ratio                 {peer / ours:.3f}")
    print(f"memory                {before:.0f} MB, {quarter:.0f} after a quarter, {after:.0f} MB")


if __name__ == "__main__":
    main()
