"""How fast texts are read, as a ratio to the bare spaCy pipeline on the same texts.

    python bench/extraction.py [FOLDER]

Both run in this process, by turns, measured in CPU seconds: other work on the machine does not
count. The bare pipeline is `nlp.pipe` of the same model without the parts that we leave out.
"""

import sys
from collections.abc import Callable
from statistics import median
from time import process_time

from extractors.documents import documents, samples
from extractors.language import pipeline
from extractors.reader import Reader
from kg.model import Document
from kg.settings import Settings

ROUNDS = 5


def main() -> None:
    """Read a folder of texts, the samples if none is named."""
    settings = Settings()
    folder = sys.argv[1] if len(sys.argv) > 1 else str(samples())
    found = documents([folder], settings)
    docs = [doc for doc in found if isinstance(doc, Document) and doc.language == "en"]
    texts = [doc.text for doc in docs]

    started = process_time()
    reader = Reader(settings)
    nlp = pipeline(settings.model)
    loading = process_time() - started

    def bare() -> int:
        return sum(map(len, nlp.pipe(texts, batch_size=16)))

    def ours() -> int:
        return sum(len(reader(doc).claims) for doc in docs)

    tokens, claims = bare(), ours()  # also warms both up
    bare_times, our_times = zip(*((timed(bare), timed(ours)) for _ in range(ROUNDS)), strict=True)
    bare_rate, our_rate = tokens / median(bare_times), tokens / median(our_times)
    print(f"texts                 {len(texts)}, {tokens} tokens, {claims} claims")
    print(f"bare nlp.pipe         {bare_rate:.0f} tokens per CPU second")
    print(f"reader                {our_rate:.0f} tokens per CPU second")
    print(f"ratio                 {our_rate / bare_rate:.2f}")
    print(f"loading               {loading:.1f} CPU seconds")


def timed(work: Callable[[], int]) -> float:
    """CPU seconds of one run."""
    started = process_time()
    work()
    return process_time() - started


main()
