"""Alerts and what they told, as they go over the wire."""

from pydantic import BaseModel, Field

from api.change_schemas import PieceModel


class AlertModel(BaseModel):
    """One alert at a glance; who is told of it is nobody else's."""

    name: str
    title: str
    active: bool = Field(description="Whether it is still asked")
    checked: str
    changed: str
    changes: int
    waiting: int
    failed: int
    trouble: str


class AlertsModel(BaseModel):
    """All alerts by name."""

    alerts: list[AlertModel]


class CellModel(BaseModel):
    """One value of a row."""

    value: str
    label: str


class RowModel(BaseModel):
    """One row by its columns, with its sentences."""

    cells: dict[str, CellModel]
    evidence: list[PieceModel]


class EventModel(BaseModel):
    """That an answer changed, and how; a webhook gets the same."""

    id: str = Field(description="As in Idempotency-Key of the webhook")
    alert: str
    title: str
    at: str
    since: str = Field(description="The generation of the answer before")
    generation: str
    total: int = Field(description="Rows of the answer now")
    added_total: int
    removed_total: int
    added: list[RowModel] = Field(description="Up to 100 of them")
    removed: list[RowModel] = Field(description="Up to 100 of them")


class EventsModel(BaseModel):
    """What changed in one answer, the newest first."""

    alert: AlertModel
    events: list[EventModel]
