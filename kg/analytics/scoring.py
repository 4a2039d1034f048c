"""Cases weighed by the learned ranking: what each reason adds, out of facts and of the index.

A part of the score for which there is no sentence is no part: what is shown adds up to the score.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from kg.analytics import reasons, renown
from kg.analytics.described import Described
from kg.analytics.participations import Directory, directory_of
from kg.analytics.ranking.features import FEATURES, Told
from kg.analytics.ranking.lists import Floats, Ints
from kg.analytics.ranking.model import Model, read
from kg.analytics.ranking.question import Known, Question
from kg.analytics.ranking.rank import LESSER_KNOWN, SPREAD, Weighed, modesty, spread_out, weigh
from kg.analytics.ranking.records import UNKNOWN
from kg.analytics.reasons import Because, Case, Scored
from kg.model import Iri
from kg.store.store import Store

# The feature that the share of each kind of reason is told as.
SHARES: Mapping[str, str] = {
    "topic": "fit",
    "strength": "sureness",
    "network": "closeness",
    "freshness": "lately",
    "country": "place",
}


@dataclass(frozen=True, slots=True)
class Scoring:
    """All candidates, best first, and whether the one who asks was known to work with anybody."""

    scored: tuple[Scored, ...]
    cold: bool


@cache
def model() -> Model:
    """The weights that come with the package."""
    return read()


def score(
    store: Store, cases: Sequence[Case], topics: Sequence[Iri], *, lesser_known: bool = False
) -> Scoring:
    """Every case with its reasons and their weights; cases are of one question."""
    if not cases:
        return Scoring((), cold=False)
    directory = directory_of(store)
    numbers = np.array(
        [directory.agents.get(case.candidate.entity.iri, UNKNOWN) for case in cases], dtype=np.int64
    )
    becauses = [reasons.all_of(case) for case in cases]
    # Of one whom the index does not know (the store has changed since) only the facts speak.
    known = np.unique(numbers[numbers != UNKNOWN])
    question = _question(directory, cases[0], topics)
    weighed = weigh(directory.index, model(), question, known, _told(numbers.tolist(), becauses))
    rows = {number: row for row, number in enumerate(known.tolist())}
    parts = [
        _parts(weighed, rows.get(number), each)
        for number, each in zip(numbers.tolist(), becauses, strict=True)
    ]
    whole = max(weighed.whole, sum(_alone(weighed.form).values()))
    ties = np.where(numbers == UNKNOWN, 0, directory.index.heads.degree[numbers])
    if lesser_known:
        becauses, whole = _with_lesser_known(becauses, parts, ties, whole)
    scored = sorted(_spread(cases, becauses, parts, whole), key=_order)
    names = (case.candidate.entity.iri for case in cases)
    cold = cases[0].asker is not None and weighed.form.startswith(Known.COLD)
    ordered = renown.with_newcomers(scored, dict(zip(names, ties.tolist(), strict=True)))
    return Scoring(ordered, cold)


def _with_lesser_known(
    becauses: Sequence[Sequence[Because]],
    parts: Sequence[dict[str, float]],
    ties: Ints,
    whole: float,
) -> tuple[list[tuple[Because, ...]], float]:
    """The reasons with that of being little known, its parts beside the others; a larger whole."""
    gains, most = LESSER_KNOWN * modesty(ties), int(ties.max())
    for each, gain in zip(parts, gains.tolist(), strict=True):
        each[renown.LESSER_KNOWN] = gain
    told = [
        (*each, *renown.lesser_known(each, number, most))
        for each, number in zip(becauses, ties.tolist(), strict=True)
    ]
    return told, whole + float(gains.max())


def _order(scored: Scored) -> tuple[float, str, Iri]:
    return -scored.score, scored.case.candidate.entity.label, scored.iri


def _question(directory: Directory, case: Case, topics: Sequence[Iri]) -> Question:
    """The question that all cases belong to, in the numbers of the index."""
    asker = case.asker
    seekers = tuple(directory.agents[iri] for iri in case.seekers if iri in directory.agents)
    records = directory.index.records
    country = directory.countries.get(_country(asker), UNKNOWN)
    return Question(
        seekers=seekers,
        topics=tuple(directory.topics[topic] for topic in topics if topic in directory.topics),
        country=country,
        kind=int(records.kind[seekers[0]]) if seekers else UNKNOWN,
        # What stands for a country of which the index knows nobody only tells that one was asked.
        countries=frozenset(directory.countries.get(code, 0) for code in case.countries),
        abroad=country != UNKNOWN,
    )


def _country(described: Described | None) -> str:
    return min(described.countries, default="") if described else ""


def _told(numbers: Sequence[int], becauses: Sequence[Sequence[Because]]) -> Told:
    """How much each kind of reason says by its facts alone."""
    told: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for number, each in zip(numbers, becauses, strict=True):
        for kind, share in _shares(each).items():
            if kind in SHARES:
                told[SHARES[kind]][number] = share
    return told


def _alone(form: str) -> dict[str, float]:
    """What the facts of each kind of reason weigh without an index."""
    weights = dict(zip(FEATURES, model().of(form).tolist(), strict=True))
    return {kind: weights[feature] for kind, feature in SHARES.items()}


def _shares(becauses: Sequence[Because]) -> dict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for because in becauses:
        found[because.kind] += because.weight
    return dict(found)


def _parts(weighed: Weighed, row: int | None, becauses: Sequence[Because]) -> dict[str, float]:
    """What each kind of reason that has facts adds."""
    if row is None:
        alone = _alone(weighed.form)
        return {kind: alone.get(kind, 0.0) * share for kind, share in _shares(becauses).items()}
    return {kind: float(weighed.parts[kind][row]) for kind in _shares(becauses)}


def _spread(
    cases: Sequence[Case],
    becauses: Sequence[Sequence[Because]],
    parts: Sequence[Mapping[str, float]],
    whole: float,
) -> list[Scored]:
    """Scores after what candidates of one country take from each other, where none is asked for."""
    codes: dict[str, int] = {}
    country = np.array([codes.setdefault(_country(case.candidate), len(codes)) for case in cases])
    country[country == codes.get("", UNKNOWN)] = UNKNOWN
    scores = np.array([sum(each.values()) for each in parts])
    left, _ = spread_out(scores, country, 0.0 if cases[0].countries else SPREAD)
    scales: Floats = left / np.maximum(scores, 1e-9) / max(whole, 1e-9)
    return [
        _scored(case, each, shares, scale)
        for case, each, shares, scale in zip(cases, becauses, parts, scales.tolist(), strict=True)
    ]


def _scored(
    case: Case, becauses: Sequence[Because], parts: Mapping[str, float], scale: float
) -> Scored:
    """The part of a kind is shared among its reasons by what each of them says."""
    shares = _shares(becauses)
    weighed = (
        replace(b, weight=round(parts[b.kind] * scale * b.weight / shares[b.kind], reasons.PLACES))
        for b in becauses
    )
    kept = reasons.in_order(because for because in weighed if because.weight > 0)
    return Scored(case, kept, reasons.score(kept))
