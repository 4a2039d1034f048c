"""A text pasted in -> what it names, to be chosen from, and the search for partners in it."""

from collections.abc import Callable
from threading import Lock
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from api.bodies import media_type, text_of
from api.partners import address
from api.problems import NoReader, TooBusy, WrongMedia, answers
from api.schemas import Ref
from api.site import Plain, Site, as_json
from kg.asking.text import LONGEST, Recognised, document_of, proposal, recognised
from kg.errors import BadRequest
from kg.model import Document, Reading

type Read = Callable[[Document], Reading]

LARGEST = 6 * LONGEST + 1000  # bytes of a body: any character may be written as an escape


class TextModel(BaseModel):
    """A text to read."""

    text: str = Field(description=f"At most {LONGEST:,} characters")


class RecognisedModel(Ref):
    """Something that a text names."""

    field: str = Field(description="The parameter of /partners that it fits; empty: none")
    value: str = Field(description="What to give that parameter")
    spans: list[tuple[int, int]] = Field(description="Offsets in the text")
    proposed: bool

    @classmethod
    def of_recognised(cls, one: Recognised) -> "RecognisedModel":
        """Tell one."""
        return cls(
            **Ref.of(one.entity).model_dump(),
            field=one.field,
            value=one.value,
            spans=list(one.spans),
            proposed=one.proposed,
        )


class ProposalModel(BaseModel):
    """What a text names, and the question in it."""

    recognised: list[RecognisedModel]
    question: dict[str, list[str]] = Field(description="Parameters of /partners, to be edited")
    address: str = Field(description="The search for partners with that question")


def routes(site: Site, read: Read | None) -> APIRouter:
    """The reading at /partners/recognise; one text at a time."""
    router = APIRouter(tags=["Partners"])
    reading = Lock()
    schema = TextModel.model_json_schema()
    body = {"required": True, "content": {"application/json": {"schema": schema}}}

    def found(text: str) -> list[Recognised]:
        document = document_of(text)
        if read is None:
            raise NoReader("this server was started without a reader of texts: use kg serve")
        if not reading.acquire(blocking=False):
            raise TooBusy("another text is being read: ask again in a moment")
        try:
            told = read(document)
        finally:
            reading.release()
        with site.graph.read() as store:
            return recognised(store, site.ontology, told)

    @router.post(
        "/partners/recognise",
        response_model=ProposalModel,
        summary="What a text names, and the search for partners in it",
        openapi_extra={"requestBody": body},
        responses=answers(413, 415, 501),
    )
    async def recognise(request: Request, shape: Plain) -> Response:
        """Diseases, therapies, topics, countries, bodies and people, each with its places."""
        text = await _text(request)
        names = await run_in_threadpool(found, text)
        if shape == "html":
            return site.page("recognised.html", text=text, names=names)
        typed = proposal(names)
        model = ProposalModel(
            recognised=[RecognisedModel.of_recognised(one) for one in names],
            question={
                "for": list(typed.for_),
                "topic": list(typed.topics),
                "country": list(typed.countries),
            },
            address=address(typed),
        )
        return as_json(model)

    return router


async def _text(request: Request) -> str:
    """The text of a JSON body or of the page's form."""
    media = media_type(request)
    if media not in ("application/json", "application/x-www-form-urlencoded"):
        raise WrongMedia('send it as application/json: {"text": "..."}')
    body = await text_of(request, LARGEST if media == "application/json" else 2 * LARGEST, "text")
    if media != "application/json":
        return parse_qs(body).get("text", [""])[0]
    try:
        return TextModel.model_validate_json(body).text
    except ValidationError as error:
        raise BadRequest('send JSON with a text: {"text": "..."}', "text") from error
