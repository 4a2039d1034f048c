"""Two of one name in one text: Zhang Wei of Fudan University, Zhang Wei of Peking University.

Only where the text itself ties the name to two bodies of one sort each time: somebody may work for
a university and its hospital, and a department be named with either.
"""

import re

from extractors.annotations import Annotations, Candidate, Cluster
from extractors.coreference.names import head, same_name
from kg.model import Type

BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK})
PARTS = ("department", "division", "faculty", "section", "laboratory", "clinic")
# "of", "at the", ", a neurologist at", ", professor of surgery at"
TYING = re.compile(r"(?:, (?:[a-z-]+ ){1,7}| )(?:of|at|from) (?:the )?")
LONGEST = 60  # characters between a name and its body


class Namesakes:
    """Which body each cluster of a text was tied to where it was named."""

    def __init__(self, annotations: Annotations) -> None:
        """Note where bodies are named."""
        self._text = annotations.doc.text
        self._bodies: dict[int, Candidate] = {}
        for candidate in annotations.candidates:
            if candidate.type in BODIES and not candidate.generic:
                self._bodies[candidate.start] = candidate
        self._tied: dict[int, Candidate] = {}

    def are(self, cluster: Cluster, candidate: Candidate) -> bool:
        """Whether a name that a cluster has is here another's."""
        before, body = self._tied.get(id(cluster)), self._body(candidate)
        if before is None or body is None or not head(body):
            return False
        return head(before) == head(body) and not same_name(body.type, before.text, body.text)

    def note(self, cluster: Cluster, candidate: Candidate) -> None:
        """Keep the body that a cluster is first tied to."""
        if body := self._body(candidate):
            self._tied.setdefault(id(cluster), body)

    def _body(self, candidate: Candidate) -> Candidate | None:
        first = candidate.text.casefold().split()[0]
        if candidate.type is not Type.PERSON and first not in PARTS:
            return None
        after = self._text[candidate.end : candidate.end + LONGEST]
        for length in range(len(after)):
            body = self._bodies.get(candidate.end + length)
            if body is not None:
                return body if TYING.fullmatch(after[:length]) else None
        return None
