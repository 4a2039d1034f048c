"""Documents sent in: kept on disk before they are acknowledged, read by the watcher beside us."""

import json
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from api.access import writers_only
from api.bodies import media_type, text_of
from api.intake_schemas import JobDocumentModel, JobModel, ReceiptModel
from api.problems import Unread, WrongMedia, answers
from api.signature import checked
from kg.errors import BadRequest, NotFound
from kg.model import Kind, When
from kg.settings import Settings
from kg.signing import HEADER
from kg.watching.items import name_of
from kg.watching.overview import moment
from kg.watching.source import POSTED, Source, read_sources
from kg.watching.state import FILE, WatchState

LARGEST = 16_000_000  # bytes of what is sent at once
MOST = 1000  # documents of it
MEANT: Mapping[str, str] = {
    "url": "an address with http or https",
    "title": "text",
    "text": "text",
    "published": "a date such as 2026-11-20",
    "kind": f"one of {', '.join(Kind)}",
}
FIELDS = tuple(MEANT)
_RECORD = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in FIELDS},
    "description": "A url alone is fetched; a text is read as it is.",
}
_BODY: Mapping[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"oneOf": [_RECORD, {"type": "array", "items": _RECORD}]}
            }
        },
    }
}


@dataclass(slots=True)
class Intake:
    """That somebody reads what is sent, and which sources may push."""

    sources: Path | None = None
    _known: Mapping[str, Source] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know who may push; BadRequest where the file is wrong from the first."""
        if self.sources:
            self._known = read_sources(self.sources)

    def pushed(self, name: str) -> Source:
        """The source that may push under a name; NotFound for any other.

        While the file is wrong, the sources of before go on: it is no fault of who pushes.
        """
        if self.sources:
            with suppress(BadRequest):
                self._known = read_sources(self.sources)
        source = self._known.get(name)
        if source is None or not source.secret:
            raise NotFound(f"no source {name[:80]!r} with a secret is watched here")
        return source


def routes(settings: Settings, intake: Intake | None) -> APIRouter:
    """The addresses where documents come in, and where it is told what became of them."""
    router = APIRouter(tags=["Ingestion"])

    @router.post(
        "/ingest",
        status_code=202,
        response_model=ReceiptModel,
        summary="Send documents",
        openapi_extra=dict(_BODY),
        dependencies=[Depends(writers_only(settings))],
        responses=answers(400, 401, 403, 413, 415),
    )
    async def ingest(request: Request) -> Response:
        """Keep documents to be read soon; 202 means that they are on disk."""
        if intake is None:
            _unread()
        return await _accepted(settings, POSTED, await _body(request))

    @router.post(
        "/ingest/hook/{source}",
        status_code=202,
        response_model=ReceiptModel,
        summary="Push documents, signed",
        openapi_extra={
            **_BODY,
            "parameters": [
                {
                    "name": HEADER,
                    "in": "header",
                    "required": True,
                    "schema": {"type": "string"},
                    "description": "t=SECONDS,v1=HEX: HMAC-SHA256 of `SECONDS.BODY`",
                }
            ],
        },
        responses=answers(401, 413, 415),
    )
    async def hook(source: str, request: Request) -> Response:
        """Like /ingest, for one source; the same message again is the same job."""
        if intake is None:
            _unread()
        pushed = await run_in_threadpool(intake.pushed, source)
        body = await _body(request)
        signature = checked(request.headers.get(HEADER, ""), body, pushed.secret)
        return await _accepted(settings, source, body, f"{source} {signature}")

    @router.get("/jobs/{job}", response_model=JobModel, summary="What became of it?")
    def job(job: str) -> Response:
        """Each document of a job: taken, unchanged, refused, set aside, or not read yet."""
        if not (settings.folder / FILE).exists():
            raise NotFound(f"there is no job {job[:80]!r}")
        with closing(WatchState(settings.folder)) as state:
            found = job_of(state, job)
        return JSONResponse(found.model_dump(), headers={"Cache-Control": "no-store"})

    return router


def _unread() -> NoReturn:
    raise Unread(
        "nobody reads documents here: start the server as kg serve with KG_TOKEN set, or with "
        "--watch SOURCES.toml"
    )


async def _body(request: Request) -> str:
    if (media := media_type(request)) != "application/json":
        raise WrongMedia(f"send it as application/json, not as {media or 'nothing'}")
    return await text_of(request, LARGEST, "body")


async def _accepted(
    settings: Settings, source: str, body: str, signature: str | None = None
) -> Response:
    payloads = payloads_of(body)

    def keep() -> str:
        with closing(WatchState(settings.folder)) as state:
            return state.accept(source, payloads, signature)

    job = await run_in_threadpool(keep)
    location = f"/jobs/{job}"
    receipt = ReceiptModel(id=job, documents=len(payloads), location=location)
    return JSONResponse(receipt.model_dump(), 202, {"Location": location})


def payloads_of(body: str) -> list[str]:
    """The records that were sent, each as JSON; BadRequest names the one at fault.

    >>> payloads_of('{"url": "https://example.org/a"}')
    ['{"url": "https://example.org/a"}']
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"the body is no JSON: {error}", "body") from error
    records = told if isinstance(told, list) else [told]
    if not 0 < len(records) <= MOST:
        raise BadRequest(f"send 1 to {MOST} documents at once, not {len(records)}", "body")
    return [
        json.dumps(_record(record, number, len(records)), ensure_ascii=False)
        for number, record in enumerate(records, 1)
    ]


def _record(record: object, number: int, of: int) -> Mapping[str, object]:
    where = f"document {number}: " if of > 1 else ""
    if not isinstance(record, dict):
        raise BadRequest(f"{where}a document is an object with url, or with text", "body")
    for name, value in record.items():
        if name not in FIELDS:
            told = name.encode("utf-8", "replace").decode()
            raise BadRequest(f"{where}unknown field; there is {', '.join(FIELDS)}", told)
        if value is not None and not _fits(name, value):
            raise BadRequest(f"{where}{name} {value!r:.80} is not {MEANT[name]}", name)
    if not record.get("text") and not record.get("url"):
        raise BadRequest(f"{where}there is neither url nor text", "text")
    for name in ("title", "published"):
        if record.get(name) and not record.get("text"):
            raise BadRequest(f"{where}{name} goes with a text, not with a url alone", name)
    return {name: value for name, value in record.items() if value not in (None, "")}


def _fits(name: str, value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        value.encode()
        if name == "published" and value:
            When(value[:10])
    except ValueError:
        return False
    if name == "kind":
        return value in ("", *Kind)
    return name != "url" or not value or value.lower().startswith(("http://", "https://"))


def job_of(state: WatchState, job: str) -> JobModel:
    """A job by its id; NotFound where there is none."""
    rows = state.rows("SELECT * FROM job WHERE id = ?", job)
    if not rows:
        raise NotFound(f"there is no job {job[:80]!r}")
    items = state.rows("SELECT * FROM item WHERE job = ? ORDER BY number", job)
    return JobModel(
        id=job,
        state=_state([row["state"] for row in items]),
        created=moment(rows[0]["created"]),
        documents=[
            JobDocumentModel(
                number=number,
                name=name_of(row["payload"]),
                state=row["state"],
                reason=row["reason"],
                documents=json.loads(row["documents"]),
                claims=row["claims"],
                attempts=row["attempts"],
                again=moment(row["due"]) if row["state"] == "aside" else "",
            )
            for number, row in enumerate(items, 1)
        ],
    )


def _state(states: Sequence[str]) -> str:
    left = sum(state in ("waiting", "aside") for state in states)
    if not left:
        return "done"
    return "waiting" if left == len(states) else "running"
