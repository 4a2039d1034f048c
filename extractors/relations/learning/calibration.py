"""How often what a rule finds is right, as counted on annotated texts: confidence that can be used.

What lies under the threshold is kept with tentative standing, so that nothing is concluded from it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from extractors.relations.learning.learned import LEARNED
from extractors.relations.scene import Found
from kg.model import Standing

TABLE = "confidence.tsv"  # in ontologies/learned
ANY = "*"
THRESHOLD = "threshold"
# Rules that are named after the words they found.
FAMILIES = ("word order", "verb", "near", LEARNED)
STEPS = 10  # of the probability of a learned pair


@dataclass(frozen=True, slots=True)
class Calibration:
    """The share of right claims by predicate and family of rules, and the threshold."""

    shares: Mapping[tuple[str, str], float]
    threshold: float

    def share(self, predicate: str, name: str) -> float:
        """The share of what this family of rules says of a predicate that is right.

        What was never counted has the family's share, else the predicate's, else that of all.
        """
        keys = ((predicate, name), (ANY, name), (predicate, ANY), (ANY, ANY))
        return next(self.shares[key] for key in keys if key in self.shares)

    def __call__(self, found: Iterable[Found]) -> Iterator[Found]:
        """Each finding with its confidence; tentative where that is too low to conclude from."""
        for one in found:
            confidence = self.share(one.predicate.value, family(one))
            low = confidence < self.threshold and one.standing is Standing.ASSERTED
            standing = Standing.TENTATIVE if low else one.standing
            yield replace(one, confidence=confidence, standing=standing)


def family(found: Found) -> str:
    """The rules that are counted together: those of all verbs, learned pairs that score alike.

    The rules of patterns and of code are counted one by one.
    """
    name = next((name for name in FAMILIES if found.rule.startswith(name)), found.rule)
    if name != LEARNED:
        return name
    return f"{LEARNED} {int(found.confidence * STEPS) / STEPS:.1f}"


@cache
def calibration() -> Calibration:
    """The committed table."""
    return parsed((files("ontologies") / "learned" / TABLE).read_text(encoding="utf-8"))


def parsed(text: str) -> Calibration:
    """Read `predicate TAB family TAB right TAB of TAB confidence`; `#` begins a comment.

    The line of the threshold has it in the last place, and stars before.
    """
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("# ")]
    table = {(predicate, name): float(share) for predicate, name, _, _, share in rows}
    threshold = table.pop((ANY, THRESHOLD))
    return Calibration(table, threshold)
