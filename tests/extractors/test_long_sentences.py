"""A sentence of thousands of names takes time in proportion to their number."""

import time

from extractors.reader import Reader
from kg.model import Document, Iri

FEW, MANY = 400, 2400


def spent(reader: Reader, names: int) -> float:
    text = "Germany, France, " * (names // 2)
    began = time.process_time()
    reader(Document(Iri("https://example.org/document/a"), text))
    return time.process_time() - began


def test_six_times_the_countries_take_six_times_the_time(reader: Reader) -> None:
    spent(reader, FEW)  # what is loaded once is loaded
    assert spent(reader, MANY) < 2 * spent(reader, FEW) * MANY / FEW
