"""The verbs of ontologies/lexicons/verbs.tsv by word order, for where the parser goes astray."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from extractors.lexicons import lines
from extractors.relations.frames import IRREGULAR, forms
from extractors.relations.scene import Found, Scene, acting, clauses, compiled, marked
from kg.model import Predicate

ADVERBS = (
    r"(?:(?:also|jointly|together|have|has|had|now|officially|successfully|recently|both|each) )*"
)
DETERMINER = (
    r"(?:(?:the|a|an|its|their|this|another|joint|new|first) )*"
    r"(?:(?!(?:of|in|at|for|and|with|from|to|by|on|who|which|that|as|or|not) )[a-z][a-z-]* ){0,2}?"
)
NO_AGENT = r"(?<!by )(?<!by the )(?<!\()"  # `begun by X and supported by Y` is not of X
APPOSED = r"(?:, [^.;]{3,90}?,)?"
# `the MIRA trial`: the noun behind a name goes with it.
KIND = (
    r"(?: (?:trial|study|project|programme|program|registry|network|consortium|team|initiative))?"
)
LOSS = 0.05  # word order is a little less sure than the tree


SMALL = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Order:
    """A verb in the active or passive voice, with the forms of it that must be there."""

    predicate: Predicate
    rule: str
    confidence: float
    forms: frozenset[str]
    pattern: str  # compiled when a text first has one of the forms: there are two hundred


@cache
def _orders() -> tuple[Order, ...]:
    return tuple(order for line in lines("verbs.tsv") for order in _of_line(line))


@cache
def _by_form() -> dict[str, list[int]]:
    """Verb form to the numbers of the orders that it opens."""
    found: dict[str, list[int]] = {}
    for number, order in enumerate(_orders()):
        for form in order.forms:
            found.setdefault(form, []).append(number)
    return found


def _of_line(line: str) -> Iterator[Order]:
    predicate, verbs, subjects, objects, prepositions, confidence = line.split("\t")
    sure = float(confidence) - LOSS
    for verb in verbs.split():
        base, _, particle = verb.partition("+")
        if base == "be":
            continue
        tail = f" {particle}" if particle and particle not in prepositions else ""
        name = f"word order {base}{tail}"
        said = frozenset(forms(base))
        done = frozenset(IRREGULAR.get(base, "").split() or _past(base))
        if prepositions == "-":
            passive = (
                rf"{NO_AGENT}{{{objects}:o}}[^<.;]{{0,30}} (?:{_any(done)}){tail}(?: \w+)? by "
                rf"(?:the )?{{{subjects}:s+}}"
            )
            yield Order(Predicate(predicate), name, sure, done, passive)
            active = (
                rf"{{{subjects}:s+}}{KIND}{APPOSED} {ADVERBS}(?:{_any(said)}){tail} "
                rf"{DETERMINER}{{{objects}:o+}}"
                rf"(?: (?:together|jointly) with (?:the )?{{{subjects}:s2+}})?"
            )
        else:
            active = (
                rf"{{{subjects}:s+}}{KIND} {ADVERBS}(?:{_any(said)}){tail}"
                rf"(?: (?!not)[a-z-]+){{0,3}} (?:{_any(prepositions.split())}) "
                rf"{DETERMINER}{{{objects}:o+}}"
            )
        yield Order(Predicate(predicate), name, sure, said, active)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words))


def _past(base: str) -> set[str]:
    return {form for form in forms(base) if form.endswith("ed")}


def _needed(masked: str) -> list[Order]:
    """The orders whose verb stands in a sentence: a handful of all."""
    index = _by_form()
    numbers = {n for word in set(SMALL.findall(masked)) for n in index.get(word, ())}
    return [_orders()[number] for number in sorted(numbers)]


def by_word_order(scene: Scene) -> Iterator[Found]:
    """Subject, verb, object standing next to each other, or the passive of it."""
    if len(scene.candidates) < 2:
        return
    for order in _needed(scene.masked):
        for match in compiled(order.pattern).finditer(scene.masked):
            also = match.groupdict().get("s2")
            agents, things = (clauses(scene, match[name]) for name in ("s", "o"))
            before = match.start("s") < match.start("o")
            for left in (*(agents[-1] if before else agents[0]), *marked(also)):
                for right in things[0] if before else things[-1]:
                    one, other = scene.cluster(acting(scene, left)), scene.cluster(right)
                    if one is not other:
                        yield Found(
                            one, order.predicate, other, "", order.rule, order.confidence, scene,
                            span=match.span(),
                        )  # fmt: skip
