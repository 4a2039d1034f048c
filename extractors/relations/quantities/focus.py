"""What a text has just been about, as sentences go by."""

from dataclasses import dataclass, field

from extractors.annotations import Cluster
from extractors.relations.inference import Mains
from extractors.relations.scene import Scene
from kg.model import Type

NEAR = 2  # sentences


@dataclass(slots=True)
class Focus:
    """The last events, programmes and bodies named, and what the whole document is about."""

    main: Mains
    event: Cluster | None = None
    at: int = 0  # the sentence that names the event
    other: Cluster | None = None
    told: int = 0  # the sentence that names it
    last: dict[Type, Cluster] = field(default_factory=dict)
    dated: set[int] = field(default_factory=set)  # events whose date is known

    def named(self) -> dict[Type, Cluster]:
        """The entity of each type that was named last."""
        return dict(self.last)

    def see(self, scene: Scene) -> None:
        """Take note of a sentence's entities."""
        for candidate in scene.candidates:
            if candidate.cluster is None:
                continue
            self.last.pop(candidate.type, None)  # so that the order is that of the text
            self.last[candidate.type] = candidate.cluster
            if candidate.type is Type.EVENT:
                self.event, self.at = candidate.cluster, scene.number
            elif candidate.type in (Type.PROGRAMME, Type.NETWORK):
                self.other, self.told = candidate.cluster, scene.number

    def event_of(self, scene: Scene) -> Cluster | None:
        """The event of a sentence, or of the one before, else the document's."""
        here = next((c.cluster for c in scene.of_type(Type.EVENT) if c.cluster), None)
        near = self.event if scene.number - self.at <= 1 else None
        return here or near or self.main.event or self.event

    def running(self, scene: Scene) -> Cluster | None:
        """The programme or network of the sentence, or of the ones shortly before."""
        here = scene.of_type(Type.PROGRAMME, Type.NETWORK)
        if here:
            return here[-1].cluster
        return self.other if scene.number - self.told <= NEAR else None

    def activity(self) -> Cluster | None:
        """What a line without a subject speaks of: the document's programme, network or event."""
        return self.main.programme or self.main.network or self.event or self.main.event
