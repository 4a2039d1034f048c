"""`kg search` and `kg show`: who and what there is."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import FormatOption, Output, StoreOption, open_to_read, settings_of
from kg.cli.output import show_table, tell, write_json
from kg.errors import NotFound
from kg.model import Iri, Type

if TYPE_CHECKING:
    from kg.model import Reading
    from kg.ontology import Ontology
    from kg.store.store import Store


class Sought(StrEnum):
    """The types of entities as people type them."""

    PERSON = "person"
    ORGANIZATION = "organization"
    NETWORK = "network"
    PROGRAMME = "programme"
    EVENT = "event"
    DISEASE = "disease"
    THERAPY = "therapy"
    TOPIC = "topic"
    PLACE = "place"


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    for command in (search, show):
        app.command()(command)


def search(
    text: Annotated[str, typer.Argument(help="A name, its beginning, an acronym, an identifier.")],
    type: Annotated[Sought | None, typer.Option(help="Only entities of this type.")] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="How many.")] = 10,
    format: FormatOption = Output.TABLE,
    store: StoreOption = None,
) -> int:
    """Find entities by name; exit 1 where none is called so.

    Beginnings of names, acronyms and small typing errors are understood.

    Example: kg search "peking union" --type organization
    """
    from kg.resolution.authorities.library import standing
    from kg.resolution.find import find

    settings = settings_of(store)
    types = [kind for kind in Type if type and kind.lower() == type]
    with open_to_read(settings) as found:
        hits = find(found, standing(settings), text, types=types, limit=limit)
    if format is Output.JSON:
        from api.schemas import HitModel, HitsModel, Ref

        models = [
            HitModel(**Ref.of(hit.entity).model_dump(), score=hit.score, why=hit.why)
            for hit in hits
        ]
        write_json(HitsModel(query=text, hits=models).model_dump(mode="json"))
    elif hits:
        rows = ((h.entity.label, h.entity.type, f"{h.score:.2f}", h.entity.iri) for h in hits)
        show_table(("name", "type", "fits#", "IRI"), rows)
    if not hits:
        tell(f"kg: nothing is called {text!r} or nearly so")
    return 0 if hits else 1


def show(
    name: Annotated[
        str, typer.Argument(metavar="NAME|IRI", help="An entity; a document by its IRI or key.")
    ],
    format: FormatOption = Output.TABLE,
    store: StoreOption = None,
) -> None:
    """Show one entity with its facts and the sentences behind them.

    Example: kg show "Peking Union Medical College Hospital"
    """
    from kg.analytics.portrait import portrait
    from kg.cli.portrayal import show_portrait
    from kg.cli.reading import show_reading
    from kg.resolution.authorities.library import standing
    from kg.resolution.find import namesakes
    from kg.store.redirect import moved_from

    settings = settings_of(store)
    ontology = standing(settings)
    with open_to_read(settings) as found:
        if reading := _reading(found, name):
            if format is Output.JSON:
                _write_document(reading)
            else:
                show_reading(reading)
            return
        seen = portrait(found, ontology, _meant(found, ontology, name))
        others = namesakes(found, ontology, seen.entity)
        merged = moved_from(found, seen.entity.iri)
    if name in merged:
        tell(f"note: {name} is now {seen.entity.iri}")
    if format is Output.JSON:
        from api.schemas import EntityModel

        write_json(EntityModel.of_portrait(seen).model_dump(mode="json"))
    else:
        show_portrait(seen, others, merged)


def _reading(store: "Store", name: str) -> "Reading | None":
    """The document with this IRI or key, if there is one."""
    from kg.resolution.find import find_document

    iri = find_document(store, name)
    return store.reading(iri) if iri else None


def _write_document(reading: "Reading") -> None:
    from api.schemas import DocumentModel

    names = {entity.iri: entity for entity in reading.entities}
    write_json(DocumentModel.of_reading(reading, names).model_dump(mode="json"))


def _meant(store: "Store", ontology: "Ontology", name: str) -> Iri:
    from kg.resolution.find import resolve

    try:
        return resolve(store, ontology, name).iri
    except NotFound as error:
        raise NotFound(f"{error} (kg search finds more)", error.suggestions) from error
