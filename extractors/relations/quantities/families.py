"""The words that tie numbers and dates to their owners: ontologies/lexicons/counting.tsv."""

from functools import cache

from extractors.lexicons import lines
from extractors.relations.frames import forms

VERBS = frozenset("""having working attending joining founding beginning lasting ending""".split())


@cache
def family(name: str) -> frozenset[str]:
    """The words of a family; of verbs all forms."""
    found: set[str] = set()
    for line in lines("counting.tsv"):
        called, listed = line.split("\t")
        if called == name:
            found.update(listed.split())
    if name in VERBS:
        return frozenset(form for base in found for form in forms(base))
    return frozenset(found)
