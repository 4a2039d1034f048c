"""Questions whose answers the past knows: what was asked at a date, and who met whom after it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from kg.analytics.ranking.heads import is_meeting
from kg.analytics.ranking.index import Index, build
from kg.analytics.ranking.lists import Ints, Lists, grouped
from kg.analytics.ranking.question import Question, known_partners
from kg.analytics.ranking.records import UNKNOWN, Records

SEEKERS = 1500  # of those with ties, and as many newcomers, that are asked about


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question, and who became a new partner of the seeker."""

    question: Question
    answer: frozenset[int]


def before(records: Records, year: float) -> Records:
    """The records of events that began before a date; agents and events keep their numbers.

    An event whose date nobody tells may be of any time, so it is not among them.
    """
    old = records.years < year
    return replace(
        records,
        member_event=records.member_event[old[records.member_event]],
        member_agent=records.member_agent[old[records.member_event]],
        about_event=records.about_event[old[records.about_event]],
        about_topic=records.about_topic[old[records.about_event]],
        years=np.where(old, records.years, np.nan).astype(np.float32),
    )


def lessons(records: Records, year: float, seekers: int = SEEKERS) -> tuple[Index, list[Lesson]]:
    """An index of what was known at a date, and questions of that date with their answers."""
    index = build(before(records, year), year)
    later = records.years >= year
    members = grouped(
        records.member_event[later[records.member_event]],
        records.member_agent[later[records.member_event]],
        len(records.years),
    )
    about = grouped(records.about_event, records.about_topic, len(records.years))
    events = np.flatnonzero(is_meeting(members.sizes))
    whose, agents = members.many(events)
    doings = grouped(agents, events[whose], len(records.agents))
    dice = np.random.default_rng(0)
    acting = np.flatnonzero(doings.sizes)
    ties = index.heads.degree[acting] > 0
    found: list[Lesson] = []
    for group in (acting[ties], acting[~ties]):
        for seeker in dice.permutation(group)[:seekers]:
            later_events = _Later(members, about, doings.of(int(seeker)))
            found += _asked(index, int(seeker), later_events, dice)
    return index, found


@dataclass(frozen=True, slots=True)
class _Later:
    """What a seeker did after the date."""

    members: Lists
    about: Lists
    events: Ints

    def met(self, events: Ints) -> Ints:
        """With whom."""
        return np.unique(self.members.many(events)[1])


def _asked(index: Index, seeker: int, later: _Later, dice: np.random.Generator) -> Iterator[Lesson]:
    """The questions of one seeker: in general, on a topic, in a country, abroad."""
    records = index.records
    country, kind = int(records.country[seeker]), int(records.kind[seeker])
    known = known_partners(index, (seeker,))
    new = np.setdiff1d(later.met(later.events), np.append(known, seeker))
    new = new[index.active.count[new] > 0]
    event = int(dice.choice(later.events))
    topics = tuple(int(topic) for topic in later.about.of(event))
    if not len(new):
        return
    if index.heads.degree[seeker]:
        question = Question((seeker,), country=country, kind=kind)
        yield from _by_place(index, question, new, dice)
    else:
        question = Question(topics=topics, country=country, kind=kind)
    if topics:
        # The last is the narrowest as often as not; one is drawn, so that none is favoured.
        topic = int(dice.choice(topics))
        on = [e for e in later.events.tolist() if topic in later.about.of(e)]
        answer = np.intersect1d(new, later.met(np.array(on)))
        yield from _by_place(index, replace(question, topics=(topic,)), answer, dice)
    elif not question.seekers:
        yield from _by_place(index, question, new, dice)
    if not question.seekers and len(new) > 1:
        seed = int(dice.choice(new))
        question = replace(question, partners=(seed,))
        yield from _by_place(index, question, new[new != seed], dice)


def _by_place(
    index: Index, question: Question, new: Ints, dice: np.random.Generator
) -> Iterator[Lesson]:
    """The same question anywhere, abroad, and in a country where there was an answer."""
    if not len(new):
        return
    country = index.records.country[new]
    yield Lesson(question, frozenset(new.tolist()))
    abroad = new[(country != question.country) & (country != UNKNOWN)]
    if question.country != UNKNOWN and len(abroad):
        yield Lesson(replace(question, abroad=True), frozenset(abroad.tolist()))
    placed = country[country != UNKNOWN]
    if len(placed):
        one = int(dice.choice(placed))
        question = replace(question, countries=frozenset({one}))
        yield Lesson(question, frozenset(new[country == one].tolist()))
