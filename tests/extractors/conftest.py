"""What the tests of reading share: a text in, what was read out of it in short form."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from extractors.reader import Reader
from kg.model import Count, Document, Iri, Reading, Standing, When

DAY = When("2023-06-14")  # a Wednesday


@dataclass(frozen=True, slots=True)
class Told:
    """A reading as names: entities as (type, name), claims as (subject, predicate, value)."""

    reading: Reading

    @property
    def labels(self) -> dict[str, str]:
        """IRI to name."""
        return {entity.iri: entity.label for entity in self.reading.entities}

    @property
    def names(self) -> set[tuple[str, str]]:
        """What is named."""
        return {(entity.type.value, entity.label) for entity in self.reading.entities}

    @property
    def aliases(self) -> dict[str, set[str]]:
        """Name to the other names."""
        return {entity.label: set(entity.aliases) for entity in self.reading.entities}

    def claims(self, standing: Standing = Standing.ASSERTED) -> set[tuple[str, str, str]]:
        """What is said of it, with this standing."""
        return {
            (self.labels[claim.subject], claim.predicate.value, self._value(claim.value))
            for claim in self.reading.claims
            if claim.standing is standing
        }

    @property
    def posts(self) -> dict[tuple[str, str], str]:
        """Subject and value to the role of the claim, where it has one."""
        return {
            (self.labels[claim.subject], self._value(claim.value)): claim.role
            for claim in self.reading.claims
            if claim.role
        }

    def mentions(self, name: str) -> list[str]:
        """The words that name an entity, in text order."""
        text = self.reading.document.text
        return [
            text[mention.start : mention.end]
            for mention in self.reading.mentions
            if self.labels[mention.entity] == name
        ]

    def _value(self, value: Iri | When | Count) -> str:
        if isinstance(value, Count):
            return f"{value.number} {value.noun}"
        return self.labels.get(value, str(value))


@pytest.fixture(scope="session")
def told(reader: Reader) -> Callable[..., Told]:
    """Read a text that was published on a Wednesday in June 2023."""

    def read(text: str, published: When | None = DAY) -> Told:
        return Told(reader(Document(Iri("https://example.org/doc"), text, published=published)))

    return read
