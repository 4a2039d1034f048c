"""What came and went, as it goes over the wire."""

from pydantic import BaseModel, Field

from kg.store.changes.told import Verb


class EndModel(BaseModel):
    """An end of a statement as it was called then; a date or a number has a label alone."""

    id: str
    label: str
    type: str


class OriginModel(BaseModel):
    """The document that a sentence is from; empty where it does not say."""

    id: str
    title: str
    url: str
    published: str


class PieceModel(BaseModel):
    """A sentence, and the claim that was read in it."""

    id: str
    quote: str
    document: OriginModel


class ChangeModel(BaseModel):
    """A statement that came or went; without ends where its documents were taken out."""

    number: int = Field(description="Grows, and is not used again: the next `after`")
    generation: str
    at: str
    change: Verb
    statement: str
    subject: EndModel
    predicate: str
    object: EndModel
    belief: float
    role: str
    date: str
    pieces: int = Field(description="Pieces of evidence, of which up to three are quoted")
    evidence: list[PieceModel]


class ChangesModel(BaseModel):
    """What came and went after a generation or a date, in that order."""

    generation: str = Field(description="The newest: the next `since`")
    oldest: str = Field(description="What came or went before, or with it, is forgotten")
    unlisted: int = Field(description="Statements of very large generations, counted alone")
    changes: list[ChangeModel]
    next: str | None = Field(description="The address of the next page")
