"""One document read and checked; many, in their order, with a bound on how far to look ahead."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from kg.errors import BadDocument, SourceUnavailable, StoreUnusable
from kg.model import Document, Extractor, Reading, Refusal
from kg.store.shapes import check

AHEAD = 4  # documents that each reading process may be ahead of what is written

type Outcome = Reading | Refusal
type Extractions = Callable[[Iterable[Document]], Iterator[Outcome]]  # in the documents' order


def source(doc: Document) -> str:
    """What to call a document in a message."""
    return doc.url or doc.iri


def read(extractor: Extractor, doc: Document) -> Outcome:
    """A document's reading, checked; a Refusal for whatever goes wrong with this document alone."""
    try:
        reading = extractor(doc)
        check(reading)
    except (SourceUnavailable, StoreUnusable):
        raise
    except BadDocument as error:
        return Refusal(source(doc), str(error))
    except Exception as error:  # noqa: BLE001  # one bad document must not stop the others
        return Refusal(source(doc), f"cannot be read: {type(error).__name__}: {error}")
    return reading


def in_order[Pending](
    documents: Iterable[Document],
    submit: Callable[[Document], Pending],
    result: Callable[[Pending], Outcome],
    most: Callable[[], int],
) -> Iterator[Outcome]:
    """Results in the order of the documents, of which at most so many are under way."""
    under_way: deque[Pending] = deque()
    for doc in documents:
        under_way.append(submit(doc))
        while len(under_way) >= most():
            yield result(under_way.popleft())
    while under_way:
        yield result(under_way.popleft())
