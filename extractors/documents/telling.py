"""What a run tells of the languages that it met: what is not English is kept, but not read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.documents.draft import Draft
from extractors.documents.tongues import language_of
from extractors.records.record import RecordDocument, prose_of
from kg.model import Document

_NAMED = 5  # documents that a note names
NAMES = dict(
    pair.split("=")
    for pair in """
    af=Afrikaans am=Amharic ar=Arabic be=Belarusian bg=Bulgarian bn=Bengali ca=Catalan cs=Czech
    cy=Welsh da=Danish de=German el=Greek en=English es=Spanish et=Estonian eu=Basque fa=Persian
    fi=Finnish fr=French ga=Irish gl=Galician gu=Gujarati he=Hebrew hi=Hindi hr=Croatian
    hu=Hungarian hy=Armenian id=Indonesian is=Icelandic it=Italian ja=Japanese ka=Georgian
    kk=Kazakh km=Khmer kn=Kannada ko=Korean lo=Lao lt=Lithuanian lv=Latvian mk=Macedonian
    ml=Malayalam my=Burmese nl=Dutch no=Norwegian pa=Punjabi pl=Polish pt=Portuguese ro=Romanian
    ru=Russian si=Sinhala sk=Slovak sl=Slovenian sq=Albanian sr=Serbian sv=Swedish sw=Swahili
    ta=Tamil te=Telugu th=Thai tl=Tagalog tr=Turkish uk=Ukrainian ur=Urdu vi=Vietnamese
    zh=Chinese""".split()
)


@dataclass(frozen=True, slots=True)
class Tally:
    """Documents by language, where it is not English or not what they declare."""

    foreign: dict[str, list[str]] = field(default_factory=dict)
    unread: dict[str, list[str]] = field(default_factory=dict)  # prose of records
    contradicted: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def see(self, draft: Draft, doc: Document) -> None:
        """Count one document by the name that messages call it."""
        name = f"{draft.source} {draft.where}".strip()
        if draft.record and isinstance(doc, RecordDocument) and draft.record != doc.record:
            tongue = language_of(prose_of(draft.text, draft.record))
            self.unread.setdefault(tongue, []).append(name)
        if doc.language != "en":
            self.foreign.setdefault(doc.language, []).append(name)
        if draft.language and draft.language != doc.language:
            self.contradicted.setdefault((draft.language, doc.language), []).append(name)

    def notes(self) -> Iterator[str]:
        """One line for each language that is not read, and for each wrong declaration."""
        for tongue, names in sorted(self.foreign.items()):
            yield f"{_count(names)} not read, being in {called(tongue)}; kept: {_listed(names)}"
        for tongue, names in sorted(self.unread.items()):
            told = f"prose in {_count(names)} not read, being in {called(tongue)}"
            yield f"{told}; the fields are: {_listed(names)}"
        for (declared, read), names in sorted(self.contradicted.items()):
            yield (
                f"{_count(names)} declared as {called(declared)} taken for {called(read)} "
                f"by the words: {_listed(names)}"
            )


def called(tongue: str) -> str:
    """Name a language in English; one that we have no name for by its code."""
    return NAMES.get(tongue, f"the language {tongue!r}")


def _count(names: list[str]) -> str:
    return f"{len(names)} document{'s' if len(names) > 1 else ''}"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
