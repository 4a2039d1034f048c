"""How far a source is trusted: a factor on the confidence of all that is read of it."""

from dataclasses import dataclass, field, replace
from typing import cast

from kg.ingest import Method
from kg.model import Claim, Document, Reading
from kg.scheduling.guarded import Guarded, Overran


@dataclass(slots=True)
class TrustedReader:
    """An extractor whose work is done elsewhere, and may be stopped there."""

    guarded: Guarded
    trust: float
    plain: str  # its version, apart from the trust
    overran: Overran | None = None
    stopped: list[Document] = field(default_factory=list)

    @property
    def version(self) -> str:
        """What the readings name: a source that is trusted otherwise is read anew."""
        return _trusted(self.plain, self.trust)

    @property
    def method(self) -> Method:
        """How its documents are ingested."""
        return Method(self.version, lambda: self)

    def __call__(self, doc: Document) -> Reading:
        try:
            self.guarded.prepare("prepare")
            reading = cast(Reading, self.guarded.call("extract", doc))
        except Overran as error:
            self.overran = error
            self.stopped.append(doc)
            raise
        if self.trust == 1:
            return reading
        claims = tuple(_doubted(claim, self.trust) for claim in reading.claims)
        extractor = _trusted(reading.extractor, self.trust)
        return replace(reading, extractor=extractor, claims=claims)


def _trusted(version: str, trust: float) -> str:
    return version if trust == 1 else f"{version}, trust {trust:g}"


def _doubted(claim: Claim, trust: float) -> Claim:
    confidence = round(claim.evidence.confidence * trust, 4) or 0.0001
    return replace(claim, evidence=replace(claim.evidence, confidence=confidence))
