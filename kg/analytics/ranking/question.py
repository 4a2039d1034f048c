"""Who seeks partners, on what, and who may be one: numbers of the index, no names."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kg.analytics.ranking.heads import is_meeting
from kg.analytics.ranking.index import Index
from kg.analytics.ranking.lists import Floats, Ints, Mask
from kg.analytics.ranking.records import UNKNOWN


class Known(StrEnum):
    """What is known of those who seek: each has weights of its own."""

    TIES = "ties"  # they have partners in the records
    SEED = "seed"  # they have none there, and named somebody they work with
    COLD = "cold"  # nobody is known whom they work with


class Where(StrEnum):
    """Where partners are sought: staying at home must not be learned where it does not help."""

    ANYWHERE = "anywhere"
    ABROAD = "abroad"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Question:
    """Partners for whom, on what, where. Several seekers (a consortium) count as one."""

    seekers: tuple[int, ...] = ()
    partners: tuple[int, ...] = ()  # that are named beside those in the records
    topics: tuple[int, ...] = ()
    country: int = UNKNOWN  # of the seekers
    kind: int = UNKNOWN
    countries: frozenset[int] = frozenset()  # in which partners are sought; none: anywhere
    abroad: bool = False  # only outside the seekers' country
    kinds: frozenset[int] = frozenset()  # of the partners; none: any
    excluded: frozenset[int] = frozenset()
    matched: tuple[tuple[int, float], ...] = ()  # agents whose texts fit, and how well: 0 to 1

    @property
    def where(self) -> Where:
        """Which of the questions about place it is."""
        if self.countries:
            return Where.COUNTRY
        return Where.ABROAD if self.abroad else Where.ANYWHERE


@dataclass(frozen=True, slots=True)
class Around:
    """The ties of those who seek: with whom, and how many events they share."""

    partners: Ints
    shared: Floats


def form(question: Question, around: Around) -> str:
    """The name of the row of weights that a question is answered with."""
    if not len(around.partners):
        known = Known.COLD
    else:
        known = Known.TIES if not question.partners else Known.SEED
    topical = " topic" if question.topics and known is Known.TIES else ""
    return f"{known}{topical} {question.where}"


def around(index: Index, question: Question) -> Around:
    """The strongest ties of the seekers, and the partners that they named."""
    seekers = np.array(question.seekers, dtype=np.int64)
    _, places = index.heads.partners.places(seekers)
    named = np.array(question.partners, dtype=np.int32)
    return Around(
        np.concatenate([index.heads.partners.values[places], named]),
        np.concatenate([index.heads.shared[places], np.ones(len(named), dtype=np.float32)]),
    )


def known_partners(index: Index, agents: tuple[int, ...]) -> Ints:
    """Everybody whom some agents have met, themselves included."""
    _, events = index.doings.many(np.array(agents, dtype=np.int64))
    events = np.unique(events)
    events = events[is_meeting(index.members.sizes[events])]
    return np.unique(index.members.many(events)[1])


def allowed(index: Index, question: Question) -> Mask:
    """Who may be a new partner: in the place, of the kind, not known, not excluded."""
    records = index.records
    mask = index.active.count > 0
    mask[[agent for agent, _ in question.matched]] = True
    if question.countries:
        mask &= _among(records.country, question.countries, len(records.countries))
    elif question.abroad and question.country != UNKNOWN:
        mask &= (records.country != question.country) & (records.country != UNKNOWN)
    if question.kinds:
        mask &= _among(records.kind, question.kinds, len(records.kinds))
    mask[known_partners(index, question.seekers)] = False
    for agents in (question.seekers, question.partners, tuple(question.excluded)):
        mask[list(agents)] = False
    return mask


def _among(column: Ints, wanted: frozenset[int], number: int) -> Mask:
    chosen = np.zeros(number + 1, dtype=np.bool_)  # the last one is for UNKNOWN
    chosen[list(wanted)] = True
    return np.asarray(chosen[column])
