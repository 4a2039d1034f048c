"""The few hundred agents among whom the best are: the first of each of a few simple rankings."""

from dataclasses import dataclass

import numpy as np

from kg.analytics.ranking.heads import is_meeting
from kg.analytics.ranking.index import Index
from kg.analytics.ranking.lists import Floats, Ints, Mask
from kg.analytics.ranking.question import Around, Question, allowed
from kg.analytics.ranking.records import UNKNOWN

DRAWN = 50  # of each ranking
WALKED = 100  # partners whose events are looked at one by one
RECENT = 60  # of those events, the newest
TOPICS = 3  # of the seekers' own that are looked into where none is given
STRIDE = 512  # agents of a long list that are looked at first


@dataclass(frozen=True, slots=True)
class Signals:
    """What the seekers' ties say of everybody: a column each, with a number for each agent."""

    walk: Floats  # over shared partners, rare ones weighing more (Adamic and Adar)
    common: Floats  # how many partners are shared
    topic_walk: Floats  # the same walk over events on the topic alone
    recent_walk: Floats  # over any event, fresh and small ones weighing more


@dataclass(frozen=True, slots=True)
class Drawn:
    """The candidates of a question, and what was worked out on the way to them."""

    agents: Ints
    around: Around
    signals: Signals
    topics: Floats  # how much each topic matters


def draw(index: Index, question: Question, around: Around) -> Drawn:
    """The candidates, none of them outside the filters of the question."""
    topics = wanted_topics(index, question)
    found = signals(index, around, topics)
    mask = allowed(index, question)
    walks = (found.walk, found.topic_walk, found.recent_walk)
    lists = [_top(walk, mask) for walk in walks]
    main = np.argsort(-topics, kind="stable")[: max(TOPICS, len(question.topics))]
    lists += [_first(index.actors.of(topic), mask) for topic in main if topics[topic] > 0]
    lists += _placed(index, question, mask)
    matched = np.array([agent for agent, _ in question.matched], dtype=np.int64)
    lists.append(matched[mask[matched]])
    return Drawn(np.unique(np.concatenate(lists)).astype(np.int64), around, found, topics)


def wanted_topics(index: Index, question: Question) -> Floats:
    """1 for each topic that is asked for, or else the share of each in what the seekers do."""
    weights = np.zeros(len(index.records.topics))
    if question.topics:
        weights[list(question.topics)] = 1
        return weights
    _, places = index.interests.places(np.array(question.seekers, dtype=np.int64))
    np.add.at(weights, index.interests.values[places], index.interest.recent[places])
    return weights / max(float(weights.sum()), 1e-9)


def tie_weights(index: Index, around: Around) -> Floats:
    """How much each partner of the seekers says: what is shared, and how choosy the partner is."""
    return np.asarray(np.log1p(around.shared) / np.log(2 + index.heads.degree[around.partners]))


def signals(index: Index, around: Around, topics: Floats) -> Signals:
    """Walks from the seekers' partners to everybody."""
    number = len(index.records.agents)
    weights = tie_weights(index, around)
    whose, places = index.heads.partners.places(around.partners)
    ends = index.heads.partners.values[places]
    steps = weights[whose] * np.log1p(index.heads.shared[places])
    on_topic, recent = _event_walks(index, around, weights, topics)
    return Signals(
        walk=np.bincount(ends, weights=steps, minlength=number),
        common=np.bincount(ends, minlength=number).astype(np.float64),
        topic_walk=on_topic,
        recent_walk=recent,
    )


def _event_walks(
    index: Index, around: Around, weights: Floats, topics: Floats
) -> tuple[Floats, Floats]:
    """The walk over the newest events of the partners who say most: on the topic, and fresh."""
    best = np.argsort(-weights, kind="stable")[:WALKED]
    whose, events = index.doings.many(around.partners[best], RECENT)
    sizes = index.members.sizes[events]
    met = is_meeting(sizes)
    whose, events, sizes = whose[met], events[met], sizes[met]
    of, about = index.about.many(events)
    fits = np.bincount(of, weights=topics[about], minlength=len(events))
    steps = weights[best][whose] / np.log1p(sizes)
    of, ends = index.members.many(events)
    # Nobody is led to by her own events.
    others = ends != around.partners[best][whose][of]
    of, ends = of[others], ends[others]
    number = len(index.records.agents)
    return (
        np.bincount(ends, weights=(steps * fits)[of], minlength=number),
        np.bincount(ends, weights=(steps * index.fresh[events])[of], minlength=number),
    )


def _placed(index: Index, question: Question, mask: Mask) -> list[Ints]:
    """The most active where partners are sought, and at home."""
    if question.countries:
        return [_first(index.residents.of(each), mask) for each in sorted(question.countries)]
    found = [_first(index.busiest, mask)]
    if question.country != UNKNOWN and not question.abroad:
        found.append(_first(index.residents.of(question.country), mask))
    return found


def _top(signal: Floats, mask: Mask) -> Ints:
    """Those with most of a signal; of equals the one that is first in the index."""
    reached = np.flatnonzero(signal)
    reached = reached[mask[reached]]
    return reached[np.argsort(-signal[reached], kind="stable")[:DRAWN]]


def _first(ordered: Ints, mask: Mask) -> Ints:
    """The first of a long list who may be one, without a look at all of it."""
    found: list[Ints] = [ordered[:0]]
    start, stride = 0, STRIDE
    while start < len(ordered) and sum(map(len, found)) < DRAWN:
        part = ordered[start : start + stride]
        found.append(part[mask[part]])
        start, stride = start + stride, stride * 4
    return np.concatenate(found)[:DRAWN]
