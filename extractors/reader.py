"""The extractor: a document through all steps to a reading."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from extractors.annotations import Annotations, Candidate, Sentence
from extractors.claims import reading
from extractors.coreference.clusters import coreference
from extractors.coreference.definite import definites
from extractors.coreference.plurals import plurals
from extractors.coreference.pronouns import pronouns
from extractors.coreference.speaker import speaking
from extractors.dates import reference_date
from extractors.kinds import kind_of
from extractors.knowledge import Knowledge, SentenceView
from extractors.language import sentences
from extractors.mentions.acronyms import Definition, definitions, explained
from extractors.mentions.agenda import scheduled
from extractors.mentions.apposition import entitled, retype
from extractors.mentions.bodies import bodies
from extractors.mentions.brands import brands
from extractors.mentions.bylines import bylines, outside
from extractors.mentions.compounds import compounds
from extractors.mentions.context import typed_by_context
from extractors.mentions.descriptions import descriptions
from extractors.mentions.dictionary import known_bodies, known_names
from extractors.mentions.doubts import believable
from extractors.mentions.model import by_model
from extractors.mentions.persons import persons
from extractors.mentions.places import places, settled
from extractors.mentions.products import products, with_siblings
from extractors.mentions.propagate import propagate
from extractors.mentions.subjects import subjects
from extractors.mentions.units import units
from extractors.mentions.vote import vote
from extractors.mentions.whereabouts import whereabouts
from extractors.records.reading import recorded
from extractors.records.record import RecordDocument
from extractors.relations.discourse import discourse
from extractors.relations.frames import by_verb
from extractors.relations.implication import implied
from extractors.relations.inference import (
    Mains,
    about_main_disease,
    agreements,
    home,
    main_activities,
    mains,
    treatments,
)
from extractors.relations.layout.header import header
from extractors.relations.layout.lists import lists
from extractors.relations.learning.calibration import calibration
from extractors.relations.learning.learned import Ruled, rated
from extractors.relations.learning.weights import weights
from extractors.relations.patterns import by_wording
from extractors.relations.posts import posts
from extractors.relations.quantities.attributes import attributes
from extractors.relations.quantities.focus import Focus
from extractors.relations.roles import with_titles
from extractors.relations.scene import Found, Scene, scenes
from extractors.relations.standing import stood
from extractors.relations.surface import by_word_order
from extractors.relations.triggers import by_trigger, untold
from kg.model import Document, Kind, Reading
from kg.ontology import Ontology
from kg.settings import Settings

# Lines of page furniture: a path of links, a source line, print and close buttons.
FURNITURE = re.compile(
    r" > |^\[[A-Z]\w+\]|^(?:CopyFrom|Source|Views|Hits|Previous|Next)\b:|\|\s*Share\b"
)
RULES: tuple[Callable[[Scene], Iterator[Found]], ...] = (
    posts,
    by_wording,
    by_verb,
    by_word_order,
    by_trigger,
)


class Reader:
    """Reads documents in English; ready after some seconds, then pure (kg.model.Extractor)."""

    def __init__(self, settings: Settings, ontology: Ontology | None = None) -> None:
        """Load the pipeline and the dictionaries; without an ontology those of the package."""
        self._model = settings.model
        self._knowledge = Knowledge.load(settings, ontology or Ontology(settings))

    def __call__(self, doc: Document) -> Reading:
        """Read one document; another language than English is kept with nothing read from it."""
        if isinstance(doc, RecordDocument):
            prose = doc.prose
            return recorded(doc, self(prose) if prose else None, self._knowledge)
        kind = doc.kind or kind_of(doc)
        if doc.language != "en":
            return reading(doc, kind, Annotations(doc, []), [], self._knowledge)
        ruled = self.by_rules(doc, kind)
        return self.finished(ruled, calibration()([*ruled.found, *rated(ruled, weights())]))

    def by_rules(self, doc: Document, kind: Kind) -> Ruled:
        """What the rules alone find, which is what the weights and confidences are learned from."""
        annotations = self.annotate(doc)
        staged = scenes(annotations)
        main = mains(staged)
        related = untold(self.relate(doc, kind, staged, main))
        found = self.infer(staged, main, [stood(f) for f in related])
        return Ruled(doc, kind, annotations, staged, main, found)

    def finished(self, ruled: Ruled, found: Iterable[Found]) -> Reading:
        """The reading of a document of which all this was found."""
        told = list(with_titles(found))
        return reading(ruled.doc, ruled.kind, ruled.annotations, told, self._knowledge)

    def annotate(self, doc: Document) -> Annotations:
        """Who and what a document names, and which mentions are the same."""
        annotations = Annotations(doc, sentences(doc.text, self._model))
        proposed: list[Candidate] = []
        for sentence in annotations.sentences:
            if not FURNITURE.search(sentence.text):
                stand = vote(believable(self._propose(sentence), sentence))
                stand += subjects(sentence, stand)
                proposed.extend(outside(stand, bylines(sentence, doc.text)))
        proposed = with_siblings(scheduled(proposed, doc.text), doc.text)
        for candidate in proposed:
            retype(candidate, doc.text)
        entitled(proposed, doc.text)
        shorts = list(definitions(proposed, doc.text))
        named = list(settled(explained(_with_shorts(proposed, shorts))))
        annotations.candidates = propagate(named, shorts, annotations.sentences)
        coreference(annotations, shorts)
        definites(annotations)
        speaking(annotations)
        pronouns(annotations)
        plurals(annotations)
        return annotations

    def relate(
        self, doc: Document, kind: Kind, staged: Sequence[Scene], main: Mains
    ) -> Iterator[Found]:
        """What the document says of them."""
        reference: date | None = reference_date(doc.published, doc.text)
        focus = Focus(main)
        for scene in staged:
            scene.focus, scene.whole = focus.named(), main.whole
            for rule in RULES:
                yield from rule(scene)
            yield from attributes(scene, focus, reference)
        yield from discourse(staged, kind)
        yield from lists(staged, doc.text, main, kind)
        yield from header(staged, reference)
        yield from about_main_disease(staged, main)
        yield from treatments(staged, main)

    def infer(self, staged: Sequence[Scene], main: Mains, found: Sequence[Found]) -> list[Found]:
        """What follows from what was found."""
        further = [*found, *map(stood, home(staged, found))]
        further += map(stood, main_activities(staged, further, main))
        further += agreements(found)
        return [*further, *implied(further)]

    def _propose(self, sentence: Sentence) -> list[Candidate]:
        found = list(self._seen(sentence))
        found += compounds(found, sentence)
        return [*found, *whereabouts(found, sentence)]

    def _seen(self, sentence: Sentence) -> Iterator[Candidate]:
        view = SentenceView(sentence, self._knowledge)
        yield from bodies(sentence, view)
        yield from persons(sentence)
        yield from known_names(self._knowledge.diseases, sentence.text, sentence.start)
        yield from known_names(self._knowledge.fields, sentence.text, sentence.start)
        yield from places(
            self._knowledge.places, self._knowledge.ontology, sentence.text, sentence.start
        )
        yield from known_bodies(self._knowledge.bodies, sentence.text, sentence.start)
        yield from units(sentence)
        yield from typed_by_context(sentence)
        yield from products(sentence)
        yield from brands(sentence)
        yield from descriptions(sentence)
        yield from by_model(sentence)


def _with_shorts(
    candidates: Sequence[Candidate], shorts: Iterable[Definition]
) -> Iterator[Candidate]:
    """The candidates, where a defined short form takes the place of what stood there."""
    spans = {(short.start, short.end): short for short in shorts}
    for candidate in candidates:
        if not any(start < candidate.end and candidate.start < end for start, end in spans):
            yield candidate
    for (start, end), short in spans.items():
        long = short.long
        yield Candidate(
            start, end, long.type, short.short, "short form", 0.9, long.concept, long.subclass
        )
