"""A time line as a drawing: where each moment stands, in lanes by what it is about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from api.pages import inverse, outward
from kg.analytics.timeline import Moment
from kg.model import Iri

WIDTH, LEFT, RIGHT = 880, 150, 24  # of the drawing; its names of lanes stand on the left
LANE, TOP, AXIS = 30, 14, 26
STEPS = (1, 2, 5, 10, 20, 50, 100)  # years between two marks of the axis
MARKS = 10


@dataclass(frozen=True, slots=True)
class Dot:
    """A moment in the drawing."""

    x: float
    y: float
    moment: Moment


@dataclass(frozen=True, slots=True)
class Drawing:
    """A time line with its lanes by name and the years under it."""

    width: int
    height: int
    left: int
    dots: tuple[Dot, ...]
    lanes: tuple[tuple[float, str], ...]
    years: tuple[tuple[float, int], ...]


def drawing(moments: Sequence[Moment], centre: Iri) -> Drawing | None:
    """Where all stands; None for fewer than two moments, which need no picture."""
    if len(moments) < 2:
        return None
    first, last = (int(moment.when[:4]) for moment in (moments[0], moments[-1]))
    step = next(it for it in STEPS if (last - first) / it < MARKS or it == STEPS[-1])
    start, end = first - first % step, last + 1
    scale = (WIDTH - LEFT - RIGHT) / (end - start)
    lanes: dict[str, float] = {}
    for moment in moments:
        lanes.setdefault(lane(moment, centre), TOP + LANE * (len(lanes) + 0.5))
    dots = [
        Dot(LEFT + (years(moment) - start) * scale, lanes[lane(moment, centre)], moment)
        for moment in moments
    ]
    marks = [(LEFT + (year - start) * scale, year) for year in range(start, end + 1, step)]
    height = TOP + LANE * len(lanes) + AXIS
    ordered = tuple((y, name) for name, y in lanes.items())
    return Drawing(WIDTH, height, LEFT, _apart(dots), ordered, tuple(marks))


def lane(moment: Moment, centre: Iri) -> str:
    """What a moment is about, seen from the entity."""
    conclusion = moment.conclusion
    is_subject = conclusion.subject == centre
    return outward(conclusion.predicate) if is_subject else inverse(conclusion.predicate)


def years(moment: Moment) -> float:
    """A date as a number of years; the middle of what a shorter date leaves open."""
    parts = [int(part) for part in moment.when.split("-")]
    month = parts[1] - 1 if len(parts) > 1 else 6
    day = parts[2] - 1 if len(parts) > 2 else 15 if len(parts) > 1 else 0
    return parts[0] + month / 12 + day / 365


def _apart(dots: Sequence[Dot]) -> tuple[Dot, ...]:
    """Dots at the same place are moved up and down a little, so that each can be hit."""
    placed: list[Dot] = []
    used: Counter[tuple[int, float]] = Counter()
    for dot in dots:
        place = (round(dot.x / 8), dot.y)
        aside, row = divmod(used[place], 3)
        used[place] += 1
        placed.append(Dot(dot.x + 5 * aside, dot.y + (0, -8, 8)[row], dot.moment))
    return tuple(placed)
