"""`kg partners`: who could work with whom."""

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import FormatOption, Output, StoreOption, open_to_read, settings_of
from kg.cli.output import tell, write_json
from kg.cli.pasting import text_given
from kg.errors import BadRequest

if TYPE_CHECKING:
    from kg.asking.typed import Typed
    from kg.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    app.command()(partners)


def partners(
    for_: Annotated[
        list[str] | None,
        typer.Option("--for", metavar="NAME", help="Who seeks partners; repeat for a consortium."),
    ] = None,
    topic: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A disease, therapy or topic, and all under it; repeat."),
    ] = None,
    country: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME|CC", help="A country by name or ISO code, or a region; repeat."),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="EU, Europe, Asia, Latin America, East Asia ...; repeat."
        ),
    ] = None,
    type: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TYPE", help="organization, person, university, hospital, company ...; repeat."
        ),
    ] = None,
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Only what was said since this year, month or day.")
    ] = "",
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Leave out a body, with all who belong to it; repeat."),
    ] = None,
    exclude_partners: Annotated[
        int | None, typer.Option(metavar="YEARS", help="Leave out partners of the last years.")
    ] = None,
    lesser_known: Annotated[
        bool, typer.Option("--lesser-known", help="Lesser-known first.")
    ] = False,
    text: Annotated[
        str,
        typer.Option(
            metavar="FILE|-|WORDS", help="An abstract, a call or an e-mail, read for its question."
        ),
    ] = "",
    top: Annotated[int, typer.Option(metavar="N", min=1, help="How many.")] = 10,
    format: FormatOption = Output.TABLE,
    store: StoreOption = None,
) -> None:
    """Rank who could work with whom, with the reasons and sentences.

    Example: kg partners --for Charité --topic CAR-T --topic lupus --region "East Asia"

    Example: kg partners --text "We seek a partner in Japan for CAR-T cells in lupus."
    """
    from kg.asking.typed import Typed, listed, words

    typed = Typed(
        for_=words(for_ or ()),
        topics=words(topic or ()),
        countries=listed(country or ()),
        regions=listed(region or ()),
        types=listed(type or ()),
        since=since,
        excluded=words(exclude or ()),
        exclude_partners="" if exclude_partners is None else str(exclude_partners),
        lesser_known=lesser_known,
        limit=top,
    )
    settings = settings_of(store)
    _answer(settings, _with_text(settings, typed, text) if text else typed, format)


def _with_text(settings: "Settings", typed: "Typed", text: str) -> "Typed":
    """The question with what a text proposes; what was recognised is told on stderr."""
    from kg.asking.text import document_of, proposal, recognised
    from kg.cli.extracting import load_reader
    from kg.resolution.authorities.library import standing

    doc = document_of(text_given(text, settings))
    with open_to_read(settings) as store:
        found = recognised(store, standing(settings), load_reader(settings)(doc))
    for one in found:
        if one.field:
            option = f"--{one.field} {shlex.quote(one.value)}"
            tell(f"{'asked:' if one.proposed else 'not asked:'} {option}")
    meant = proposal(found)
    if not (meant.topics or typed.topics or typed.for_ or meant.for_):
        raise BadRequest("nothing to search for was recognised in the text: name a topic", "text")
    return replace(
        typed,
        for_=typed.for_ or meant.for_,
        topics=typed.topics or meant.topics,
        countries=typed.countries or (() if typed.regions else meant.countries),
    )


def _answer(settings: "Settings", typed: "Typed", form: Output) -> None:
    from kg.analytics.partners import partners as ranked
    from kg.analytics.sources import described
    from kg.asking.typed import understood
    from kg.cli.portrayal import cited, show_partners
    from kg.resolution.authorities.library import standing

    ontology = standing(settings)
    with open_to_read(settings) as found:
        answer = ranked(found, ontology, understood(found, ontology, typed))
        documents = described(found, cited(answer))
    if form is Output.JSON:
        from api.partner_schemas import PartnersModel
        from api.partners import ways_on

        model = PartnersModel.of(answer, documents, ways_on(typed, answer))
        write_json(model.model_dump(mode="json", by_alias=True))
        return
    show_partners(answer, documents, ontology)
