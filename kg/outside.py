"""What is asked of authorities that were added to a store; `resolution.authorities` answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kg.model import Iri
from kg.tables import Organization


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A body as a document names it, with what the document tells around it."""

    names: tuple[str, ...]
    country: str = ""  # ISO code
    places: tuple[str, ...] = ()  # names of cities and regions
    wholes: tuple[str, ...] = ()  # names of the body that it is a part of


@dataclass(frozen=True, slots=True)
class Researcher:
    """A person whom an authority lists."""

    orcid: str
    name: str


class Authorities(Protocol):
    """What the world outside knows beyond the tables of the package (`resolution.authorities`)."""

    def organization(self, iri: Iri, listed: Organization | None) -> Organization | None:
        """A body, with what the starter list has of it."""
        ...

    def identified(self, identifier: str) -> Iri | None:
        """The body that a ROR id stands for by now."""
        ...

    def body(self, mentioned: Mentioned) -> Iri | None:
        """The body that a name with its surroundings can only mean."""
        ...

    def person(self, iri: Iri) -> Researcher | None:
        """A listed person."""
        ...

    def researcher(self, name: str, employers: Sequence[str]) -> Iri | None:
        """The one person of this name at one of these employers."""
        ...

    def disease_rows(self) -> Sequence[str] | None:
        """Rows for the table of diseases, which count more than the package's."""
        ...

    def replaced(self, iri: Iri) -> Iri:
        """What an obsolete disease or a withdrawn body is called by now, else the same."""
        ...
