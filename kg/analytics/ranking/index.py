"""Records laid out for questions: every look-up is a slice or a gather, none a search."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from kg.analytics.ranking.heads import Heads, heads, is_meeting, refreshed
from kg.analytics.ranking.lists import Floats, Ints, Lists, grouped
from kg.analytics.ranking.records import UNKNOWN, Records

HALF_LIFE = 2.0  # years after which a doing counts half as a sign of being active
UNDATED = 4.0  # years since a doing whose date nobody tells
SMOOTH = 5.0  # meetings as chance would have them that each pair of countries or kinds is given


@dataclass(frozen=True, slots=True)
class Active:
    """How much somebody does, and how much of that of late: parallel columns."""

    count: Floats
    recent: Floats


@dataclass(frozen=True, slots=True)
class Index:
    """All that a ranking looks at. Agents, events, topics are numbers, as in the records."""

    records: Records
    now: float  # the year against which what is recent is measured
    fresh: Floats  # what each event counts today as a sign of being active, 0 to 1
    members: Lists  # of each event
    doings: Lists  # events of each agent, the newest first
    about: Lists  # topics of each event
    on: Lists  # events on each topic
    heads: Heads
    active: Active  # of each agent
    interests: Lists  # topics of each agent
    interest: Active  # at the same places as the values of interests
    actors: Lists  # agents of each topic, the most active first
    residents: Lists  # agents of each country, the most active first
    busiest: Ints  # all agents, the most active first
    countries: Floats  # how many times likelier than by chance two countries meet
    kinds: Floats


def build(records: Records, now: float | None = None, earlier: Index | None = None) -> Index:
    """Lay the records out; `now` is by default the newest date in them.

    Of an earlier index, whose numbers the records must have kept, the ties that did not change
    are taken over: to count them is most of the work.
    """
    number, events = len(records.agents), len(records.years)
    dated = np.nan_to_num(records.years, nan=-1.0)
    now = float(dated.max(initial=0)) if now is None else now
    members = grouped(records.member_event, records.member_agent, events)
    newest = np.argsort(-dated[records.member_event], kind="stable")
    doings = grouped(records.member_agent[newest], records.member_event[newest], number)
    about = grouped(records.about_event, records.about_topic, events)
    # Before the ties, beside which there would be less room.
    countries = _lift(members, records.country, len(records.countries))
    kinds = _lift(members, records.kind, len(records.kinds))
    freshness = _freshness(records.years, now)
    interests, interest = _interests(doings, about, freshness, len(records.topics))
    actors = _actors(interests, interest, len(records.topics))
    recent = _sums(doings, freshness)
    busiest = np.argsort(-recent, kind="stable").astype(np.int32)
    return Index(
        records=records,
        now=now,
        fresh=freshness,
        members=members,
        doings=doings,
        about=about,
        on=grouped(records.about_topic, records.about_event, len(records.topics)),
        heads=(
            refreshed(earlier.heads, earlier.members, members, doings)
            if earlier
            else heads(members, doings)
        ),
        active=Active(doings.sizes.astype(np.float32), recent),
        interests=interests,
        interest=interest,
        actors=actors,
        residents=_residents(busiest, records.country, len(records.countries)),
        busiest=busiest,
        countries=countries,
        kinds=kinds,
    )


def _freshness(years: Floats, now: float) -> Floats:
    """What a doing of each date counts as a sign of being active: 1 today, half of it later."""
    age = np.maximum(np.where(np.isnan(years), UNDATED, now - years), 0)
    return np.asarray(0.5 ** (age / HALF_LIFE), dtype=np.float32)


def _sums(lists: Lists, weights: Floats) -> Floats:
    whose = np.repeat(np.arange(len(lists), dtype=np.int32), lists.sizes)
    sums = np.bincount(whose, weights=weights[lists.values], minlength=len(lists))
    return sums.astype(np.float32)


def _interests(doings: Lists, about: Lists, freshness: Floats, topics: int) -> tuple[Lists, Active]:
    """How much each agent does on each of its topics, and of late."""
    shape = (len(doings), len(about))
    ones = np.ones(len(doings.values), dtype=np.float32)
    does = sparse.csr_matrix((ones, doings.values, doings.starts), shape=shape)
    fresh = sparse.csr_matrix((freshness[doings.values], doings.values, doings.starts), shape=shape)
    ones = np.ones(len(about.values), dtype=np.float32)
    on = sparse.csr_matrix((ones, about.values, about.starts), shape=(len(about), topics))
    count, recent = (does @ on).tocsr(), (fresh @ on).tocsr()
    for product in (count, recent):
        product.sort_indices()
    interests = Lists(count.indptr.astype(np.int64), count.indices.astype(np.int32))
    return interests, Active(count.data, recent.data)


def _actors(interests: Lists, interest: Active, topics: int) -> Lists:
    shape = (len(interests), topics)
    recent = sparse.csr_matrix((interest.recent, interests.values, interests.starts), shape=shape)
    by_topic = recent.tocsc()
    actors = Lists(by_topic.indptr.astype(np.int64), by_topic.indices.astype(np.int32, copy=False))
    for start, end in pairwise(actors.starts.tolist()):
        # A topic at a time: the order of all at once takes as much room as the rest of the index.
        order = np.argsort(-by_topic.data[start:end], kind="stable")
        actors.values[start:end] = actors.values[start:end][order]
    return actors


def _residents(busiest: Ints, country: Ints, countries: int) -> Lists:
    placed = busiest[country[busiest] != UNKNOWN]
    return grouped(country[placed], placed, countries)


def _lift(members: Lists, kind: Ints, kinds: int) -> Floats:
    """How many times likelier than by chance members of two kinds meet; the last one: unknown."""
    sizes = members.sizes
    event = np.repeat(np.arange(len(members), dtype=np.int32), sizes)
    used = is_meeting(sizes)[event] & (kind[members.values] != UNKNOWN)
    event, of = event[used], kind[members.values[used]]
    # Each event counts alike: one of a hundred members has ten thousand pairs.
    share = (1 / np.maximum(sizes[event] - 1, 1)).astype(np.float64)
    shape = (len(members), kinds)
    ones = np.ones(len(event))
    left = sparse.csr_matrix((share, (event, of)), shape=shape)
    right = sparse.csr_matrix((ones, (event, of)), shape=shape)
    met = (left.T @ right).toarray()
    met[np.diag_indices(kinds)] -= np.bincount(of, weights=share, minlength=kinds)
    total = max(met.sum(), 1)
    chance = np.outer(met.sum(axis=1), met.sum(axis=0)) / total
    lift = np.ones((kinds + 1, kinds + 1), dtype=np.float32)
    lift[:kinds, :kinds] = (met + SMOOTH) / (chance + SMOOTH)
    return lift
