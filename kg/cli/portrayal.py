"""Answers drawn for the terminal: partners with reasons, an entity, a document."""

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from kg.analytics.partners import PartnerAnswer
from kg.analytics.portrait import Conclusion, Portrait, Section, sections
from kg.analytics.question import labels
from kg.belief import FORMULA
from kg.cli.output import show
from kg.model import Count, Document, Entity, Evidence, Iri, Partner, Value
from kg.ontology import Ontology

MOST_QUOTES = 1  # sentences of one reason; --format json has all

type Documents = Mapping[Iri, Document]


def cited(answer: PartnerAnswer) -> set[Iri]:
    """The documents whose sentences speak for partners."""
    reasons = (reason for partner in answer.partners for reason in partner.reasons)
    return {evidence.document for reason in reasons for evidence in reason.evidence}


def show_partners(answer: PartnerAnswer, documents: Documents, ontology: Ontology) -> None:
    """Who, how much, and why."""
    show(Text(_asked(answer, ontology), style="bold"))
    for note in answer.notes:
        show(Text(note, style="italic"))
    for rank, partner in enumerate(answer.partners, 1):
        show(_headline(rank, partner))
        told: set[str] = set()
        for reason in partner.reasons:
            show(Text(f"{reason.weight:.2f}  {reason.text}"), indent=3)
            # A sentence that speaks for several reasons is told once.
            for evidence in reason.evidence[:MOST_QUOTES]:
                if evidence.quote not in told:
                    show(quoted(evidence, documents), indent=9)
                told.add(evidence.quote)
    if answer.partners:
        show(Text(f"\n{FORMULA}", style="dim"))
    _show_rest(answer)


def _show_rest(answer: PartnerAnswer) -> None:
    """Who was left out, and where nobody is left, what to ask instead."""
    if not answer.partners:
        show(Text("nobody fits" if not answer.total else "there are no more"))
    for one in answer.dropped:
        show(Text(f"left out: {one.number} {one.reason}", style="dim"))
    for way in answer.ways_on:
        show(Text(f"--{way.field.replace('_', '-')}: {way.text}"))


def _asked(answer: PartnerAnswer, ontology: Ontology) -> str:
    parts = ["Partners"]
    if answer.seekers:
        parts.append(f"for {labels(answer.seekers)}")
    if answer.topics:
        parts.append(f"on {', '.join(topic.label for topic in answer.topics)}")
    named = (ontology.country(code) for code in answer.countries)
    places = [country.label for country in named if country]
    places += [region.name for region in answer.regions]
    if places:
        parts.append(f"in {' or '.join(places)}")
    if answer.types:
        parts.append(f"({' or '.join(answer.types)})")
    order = ", lesser-known first" if answer.lesser_known else ""
    return f"{' '.join(parts)}{order}: {len(answer.partners)} of {answer.total}"


def _headline(rank: int, partner: Partner) -> Text:
    entity = partner.entity
    line = Text(f"\n{rank}. ").append(entity.label, style="bold")
    known = "new" if partner.new else "already partners"
    about = filter(None, (entity.type.lower(), partner.country, known))
    return line.append(f"  {partner.score:.2f}", style="bold").append(f"  {', '.join(about)}")


def quoted(evidence: Evidence, documents: Documents) -> Text:
    """A sentence with its source."""
    doc = documents.get(evidence.document)
    source = (
        ", ".join(filter(None, (doc.title or doc.iri, doc.published))) if doc else evidence.document
    )
    words = " ".join(evidence.quote.split())
    return Text(f"\u201c{words}\u201d", style="italic").append(f" \u2014 {source}", style="dim")


def show_portrait(
    seen: Portrait, others: Sequence[Entity] = (), merged: Sequence[Iri] = ()
) -> None:
    """An entity, what is concluded of it, and the surest sentence behind each conclusion.

    Others of its name may be the same in truth: the documents do not tell. Names that were merged
    into it lead here.
    """
    entity = seen.entity
    show(Text(entity.label, style="bold"))
    kinds = ", ".join(filter(None, (entity.type, entity.subclass, *sorted(seen.countries))))
    for line in filter(None, _about(seen, kinds)):
        show(Text(line))
    if others:
        show(Text(f"others of this name: {' '.join(other.iri for other in others)}"))
    if merged:
        show(Text(f"merged here: {' '.join(merged)}"))
    for section in sections(seen):
        name = section.predicate.value if section.outgoing else f"{section.predicate} (of it)"
        show(Text(f"\n{name}", style="bold"))
        for conclusion in section.conclusions:
            _show_conclusion(conclusion, section, seen)
    if seen.conclusions:
        show(Text(f"\n{FORMULA}", style="dim"))
    if seen.cut:
        show(
            Text(f"\nThese are the best believed of {seen.total} conclusions: kg query tells all.")
        )


def _show_conclusion(conclusion: Conclusion, section: Section, seen: Portrait) -> None:
    """A fact, the surest sentence behind it, and what speaks against it."""
    show(_fact(conclusion, section, seen), indent=2)
    for claim in conclusion.claims[:MOST_QUOTES]:
        show(quoted(claim.evidence, seen.documents), indent=4)
    for line in _against(conclusion, seen):
        show(line, indent=4)


def _about(seen: Portrait, kinds: str) -> Iterator[str]:
    entity = seen.entity
    yield kinds
    yield entity.iri
    yield from _list("also called", entity.aliases)
    yield from _list("known as", (*entity.identifiers, *seen.elsewhere))
    yield from _list("kind of", tuple(one.label for one in seen.broader))
    yield from _list("kinds", tuple(one.label for one in seen.narrower[:20]))


def _list(what: str, names: tuple[str, ...]) -> Iterator[str]:
    if names:
        yield f"{what}: {'; '.join(names)}"


def _fact(conclusion: Conclusion, section: Section, seen: Portrait) -> Text:
    other = conclusion.value if section.outgoing else conclusion.subject
    said = dict.fromkeys(claim.role for claim in conclusion.claims if claim.role)
    role = f" ({'; '.join(said)})" if said else ""
    line = Text(told(other, seen.names) + role)
    return line.append(f"  {_belief(conclusion)}", style="dim")


def _belief(conclusion: Conclusion) -> str:
    """How far it is believed, and how that comes about."""
    documents = len({claim.evidence.document for claim in conclusion.claims})
    said = f"belief {conclusion.belief:.2f} = {conclusion.working}"
    if conclusion.belief_now < conclusion.belief:
        said += f", {conclusion.belief_now:.2f} by now"
    return f"{said}, {documents} document{'s' if documents > 1 else ''}"


def _against(conclusion: Conclusion, seen: Portrait) -> Iterator[Text]:
    """What denies a conclusion or competes with it."""
    for claim in conclusion.denials[:MOST_QUOTES]:
        yield Text("denied: ", style="bold").append(quoted(claim.evidence, seen.documents))
    for rival in conclusion.rivals:
        about = rival.value if rival.subject == conclusion.subject else rival.subject
        words = f"{told(about, seen.names)}, belief {rival.belief:.2f}"
        yield Text("competes with: ", style="bold").append(words, style="none")


def told(value: Value, names: Mapping[Iri, Entity]) -> str:
    """A value in words."""
    match value:
        case Count(noun, number):
            return f"{number} {noun}"
        case Iri() as iri:
            return names[iri].label if iri in names else iri
        case moment:
            return str(moment)
