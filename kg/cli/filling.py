"""`kg gap`: what a consortium lacks for a call."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import FormatOption, Output, StoreOption, open_to_read, settings_of
from kg.cli.output import show, write_json

if TYPE_CHECKING:
    from kg.analytics.gap import Gap, Rule
    from kg.cli.portrayal import Documents


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    app.command()(gap)


def gap(
    for_: Annotated[
        list[str] | None,
        typer.Option("--for", metavar="NAME", help="A member of the consortium; repeat."),
    ] = None,
    call: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Rules of a call, in TOML; without it, those of Horizon."
        ),
    ] = None,
    topic: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="What it is about; repeat.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Never suggest this body; repeat.")
    ] = None,
    format: FormatOption = Output.TABLE,
    store: StoreOption = None,
) -> None:
    """Show what a consortium lacks for a call, and who could fill it.

    The default rules are ontologies/calls/horizon-consortium.toml: copy the file and change it.

    Example: kg gap --for Charité --for "Keio University" --topic lupus
    """
    from api.gap import GapModel, cited
    from kg.analytics.calls import call_in, default_call
    from kg.analytics.gap import gap as lacking
    from kg.analytics.sources import described
    from kg.asking.typed import Typed, understood, words
    from kg.errors import BadRequest
    from kg.resolution.authorities.library import standing

    settings = settings_of(store)
    ontology = standing(settings)
    rules = call_in(call, ontology) if call else default_call(ontology)
    typed = Typed(words(for_ or ()), words(topic or ()), excluded=words(exclude or ()))
    if not typed.for_:
        raise BadRequest("name at least one member of the consortium: --for", "for")
    with open_to_read(settings) as found:
        answer = lacking(found, ontology, understood(found, ontology, typed), rules)
        documents = described(found, cited(answer))
    if format is Output.JSON:
        write_json(GapModel.of(answer, documents).model_dump(mode="json"))
    else:
        _show(answer, documents)


def _show(answer: "Gap", documents: "Documents") -> None:
    from rich.text import Text

    head = f"{answer.title}: {answer.missing} of {len(answer.rules)} rules not met"
    show(Text(head, style="bold"))
    for rule in answer.rules:
        state = f"{rule.missing} missing" if rule.missing else "met"
        show(Text(f"\n{rule.name}: ").append(state, style="bold"))
        for member in rule.members:
            show(Text(f"{member.entity.label}, {member.why}"), indent=3)
        if rule.missing:
            _show_fillers(rule, documents)


def _show_fillers(rule: "Rule", documents: "Documents") -> None:
    from rich.text import Text

    from kg.cli.portrayal import quoted

    if not rule.fillers:
        show(Text("nobody in the graph fits: kg search and kg partners look more widely"), indent=3)
    for number, filler in enumerate(rule.fillers, 1):
        partner = filler.partner
        about = ", ".join(filter(None, (partner.country, filler.doubt)))
        line = Text(f"{number}. ").append(partner.entity.label, style="bold")
        show(line.append(f"  {partner.score:.2f}  {about}"), indent=3)
        for reason in partner.reasons[:1]:
            show(Text(reason.text), indent=6)
            for evidence in reason.evidence[:1]:
                show(quoted(evidence, documents), indent=9)
