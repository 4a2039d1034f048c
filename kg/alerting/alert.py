"""The alerts of SOURCES.toml: what is asked, and who is told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from kg.asking.typed import Typed, listed
from kg.errors import BadRequest
from kg.store.rdf import digest
from kg.store.store import sparql
from kg.watching.fields import Fields, tables_of

LONGEST_TITLE = 200
USUAL_PARTNERS = MOST_PARTNERS = 1000  # else who comes in after the first would be no news
TELLING = ("title", "mail", "every", "webhook", "secret")
ASKING = ("for", "topic", "country", "region", "type", "since", "exclude", "exclude_partners")
FIELDS = (*TELLING, "query", *ASKING, "top")
# Nothing in it can end a line of a message's head, or begin another address.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Alert:
    """One saved question, and how its changes are told beside the feed."""

    name: str
    title: str
    asked: Typed | str  # a search for partners, or a SPARQL query
    mail: tuple[str, ...] = ()
    every: float = 0.0  # seconds that lie between two mails at least
    webhook: str = ""
    secret: str = ""

    @property
    def definition(self) -> str:
        """What is asked, in short: an answer to another question is no change."""
        return digest(repr(self.asked))

    @property
    def ways(self) -> tuple[str, ...]:
        """How it is told beside the feed."""
        return (*(("mail",) if self.mail else ()), *(("webhook",) if self.webhook else ()))


def read_alerts(path: Path) -> dict[str, Alert]:
    """All alerts of a file; BadRequest names the line or the field at fault."""
    return {name: _alert(path, name, each) for name, each in tables_of(path, "alerts").items()}


def _alert(path: Path, name: str, table: object) -> Alert:
    fields = Fields(f"{path}: alerts.{name}", name, table, FIELDS)
    title = " ".join(fields.text("title").split()) or name
    if len(title) > LONGEST_TITLE or not title.isprintable():
        raise fields.wrong(f"a title is one line of at most {LONGEST_TITLE} characters")
    mail, webhook, secret = fields.texts("mail"), fields.text("webhook"), fields.secret()
    for address in mail:
        if not ADDRESS.fullmatch(address):
            raise fields.wrong(f"{address[:80]!r} is no address for mail")
    if webhook and urlsplit(webhook).scheme not in ("http", "https"):
        raise fields.wrong("a webhook is an address with http or https")
    if bool(webhook) != bool(secret):
        raise fields.wrong("a webhook goes with a secret, by which its receiver knows you")
    if "every" in fields.table and not mail:
        raise fields.wrong("every is how often mail may come; there is no mail")
    every = fields.seconds("every", 1.0) if "every" in fields.table else 0.0
    return Alert(name, title, _asked(fields, path.parent), mail, every, webhook, secret)


def _asked(fields: Fields, beside: Path) -> Typed | str:
    query = fields.text("query")
    about = [field for field in (*ASKING, "top") if field in fields.table]
    if query and about:
        raise fields.wrong(f"it is a query, or a search for partners ({about[0]}), not both")
    if query:
        return _query(fields, query, beside)
    typed = Typed(
        for_=fields.texts("for"),
        topics=fields.texts("topic"),
        countries=listed(fields.texts("country")),
        regions=listed(fields.texts("region")),
        types=listed(fields.texts("type")),
        since=fields.text("since"),
        excluded=fields.texts("exclude"),
        exclude_partners=_years(fields),
        limit=int(fields.number("top", USUAL_PARTNERS, 1, MOST_PARTNERS)),
    )
    if not typed.topics and not typed.for_:
        raise fields.wrong("nothing is asked: name a query, or a topic, or for whom")
    return typed


def _years(fields: Fields) -> str:
    if "exclude_partners" not in fields.table:
        return ""
    return str(int(fields.number("exclude_partners", 1, 1, 100)))


def _query(fields: Fields, text: str, beside: Path) -> str:
    """A query, or the text of the file that `@FILE` names."""
    if text.startswith("@"):
        try:
            text = (beside / Path(text[1:]).expanduser()).read_text("utf-8")
        except (OSError, ValueError) as error:
            raise fields.wrong(f"query {text[:80]} cannot be read: {error}") from error
    try:
        return sparql(text)
    except BadRequest as error:
        raise fields.wrong(f"query: {error}") from error


def alert_named(alerts: Mapping[str, Alert], name: str) -> Alert:
    """One alert; BadRequest names those that there are."""
    if name not in alerts:
        known = ", ".join(alerts) or "none"
        raise BadRequest(f"there is no alert {name[:80]!r}; there is {known}", "name")
    return alerts[name]
