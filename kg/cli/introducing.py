"""`kg paths`: ways to an introduction."""

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import FormatOption, Output, StoreOption, open_to_read, settings_of
from kg.cli.output import show, tell, write_json

if TYPE_CHECKING:
    from kg.analytics.paths import Paths


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    app.command()(paths)


def paths(
    start: Annotated[str, typer.Argument(metavar="FROM", help="A name, an identifier or an IRI.")],
    end: Annotated[str, typer.Argument(metavar="TO", help="The same.")],
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=20, help="How many ways.")] = 5,
    format: FormatOption = Output.TABLE,
    store: StoreOption = None,
) -> int:
    """Show the strongest ways to an introduction; exit 1 without one.

    They lead over shared networks, events, programmes and people; each step has its sentence.

    Example: kg paths Charité "Keio University"
    """
    from kg.analytics.paths import paths as strongest
    from kg.asking.names import entity_named
    from kg.resolution.authorities.library import standing

    settings = settings_of(store)
    ontology = standing(settings)
    with open_to_read(settings) as found:
        ends = [entity_named(found, ontology, text, "name") for text in (start, end)]
        answer = strongest(found, ontology, ends[0], ends[1], limit=limit)
    if format is Output.JSON:
        from api.addresses import Addresses
        from api.paths import PathsModel

        model = PathsModel.of(answer, Addresses(settings))
        write_json(model.model_dump(mode="json", by_alias=True))
    else:
        _show(answer)
    if not answer.paths:
        tell(f"kg: no way of four steps or fewer is known from {start} to {end}")
    return 0 if answer.paths else 1


def _show(answer: "Paths") -> None:
    from rich.text import Text

    from kg.cli.portrayal import quoted

    for number, path in enumerate(answer.paths, 1):
        way = [answer.start.entity, *(answer.names[hop.right].entity for hop in path.hops)]
        line = Text(f"{number}. ").append(" \u2192 ".join(one.label for one in way), style="bold")
        show(line.append(f"  {path.strength:.3f}", style="bold"))
        for link in (link for hop in path.hops for link in hop.links[:1]):
            ends = [answer.names[iri].entity.label for iri in (link.fact.subject, link.fact.object)]
            words = f"{ends[0]} {link.fact.predicate} {ends[1]}, belief {link.fact.belief:.2f}"
            show(Text(words), indent=3)
            for one in link.quotes[:1]:
                show(quoted(one.evidence, answer.documents), indent=6)
    if answer.bounded:
        tell("note: an end has more neighbours than were looked at: the best believed were")
