"""Places by the tables, and country codes where lists put them: `Newcastle University, UK`."""

import re
from collections.abc import Iterator

from extractors.annotations import Candidate
from extractors.mentions.dictionary import known_names
from extractors.mentions.index import Dictionary
from kg.model import Type
from kg.ontology import Ontology

CODE = re.compile(r"(?:, |\()(?P<code>[A-Z]{2})\b(?=\)| \(|[,;.]?\s*$)", re.MULTILINE)
COUNTRY = "Country"


def places(
    dictionary: Dictionary, ontology: Ontology, text: str, offset: int
) -> Iterator[Candidate]:
    """Places written with capitals; abbreviations exactly as the table has them."""
    for candidate in known_names(dictionary, text, offset):
        if _written(candidate.text, dictionary):
            concept = ontology.concept(candidate.concept) if candidate.concept else None
            candidate.source, candidate.score = "dictionary", 0.85
            candidate.subclass = COUNTRY if concept and concept.is_country else None
            yield candidate
    for match in CODE.finditer(text):
        country = ontology.country("GB" if match["code"] == "UK" else match["code"])
        if country is not None:
            start, end = match.span("code")
            yield Candidate(
                offset + start, offset + end, Type.PLACE, match["code"], "country code", 0.9,
                concept=country.iri, subclass=COUNTRY,
            )  # fmt: skip


def _written(text: str, dictionary: Dictionary) -> bool:
    words = re.findall(r"[^\W_]+", text)
    if len(text.replace(".", "")) <= 3:
        return any(text == entry.name for entry in dictionary.lookup(text))
    return all(w[0].isupper() for w in words if len(w) > 3 or len(words) == 1)
