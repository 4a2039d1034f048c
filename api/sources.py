"""How the sources that are watched do, for people and for machines."""

from collections.abc import Sequence
from contextlib import closing

from fastapi import APIRouter
from fastapi.responses import Response

from api.intake_schemas import SourceModel, SourcesModel, TroubleModel
from api.site import Plain, Site, as_json
from kg.harmless import in_one_line
from kg.watching.overview import SourceState, overview, together, troubles_of
from kg.watching.state import FILE, WatchState

SHOWN = 200  # of what was refused, set aside or empty


def routes(site: Site) -> APIRouter:
    """The address of all sources."""
    router = APIRouter(tags=["Ingestion"])

    @router.get("/sources", response_model=SourcesModel, summary="How do the sources do?")
    def sources(shape: Plain) -> Response:
        """Each source with its runs, counts and warnings; what was refused, aside or empty."""
        listed, found = _found(site)
        if shape == "json":
            return as_json(found)
        return site.page("sources.html", found=found, warnings=together(listed))

    return router


def _found(site: Site) -> tuple[Sequence[SourceState], SourcesModel]:
    folder = site.settings.folder
    if not (folder / FILE).exists():
        return [], SourcesModel(sources=[], troubles=[])
    with closing(WatchState(folder)) as state:
        listed, bad = overview(state), troubles_of(state, SHOWN)
    own = {one.place for one in listed}
    return listed, SourcesModel(
        # Without the place: a path of this machine is nobody else's.
        sources=[SourceModel.model_validate(one.as_dict()) for one in listed],
        troubles=[
            TroubleModel.model_validate(
                {
                    **one.as_dict(),
                    # The address of a source may have its owner's key in it.
                    "place": one.source if one.place in own else _shown(one.place),
                    "reason": in_one_line(one.reason),
                }
            )
            for one in bad
        ],
    )


def _shown(place: str) -> str:
    """An address as it is, of a path its last name.

    >>> _shown("/data/in/a.txt"), _shown("https://example.org/a")
    ('a.txt', 'https://example.org/a')
    """
    return in_one_line(place.rpartition("/")[2] if place.startswith("/") else place)
