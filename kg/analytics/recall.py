"""What a snapshot has answered once is not read again: it never changes.

A question about many entities is asked only about those that it was not asked about before.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from kg.model import Iri
from kg.store.store import Store

MOST = 50_000  # entities of one question that are kept, some 50 MB

# By store and question. None stands for an entity of which there is nothing to say.
_kept: WeakKeyDictionary[Store, dict[str, dict[Iri, Any]]] = WeakKeyDictionary()
_NEW = object()


def recall[T](
    store: Store,
    question: str,
    keys: Iterable[Iri],
    read: Callable[[list[Iri]], Mapping[Iri, T]],
) -> dict[Iri, T]:
    """The answer for each key that has one, in the order of keys; `read` asks about several."""
    wanted = sorted(set(keys))
    known = _memory(store, question)
    # Another thread may empty it at any moment, so each is asked for once.
    answers = {key: known.get(key, _NEW) for key in wanted}
    if missing := [key for key in wanted if answers[key] is _NEW]:
        found = read(missing)
        fresh = {key: found.get(key) for key in missing}
        answers |= fresh
        if len(known) + len(fresh) > MOST:
            known.clear()
        known.update(fresh)
    return {key: answer for key, answer in answers.items() if answer is not None}


def _memory(store: Store, question: str) -> dict[Iri, Any]:
    """What is kept of a question; nothing of a store that may change."""
    if store.folder is None:
        return {}
    return _kept.setdefault(store, {}).setdefault(question, {})
