"""What goes over the wire where documents are sent in and sources are shown."""

from pydantic import BaseModel, Field


class ReceiptModel(BaseModel):
    """What was kept, and where to ask what became of it."""

    id: str
    documents: int
    location: str


class JobDocumentModel(BaseModel):
    """One of the documents that were sent, and what became of it."""

    number: int
    name: str = Field(description="Its address or title")
    state: str = Field(description="waiting, taken, unchanged, refused or aside")
    reason: str
    documents: list[str] = Field(description="What it is in the graph")
    claims: int
    attempts: int
    again: str = Field(description="When it is tried again; empty where it is not")


class JobModel(BaseModel):
    """What was sent at once; `done` when nothing of it is to be read any more."""

    id: str
    state: str = Field(description="waiting, running or done")
    created: str
    documents: list[JobDocumentModel]


class SourceModel(BaseModel):
    """One source and how it does; times are ISO 8601, empty where there is none."""

    name: str
    kind: str
    active: bool
    trust: float
    last_run: str
    last_success: str
    newest: str = Field(description="when something new came of it last")
    next_run: str
    error: str
    listed: int | None
    new: int
    unchanged: int
    refused: int
    aside: int
    waiting: int
    gone: int = Field(description="files that were deleted, and whose documents stay")
    withdrawn: int = Field(description="files that were deleted, and their documents with them")
    documents: int
    facts: int
    facts_per_document: float | None
    warnings: list[str]


class TroubleModel(BaseModel):
    """Something of which no fact came, and why."""

    source: str
    what: str = Field(description="refused, aside, empty or gone")
    place: str
    reason: str
    at: str
    again: str
    attempts: int


class SourcesModel(BaseModel):
    """All sources, and what was refused, set aside or empty, the newest first."""

    sources: list[SourceModel]
    troubles: list[TroubleModel]
