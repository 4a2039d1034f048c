"""How fast rankings are among a million organisations, and what their index costs.

    python -m bench.ranking.speed [AGENTS [TIES]]

The records are made up: who is in many events is in ever more (degrees follow a power law), the
events have two to forty members, each a topic and all above it. A question has a seeker drawn
from those who take part, so that hubs ask often; the forms of question take turns.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import partial

import numpy as np

from kg.analytics.ranking.index import Index, build
from kg.analytics.ranking.model import read
from kg.analytics.ranking.question import Question
from kg.analytics.ranking.rank import rank
from kg.analytics.ranking.records import Records

AGENTS, TIES = 1_000_000, 10_000_000
TOPICS, BRANCHES, COUNTRIES, KINDS = 5000, 8, 150, 6
ASKED = 300


def made(agents: int, ties: int, seed: int = 1) -> Records:
    """Records with about so many pairs of agents that meet."""
    dice = np.random.default_rng(seed)
    share = np.minimum(2 + dice.geometric(0.4, size=100_000), 40)
    mean = float((share * (share - 1) / 2).mean())
    sizes = np.resize(share, int(ties / mean))
    event = np.repeat(np.arange(len(sizes)), sizes)
    # Each agent once, the others by a power law.
    often = (agents * dice.random(len(event)) ** 2.2).astype(np.int64)
    once = dice.permutation(len(event))[:agents]
    often[once] = np.arange(len(once))
    pairs = np.unique(event * agents + dice.permutation(agents)[often])
    topic = (TOPICS * dice.random(len(sizes)) ** 2).astype(np.int64)
    above = [topic]
    while above[-1].any():
        above.append(above[-1] // BRANCHES)
    events = np.tile(np.arange(len(sizes)), len(above))
    about = np.unique(events * TOPICS + np.concatenate(above))
    return Records(
        agents=tuple(map(str, range(agents))),
        topics=tuple(map(str, range(TOPICS))),
        countries=tuple(map(str, range(COUNTRIES))),
        kinds=tuple(map(str, range(KINDS))),
        events=(),
        member_event=(pairs // agents).astype(np.int32),
        member_agent=(pairs % agents).astype(np.int32),
        about_event=(about // TOPICS).astype(np.int32),
        about_topic=(about % TOPICS).astype(np.int32),
        years=(2010 + 14 * dice.random(len(sizes))).astype(np.float32),
        country=(COUNTRIES * dice.random(agents) ** 2.5).astype(np.int32),
        kind=dice.integers(0, KINDS, size=agents).astype(np.int32),
    )


def questions(index: Index, number: int) -> list[Question]:
    """Questions of all forms, in turns."""
    records, dice = index.records, np.random.default_rng(2)
    asked = []
    for turn in range(number):
        seeker = int(dice.choice(records.member_agent))
        topic = int(TOPICS * dice.random() ** 2)
        other = int(COUNTRIES * dice.random() ** 2.5)
        question = Question(
            seekers=(seeker,) if turn % 4 else (),
            topics=(topic,) if turn % 2 or not turn % 4 else (),
            country=int(records.country[seeker]),
            countries=frozenset({other}) if turn % 3 == 0 else frozenset(),
            abroad=turn % 3 == 1,
        )
        asked.append(question)
    return asked


def timed[T](what: Callable[[], T]) -> tuple[T, float]:
    """What a call gives, and the seconds of the processor that it took."""
    start = time.process_time()
    return what(), time.process_time() - start


def arrays(noun: object) -> Iterator[np.ndarray]:
    """The arrays in a noun and in the nouns in it."""
    for field in fields(noun):  # type: ignore[arg-type]  # a dataclass
        value = getattr(noun, field.name)
        if is_dataclass(value):
            yield from arrays(value)
        elif isinstance(value, np.ndarray):
            yield value


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Make records, build the index, ask."""
    agents, ties = ([int(each) for each in sys.argv[1:]] + [AGENTS, TIES])[:2]
    records = made(agents, ties)
    before = _memory()
    print(f"records: {before:.0f} MB")
    index, seconds = timed(partial(build, records, 2024.0))
    print(f"{len(index.heads.shared) // 2} ties, largest degree {index.heads.degree.max()}")
    held = sum(np.asarray(each).nbytes for each in arrays(index))
    print(f"index: {seconds:.1f} s, {held / 1e6:.0f} MB; {_memory():.0f} MB at most with all")
    model = read()
    for question in questions(index, 20):
        rank(index, model, question)
    taken = sorted(timed(partial(rank, index, model, q))[1] for q in questions(index, ASKED))
    p50, p95 = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    print(f"a question: p50 {p50 * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms, {taken[-1] * 1000:.0f}")


if __name__ == "__main__":
    main()
