"""What a corpus costs: seconds and quads a document, bytes a quad, loading, rebuilding.

    python bench/shards.py [COPIES]

The sample records are read once for the time of reading. Copies of them under other names, with
other people and bodies, are then shipped, loaded and rebuilt; docs/scale.md multiplies.
"""

import re
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import RdfFormat

from extractors.documents import documents, samples
from extractors.reader import Reader
from extractors.version import reader_version
from kg.ingest import Method
from kg.model import Document, Iri, Reading
from kg.ontology import Ontology
from kg.resolution.publish import anew
from kg.settings import Settings
from kg.shipping import ship
from kg.store.embedded import open_writer
from kg.store.parts import Part, stream
from kg.store.rdf import Vocabulary
from kg.store.shards import files

NAMES = re.compile(r"(?<=#)(person|organization|network|programme|event)/")


def main(copies: int) -> None:
    """Print a table of what was measured."""
    with TemporaryDirectory() as place:
        settings = Settings(store=f"{place}/kg")
        found = [
            one
            for one in documents([str(samples())], settings, notes=[])
            if isinstance(one, Document)
        ]
        reader = Reader(settings)
        begun = time.process_time()
        readings = [reader(doc) for doc in found]
        reading = (time.process_time() - begun) / len(found)
        row("reading, CPU seconds a document", reading)
        row("characters a document", sum(len(doc.text) for doc in found) / len(found))
        measure(settings, readings, Path(place), copies)


def measure(settings: Settings, readings: list[Reading], place: Path, copies: int) -> None:
    """Ship, load and rebuild copies."""
    known = {copy.document.iri: copy for n in range(copies) for copy in copied(readings, n)}
    begun = time.process_time()
    method = Method(reader_version(settings), lambda: lambda doc: known[doc.iri])
    given = [reading.document for reading in known.values()]
    target = (place / "claims", Part())
    ship(given, method, target, Vocabulary(settings), lambda _: None)
    row("shipping, CPU milliseconds a document", (time.process_time() - begun) * 1000 / len(known))
    packed = sum(path.stat().st_size for path in files(place / "claims"))
    with open_writer(settings) as store:
        begun = time.process_time()
        with stream(place / "claims") as source:
            store.load(source, RdfFormat.N_QUADS)
        seconds, quads = time.process_time() - begun, len(store.engine)
        row("quads a document", quads / len(known))
        row("packed bytes a quad", packed / quads)
        row("loading, quads a CPU second", quads / seconds)
        begun = time.process_time()
        fresh = store.fresh()
        anew(store, fresh, Ontology(settings))
        spent = (time.process_time() - begun) * 1000 / len(known)
        row("rebuilding, CPU milliseconds a document", spent)
        row("conclusions a document", (len(fresh.engine) - quads) / len(known))
        fresh.close()
        store.engine.optimize()
        disk = sum(p.stat().st_size for p in (settings.folder / "main").rglob("*") if p.is_file())
        row("bytes a quad in the store, optimized", disk / quads)


def copied(readings: list[Reading], number: int) -> list[Reading]:
    """The same readings under names of their own."""
    found = []
    for reading in readings:
        old = reading.document.iri
        new = Iri(f"{old}-{number}")

        def moved(iri: Iri, old: Iri = old, new: Iri = new) -> Iri:
            return Iri(iri.replace(f"{old}#", f"{new}#", 1))

        found.append(
            Reading(
                replace(reading.document, iri=new, text=mixed(reading.document.text, number)),
                reading.extractor,
                tuple(
                    replace(
                        e,
                        iri=moved(e.iri),
                        label=f"{e.label} {number}" if NAMES.search(e.iri) else e.label,
                    )
                    for e in reading.entities
                ),
                tuple(replace(m, entity=moved(m.entity)) for m in reading.mentions),
                tuple(
                    replace(
                        c,
                        subject=moved(c.subject),
                        value=moved(c.value) if isinstance(c.value, Iri) else c.value,
                        evidence=replace(c.evidence, document=new),
                    )
                    for c in reading.claims
                ),
            )
        )
    return found


def mixed(text: str, number: int) -> str:
    """The text with as many words of its own behind it, for copies would be one source."""
    return text + "\n" + " ".join(f"{word}{number}" for word in text.split())


def row(what: str, number: float) -> None:
    """One line of the table."""
    print(f"| {what} | {number:,.{0 if number >= 100 else 2}f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
