"""A sentence of thousands of names takes time in proportion to their number, whatever they are."""

import time

from extractors.reader import Reader
from kg.model import Document, Iri

NAMES = 2400


def spent(reader: Reader, name: str) -> float:
    began = time.process_time()
    reader(Document(Iri("https://example.org/document/a"), f"{name}, " * NAMES))
    return time.process_time() - began


def test_thousands_of_countries_cost_no_more_than_other_names(reader: Reader) -> None:
    # Both are looked at by the same steps; each country was compared with all names beside it.
    assert spent(reader, "Germany") < 2 * spent(reader, "University of Zurich")
