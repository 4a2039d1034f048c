"""With whom each agent shared most: the walk's map, cut to the strongest ties of each."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from kg.analytics.ranking.lists import Floats, Ints, Lists, Mask

LARGEST = 100  # members of an event beyond which being there says nothing of knowing each other
HEAD = 300  # ties of an agent that are kept
BLOCK = 1_000_000  # pairs that are counted at a time, some 50 MB
PORTION = 50_000  # agents that are looked at to make blocks


@dataclass(frozen=True, slots=True)
class Heads:
    """The strongest ties of each agent: `partners` and, at the same places, `shared`."""

    partners: Lists
    shared: Floats  # events that the two have in common
    degree: Ints  # partners in all, those that are not kept too


def heads(members: Lists, doings: Lists) -> Heads:
    """The ties of every agent."""
    return heads_of(np.arange(len(doings)), members, doings)


def heads_of(agents: Ints, members: Lists, doings: Lists) -> Heads:
    """The ties of some agents; list i is that of `agents[i]`."""
    used = is_meeting(members.sizes)
    table = _matrix(members, used, len(doings))
    blocks, most = _blocks(agents, members, doings)
    # Room for as many as there can be, which costs nothing until it is written to.
    partners, shared = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.float32)
    starts, degree = np.zeros(len(agents) + 1, dtype=np.int64), np.zeros(len(agents), np.int32)
    first = end = 0
    for some in blocks:
        counted = _counted(some, doings, table)
        last = first + len(some)
        degree[first:last] = np.diff(counted.indptr)
        starts[first + 1 : last + 1] = end + np.cumsum(np.minimum(degree[first:last], HEAD))
        chosen = _cut(counted)
        first, end = last, end + len(chosen)
        partners[end - len(chosen) : end] = counted.indices[chosen]
        shared[end - len(chosen) : end] = counted.data[chosen]
    for column in (partners, shared):
        column.resize(end, refcheck=False)
    return Heads(Lists(starts, partners), shared, degree)


def refreshed(old: Heads, before: Lists, members: Lists, doings: Lists) -> Heads:
    """The ties of every agent, counted anew only for members of events that are not as before.

    Numbers of agents and events must stand for the same as before; more may have come.
    """
    changed = np.flatnonzero(_changed(before, members, len(doings)))
    _, left = before.many(changed[changed < len(before)])
    touched = np.unique(np.concatenate([left, members.many(changed)[1]]))
    fresh = heads_of(touched, members, doings)
    # The old lists, an empty one for who is new and has met nobody, and the fresh ones.
    number = len(old.degree)
    whose = np.minimum(np.arange(len(doings)), number)
    whose[touched] = number + 1 + np.arange(len(touched))
    ends = len(old.shared) + fresh.partners.starts
    every = Lists(
        np.concatenate([old.partners.starts, ends]),
        np.concatenate([old.partners.values, fresh.partners.values]),
    )
    _, places = every.places(whose)
    starts = np.concatenate([[0], np.cumsum(every.sizes[whose])])
    shared = np.concatenate([old.shared, fresh.shared])[places]
    degree = np.concatenate([old.degree, [0], fresh.degree])[whose].astype(np.int32)
    return Heads(Lists(starts, every.values[places]), shared, degree)


def _changed(before: Lists, members: Lists, agents: int) -> Mask:
    """Which events have other members than before: by a sum of random numbers, one an agent."""
    marks = np.random.default_rng(0).integers(1, 2**62, size=agents)
    now = _marked(members, marks)
    then = np.zeros_like(now)
    then[: len(before)] = _marked(before, marks)
    return np.asarray(now != then)


def _marked(members: Lists, marks: Ints) -> Ints:
    sums = np.zeros(len(members), dtype=np.int64)
    np.add.at(sums, np.repeat(np.arange(len(members)), members.sizes), marks[members.values])
    return sums


def is_meeting(sizes: Ints) -> Mask:
    """Whether the members of events of these sizes are taken to know each other."""
    return (sizes >= 2) & (sizes <= LARGEST)


def _blocks(agents: Ints, members: Lists, doings: Lists) -> tuple[list[Ints], int]:
    """The agents in portions of about as much memory each, and how many ties all have at most."""
    sizes = np.where(is_meeting(members.sizes), members.sizes, 0)
    found, most = [], 0
    for some in np.split(agents, range(PORTION, len(agents), PORTION)):
        whose, events = doings.many(some)
        pairs = np.bincount(whose, weights=sizes[events], minlength=len(some))
        block = (np.cumsum(pairs) // BLOCK).astype(np.int64)
        found += np.split(some, np.flatnonzero(np.diff(block)) + 1)
        most += int(np.minimum(pairs, HEAD).sum())
    return found, most


def _matrix(members: Lists, used: Mask, agents: int) -> sparse.csr_matrix:
    """Events by agents; what is no meeting is left empty."""
    starts = np.concatenate([[0], np.cumsum(np.where(used, members.sizes, 0))])
    values = members.values[np.repeat(used, members.sizes)]
    ones = np.ones(len(values), dtype=np.float32)
    return sparse.csr_matrix((ones, values, starts), shape=(len(members), agents))


def _counted(agents: Ints, doings: Lists, table: sparse.csr_matrix) -> sparse.csr_matrix:
    """How many events these agents share with each other agent."""
    whose, events = doings.many(agents)
    starts = np.concatenate([[0], np.cumsum(np.bincount(whose, minlength=len(agents)))])
    ones = np.ones(len(events), dtype=np.float32)
    rows = sparse.csr_matrix((ones, events, starts), shape=(len(agents), table.shape[0]))
    product = (rows @ table).tocsr()
    owner = np.repeat(agents, np.diff(product.indptr))
    product.data[product.indices == owner] = 0
    product.eliminate_zeros()
    return product


def _cut(counted: sparse.csr_matrix) -> Ints:
    """The places of the strongest partners of each row, the strongest first."""
    degree = np.diff(counted.indptr)
    owner = np.repeat(np.arange(len(degree)), degree)
    # Of equals the one that is first in the index, so that the same records give the same heads.
    order = np.lexsort((counted.indices, -counted.data, owner))
    rank = np.arange(len(owner)) - counted.indptr[owner]
    return np.asarray(order[rank < HEAD])
