"""What /examples sends."""

from collections.abc import Mapping
from urllib.parse import quote

from pydantic import BaseModel, Field

from kg.questions import Question, questions


class ExampleModel(BaseModel):
    """One question with the query that answers it."""

    name: str
    group: str = Field(description="office or analyst")
    title: str
    audience: str = Field(alias="for")
    change: str = Field(description="What to change for a question of one's own")
    query: str
    address: str = Field(description="Where it is answered on this server")

    @classmethod
    def of(cls, one: Question) -> "ExampleModel":
        """A question of the catalogue."""
        told = {"for": one.audience}  # a word of Python's, so it cannot be named below
        return cls(
            **told,
            name=one.name,
            group=one.group,
            title=one.title,
            change=one.change,
            query=one.text,
            address=f"/sparql?query={quote(one.text, safe='')}",
        )


class ExamplesModel(BaseModel):
    """The catalogue, with the prefixes that its queries leave to the server."""

    prefixes: dict[str, str]
    examples: list[ExampleModel]

    @classmethod
    def of(cls, prefixes: Mapping[str, str]) -> "ExamplesModel":
        """All questions."""
        return cls(prefixes=dict(prefixes), examples=[ExampleModel.of(one) for one in questions()])
