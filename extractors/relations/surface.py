"""The verbs of ontologies/lexicons/verbs.tsv by word order, for where the parser goes astray."""

from collections.abc import Iterator
from functools import cache
from re import Pattern

from extractors.lexicons import lines
from extractors.relations.frames import IRREGULAR, forms
from extractors.relations.scene import Found, Scene, compiled, marked
from kg.model import Predicate

ADVERBS = (
    r"(?:(?:also|jointly|together|have|has|had|now|officially|successfully|recently|both|each) )*"
)
DETERMINER = r"(?:(?:the|a|an|its|their|this|another|joint|new|first) )*"
APPOSED = r"(?:, [^.;]{3,90}?,)?"
LOSS = 0.05  # word order is a little less sure than the tree


@cache
def _patterns() -> list[tuple[Predicate, str, float, Pattern[str]]]:
    found = []
    for line in lines("verbs.tsv"):
        predicate, verbs, subjects, objects, prepositions, confidence = line.split("\t")
        for verb in verbs.split():
            base, _, particle = verb.partition("+")
            if base == "be":
                continue
            said = "|".join(sorted(forms(base)))
            done = "|".join(sorted(IRREGULAR.get(base, "").split() or _past(base)))
            tail = f" {particle}" if particle and particle not in prepositions else ""
            sure = float(confidence) - LOSS
            name = f"word order {base}{tail}"
            if prepositions == "-":
                active = (
                    rf"{{{subjects}:s+}}{APPOSED} {ADVERBS}(?:{said}){tail} "
                    rf"{DETERMINER}{{{objects}:o+}}(?: (?:together"
                    rf"|jointly) with (?:the )?{{{subjects}:s2+}})?"
                )
                passive = (
                    rf"{{{objects}:o}}[^<.;]{{0,30}} (?:{done}){tail}(?: \w+)? by "
                    rf"(?:the )?{{{subjects}:s+}}"
                )
                found.append((Predicate(predicate), name, sure, compiled(passive)))
            else:
                by = "|".join(prepositions.split())
                active = (
                    rf"{{{subjects}:s+}} {ADVERBS}(?:{said}){tail}(?: (?!not)[a-z-]+){{0,3}} "
                    rf"(?:{by}) {DETERMINER}{{{objects}:o+}}"
                )
            found.append((Predicate(predicate), name, sure, compiled(active)))
    return found


def _past(base: str) -> set[str]:
    return {form for form in forms(base) if form.endswith("ed")}


def by_word_order(scene: Scene) -> Iterator[Found]:
    """Subject, verb, object standing next to each other, or the passive of it."""
    if len(scene.candidates) < 2:
        return
    for predicate, name, confidence, pattern in _patterns():
        for match in pattern.finditer(scene.masked):
            also = match.groupdict().get("s2")
            for left in (*marked(match["s"]), *marked(also)):
                for right in marked(match["o"]):
                    one, other = scene.cluster(left), scene.cluster(right)
                    if one is not other:
                        yield Found(one, predicate, other, "", name, confidence, scene)
