"""Where in a document a reader of its lines is: under which heading, in which session."""

from dataclasses import dataclass, field

from extractors.annotations import Cluster
from extractors.relations.layout.sections import Label
from extractors.relations.layout.whole import Whole
from kg.model import Type


@dataclass(slots=True)
class Course:
    """Where in a document a reader of its lines is."""

    whole: Whole
    agenda: bool = False
    section: Label | None = None
    fresh: bool = False  # no entry of the section was seen yet
    board: Cluster | None = None
    part: Cluster | None = None  # session, side event or work package
    until: str = ""  # the time at which the part ends
    bio: Cluster | None = None
    record: Cluster | None = None  # body of which the lines below speak
    listed: bool = False  # whether its line is an item of a list
    unit: Cluster | None = None
    waiting: list[tuple[Cluster, str | None]] = field(default_factory=list)
    unknown: bool = False  # the line before opened something that is not understood

    @property
    def event(self) -> Cluster | None:
        """The event that is spoken of here."""
        return self.part if self.part and self.part.type is Type.EVENT else self.whole.event

    def leave_record(self) -> None:
        """Forget the body and the persons of the lines above."""
        self.record = self.unit = None
        self.waiting = []

    def leave_part(self) -> None:
        """Come back to the document as a whole."""
        self.part, self.until = None, ""
