"""How long and how large reading gets: many documents, a long one, and one long sentence.

    python bench/size.py [FOLDER]

The texts of a folder, the samples if none is named, over and over, each time with new names in
them. Times are CPU seconds; memory is the most that the process has had.
"""

import resource
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from time import process_time

from extractors.documents import documents, samples
from extractors.reader import Reader
from kg.model import Document, Iri, When
from kg.settings import Settings

DOCUMENTS, EVERY = 2_000, 500
LONG_TEXT, LONG_SENTENCE = 5_000_000, 200_000
DAY = When("2023-06-14")


def main() -> None:
    """Read all three and tell of each."""
    settings = Settings()
    folder = sys.argv[1] if len(sys.argv) > 1 else str(samples())
    found = documents([folder], settings)
    texts = [doc.text for doc in found if isinstance(doc, Document) and doc.language == "en"]
    started = process_time()
    reader = Reader(settings)
    reader(document(texts[0]))
    tell("ready, with one document read", started)
    started = process_time()
    for number, text in enumerate(islice(renamed(texts), DOCUMENTS), 1):
        reader(document(text))
        if number % EVERY == 0:
            tell(f"{number} documents", started)
    for size in (LONG_SENTENCE // 2, LONG_SENTENCE):
        started = process_time()
        reader(document(" ".join(joined(texts, size)).replace(".", " and").replace("\n", " ")))
        tell(f"one sentence of {size // 1000} kB", started)
    for size in (LONG_TEXT // 5, LONG_TEXT):
        started = process_time()
        reader(document("\n\n".join(joined(texts, size))))
        tell(f"one document of {size / 1e6:.0f} MB", started)


def document(text: str) -> Document:
    """A document of news."""
    return Document(Iri("https://example.org/size"), text, published=DAY)


def renamed(texts: list[str]) -> Iterator[str]:
    """The texts over and over, with words that were in none before."""
    for number, text in enumerate(cycle(texts)):
        yield text.replace("University", f"Un{number}versity").replace("Japan", f"Japan{number}")


def joined(texts: list[str], size: int) -> Iterator[str]:
    """So many of the texts as make up a length."""
    length = 0
    for text in renamed(texts):
        if length >= size:
            return
        yield text
        length += len(text) + 2


def tell(what: str, started: float) -> None:
    """Print what was done, in which time and memory."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:32} {process_time() - started:7.1f} CPU seconds {memory:6.0f} MB", flush=True)


main()
