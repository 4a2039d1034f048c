"""What speaks for each candidate, in numbers from 0 to 1; none of them speaks against anybody.

Amounts are logarithms next to the best of the list, so that the weights hold for other data.
"""

from collections.abc import Mapping

import numpy as np

from kg.analytics.ranking.candidates import Drawn
from kg.analytics.ranking.index import Index
from kg.analytics.ranking.lists import Floats, Ints
from kg.analytics.ranking.question import Question

# The kind of reason that each feature belongs to, in the order of the columns.
FEATURES: Mapping[str, str] = {
    "walk": "network",
    "common partners": "network",
    "walk on the topic": "network",
    "recent walk": "network",
    "activity": "topic",
    "share of activity": "topic",
    "recent activity": "freshness",
    "share of recent activity": "freshness",
    "recent events": "freshness",
    "partners": "strength",
    "country lift": "country",
    "own countries": "country",
    "kind lift": "kind",
    "own kinds": "kind",
    "text": "text",
    "closeness": "network",
    "fit": "topic",
    "lately": "freshness",
    "sureness": "strength",
    "place": "country",
}
# What an index does not hold, and whoever asks may tell of each candidate: from 0 to 1.
TOLD = ("text", "closeness", "fit", "lately", "sureness", "place")

WELL_KNOWN = 30  # partners of somebody well known, where nobody in the list has as many

type Told = Mapping[str, Mapping[int, float]]  # by feature and agent


def describe(index: Index, question: Question, drawn: Drawn, told: Told | None = None) -> Floats:
    """A row for each candidate, a column for each feature."""
    told = {"text": dict(question.matched), **(told or {})}
    agents = drawn.agents
    count, share, recent, recent_share = _topic(index, drawn)
    columns = [
        *_network(drawn),
        *(count, share, recent, recent_share),
        _best(index.active.recent[agents]),
        _best(index.heads.degree[agents], WELL_KNOWN),
        *_likeness(index.countries, index.records.country, question.country, drawn),
        *_likeness(index.kinds, index.records.kind, question.kind, drawn),
        *(_column(told.get(feature, {}), agents) for feature in TOLD),
    ]
    return np.stack(columns, axis=1)


def _best(amounts: Floats | Ints, least: float = 0.0) -> Floats:
    """Amounts as logarithms, 1 for the greatest of the list, which is taken to be `least`."""
    logs = np.log1p(amounts)
    return np.asarray(logs / max(float(logs.max(initial=0)), np.log1p(least), 1e-9))


def _network(drawn: Drawn) -> list[Floats]:
    signals, agents = drawn.signals, drawn.agents
    columns = (signals.walk, signals.common, signals.topic_walk, signals.recent_walk)
    return [_best(column[agents]) for column in columns]


def _topic(index: Index, drawn: Drawn) -> list[Floats]:
    """How much candidates do on the topics, and which part of all that they do that is."""
    number = len(drawn.agents)
    whose, places = index.interests.places(drawn.agents)
    matters = drawn.topics[index.interests.values[places]]
    found = []
    for amounts in (index.interest.count[places], index.interest.recent[places]):
        on_topic = np.bincount(whose, weights=matters * amounts, minlength=number)
        found.append((on_topic, on_topic / np.maximum(_all(whose, amounts, number), 1e-9)))
    (count, share), (recent, recent_share) = found
    return [_best(count), np.minimum(share, 1), _best(recent), np.minimum(recent_share, 1)]


def _all(whose: Ints, amounts: Floats, number: int) -> Floats:
    return np.bincount(whose, weights=amounts, minlength=number)


def _column(values: Mapping[int, float], agents: Ints) -> Floats:
    if not values:
        return np.zeros(len(agents))
    return np.array([values.get(agent, 0.0) for agent in agents.tolist()])


def _likeness(lift: Floats, column: Ints, own: int, drawn: Drawn) -> list[Floats]:
    """How gladly such a country (or kind) meets the seekers', in general and with them."""
    theirs = column[drawn.agents]
    expected = np.clip(0.5 + 0.5 * np.log(lift[own][theirs]), 0, 1)
    partners, weights = column[drawn.around.partners], np.log1p(drawn.around.shared)
    # A place more for what is not known, which comes first.
    share = np.bincount(partners + 1, weights=weights, minlength=len(lift))
    share[0] = 0
    return [expected, share[theirs + 1] / max(float(weights.sum()), 1e-9)]
