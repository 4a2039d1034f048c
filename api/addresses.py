"""IRIs and the addresses of their pages: where a thing is shown, and how its name is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from kg.model import Iri, Type
from kg.settings import Settings
from kg.store.rdf import NAMESPACES, is_iri

PURL = "http://purl.obolibrary.org/obo/"
_MONDO = re.compile(r"MONDO_\d+")
_TYPES = {kind.lower(): kind for kind in Type}


@dataclass(frozen=True, slots=True)
class Addresses:
    """The two directions, for one set of namespaces."""

    settings: Settings

    def path(self, iri: str) -> str:
        """The page of an entity or document; empty for what has none.

        >>> Addresses(Settings()).path("http://purl.obolibrary.org/obo/MONDO_0007947")
        '/entities/disease/MONDO_0007947'
        """
        if iri.startswith(PURL) and _MONDO.fullmatch(iri[len(PURL) :]):
            return f"/entities/disease/{iri[len(PURL) :]}"
        if not iri.startswith(self.settings.data):
            return ""
        kind, _, key = iri[len(self.settings.data) :].partition("/")
        key, mark, part = key.partition("#")
        if kind == "document" and key:
            # Of what lies within a document only claims have a place on its page, and a browser
            # does not tell us what stands behind the mark.
            claim = re.fullmatch(r"claim-(\d{1,9})", part)
            place = f"?claim={claim[1]}{mark}{part}" if claim else ""
            return f"/documents/{quote(key, safe='/:@')}{place}"
        return f"/entities/{kind}/{quote(key, safe='/:@')}" if kind in _TYPES and key else ""

    def entity(self, kind: str, key: str) -> Iri | None:
        """The IRI of what is shown at /entities/{kind}/{key}; None for an unknown kind."""
        if kind not in _TYPES:
            return None
        if kind == "disease" and _MONDO.fullmatch(key):
            return Iri(PURL + key)
        return self._iri(f"{kind}/{key}")

    def document(self, key: str) -> Iri | None:
        """The IRI of what is shown at /documents/{key}; None where there can be none."""
        return self._iri(f"document/{key}")

    def _iri(self, name: str) -> Iri | None:
        """None for what is no IRI, or that of a part of something."""
        iri = self.settings.data + name
        return Iri(iri) if "#" not in name and is_iri(iri) else None

    def short(self, iri: str) -> str:
        """An IRI as people write it: with a prefix where there is one.

        >>> Addresses(Settings()).short("http://www.w3.org/2004/02/skos/core#prefLabel")
        'skos:prefLabel'
        """
        prefixes: Mapping[str, str] = {"ckg": self.settings.ontology, **NAMESPACES}
        for prefix, namespace in prefixes.items():
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        if iri.startswith(self.settings.data):
            return iri[len(self.settings.data) :]
        return iri
