"""No pattern takes more than its share of time, whatever the text: twice the text, twice of it."""

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

import pytest

import extractors
from extractors.relations.patterns import wordings
from extractors.relations.scene import LETTER, compiled
from extractors.relations.surface import _orders

FIRST, SHORT, LONG = 500, 2_000, 4_000
WORD = 200  # letters of a word: language.py cuts longer ones
QUICK = 0.1  # seconds for the long text within which nobody asks for the ratio
TRIES = 5
RATIO = 3.5  # linear is 2, quadratic is 4
MARKS = [f"<{letter}1>" for letter in LETTER.values()]
# What patterns repeat, so that a wrong start is found out late or never.
RUNS = [
    *("<P1>, ", "<O1>, ", "<N1> and ", "<L1>, ", "<O1> in <L2>, ", "<T1>, ", "the <O1> of "),
    *("a", "A", "1", " ", ",", "(", '"', "“", "-", ".", "\n", "\t", "'s"),
    *("A ", "a ", "Abc ", "Abc, ", "A.", "1,", "12:", "a-", "d'A", "(a) ", "and the ", "of the "),
    *("van der ", "Prof. Dr ", "professor of ", "deputy director ", "Health and ", "May ", "1-2 "),
]
# What is asked of a line of a page or of a name alone.
SHORT_TEXTS = frozenset(
    {
        "extractors.documents.layout._PAGE_NUMBER",
        "extractors.mentions.doubts.RULES",
        "extractors.mentions.persons.POST_NOMINAL",
        "extractors.relations.layout.sections._headings",
    }
)
SEEKING = r"\.(?:search|finditer|findall|sub|subn|split)\("


@dataclass(frozen=True, slots=True)
class Tried:
    """A pattern, and whether it is looked for in a text or only tried at one place of it."""

    where: str
    pattern: re.Pattern[str]
    sought: bool = True

    def spent(self, text: str) -> float:
        """CPU seconds to find all."""
        began = time.process_time()
        if self.sought:
            for _ in self.pattern.finditer(text):
                pass
        else:
            for at in range(0, len(text), max(len(text) // 3, 1)):
                self.pattern.match(text, at)
        return time.process_time() - began


def patterns() -> list[Tried]:
    """Every pattern of the package, by where it stands."""
    found: dict[re.Pattern[str], Tried] = {}
    for module in pkgutil.walk_packages(extractors.__path__, "extractors."):
        loaded = importlib.import_module(module.name)
        source = inspect.getsource(loaded)
        for name, value in vars(loaded).items():
            for pattern in _inside(_called(value, module.name)):
                where = f"{module.name}.{name}"
                tried = re.search(rf"\b{name}(?:\(\))?\.(?:full)?match\(", source) is not None
                sought = re.search(rf"\b{name}(?:\(\))?{SEEKING}", source) is not None
                before = found.get(pattern)
                if where not in SHORT_TEXTS and (before is None or not before.sought):
                    found[pattern] = Tried(where, pattern, sought or not tried)
    for wording in wordings():
        found[wording.pattern] = Tried(f"{wording.predicate} {wording.rule}", wording.pattern)
    for order in _orders()[::20]:  # they differ in their verb alone
        found[compiled(order.pattern)] = Tried(order.rule, compiled(order.pattern))
    return list(found.values())


def _called(value: object, module: str) -> object:
    """What a cached function without parameters gives: patterns are made when first needed."""
    made = inspect.unwrap(value) if callable(value) and hasattr(value, "cache_info") else None
    if made is None or made.__module__ != module or inspect.signature(made).parameters:
        return value
    return value()  # type: ignore[operator]


def _inside(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth < 4 and isinstance(value, list | tuple | frozenset | set):
        for part in value:
            yield from _inside(part, depth + 1)
    elif depth < 4 and isinstance(value, Mapping):
        yield from _inside([*value.values()], depth + 1)
    elif depth < 4 and is_dataclass(value) and not isinstance(value, type):
        yield from _inside([getattr(value, field.name) for field in fields(value)], depth + 1)


def long(run: str, size: int) -> str:
    """A run as long as wanted, in words as long as the pipeline hands on."""
    if not run.strip() or any(sign.isspace() for sign in run):
        return run * (size // len(run))
    word = run * (WORD // len(run))
    return f"{word} " * (size // (len(word) + 1))


ALL = patterns()


def test_patterns_are_found() -> None:
    assert len(ALL) > 400
    assert {"extractors.dates.FORMS", "partOf part of"} <= {tried.where for tried in ALL}


@pytest.mark.parametrize("run", RUNS)
def test_twice_the_text_takes_twice_the_time(run: str) -> None:
    slow = [tried for tried in ALL if not _linear(tried, run)]
    assert [tried.where for tried in slow] == []


def _linear(tried: Tried, run: str) -> bool:
    if tried.spent(long(run, FIRST)) < QUICK * (FIRST / LONG) ** 2:
        return True  # if quadratic, still little for the long text
    short, whole = long(run, SHORT), long(run, LONG)
    tries = [(tried.spent(short), tried.spent(whole))]
    while len(tries) < TRIES:  # other work on the machine may hold some up
        quick, slow = (min(times) for times in zip(*tries, strict=True))
        if slow < QUICK or slow < RATIO * quick:
            return True
        tries.append((tried.spent(short), tried.spent(whole)))
    return False
