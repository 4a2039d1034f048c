"""What a person asks in SPARQL, sent with SPARQLWrapper: one request, as the library makes it."""

from http.client import HTTPException
from io import BytesIO
from urllib.error import HTTPError

import httpx
from SPARQLWrapper import BASIC, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from kg.errors import BadRequest, SourceUnavailable, StoreUnusable, TookTooLong
from kg.store.remote.client import (
    BUSY,
    TOLD,
    Busy,
    Client,
    Form,
    Reply,
    accept_of,
    patiently,
    pause_of,
    said_of,
)
from kg.store.remote.login import REFUSED

STATUSES = {"QueryBadFormed": 400, "Unauthorized": 401, "EndPointNotFound": 404, "URITooLong": 414}


def ask(client: Client, text: str, form: Form = ()) -> Reply:
    """The answer to a query, whole; asked again while the server is busy."""
    if client.login.is_digest:
        # The library's digest is set for all requests of the process, and Virtuoso refuses it.
        return client.ask(text, form)
    asking = _prepared(client, text, form)
    url = client.address.query
    return patiently(lambda: _sent(asking, url, client.seconds), url, client.seconds)


def _prepared(client: Client, text: str, form: Form) -> SPARQLWrapper:
    address = client.address
    found = SPARQLWrapper(address.query)
    found.setMethod(POST)
    found.setOnlyConneg(True)  # else a form is sent too, which Virtuoso holds against the header
    found.setQuery(text)
    found.setTimeout(max(1, round(client.seconds)))
    found.addCustomHttpHeader("Accept", accept_of(text))
    for name, value in (*form, *address.parameters):
        found.addParameter(name, value)
    if address.token:
        found.addCustomHttpHeader("Authorization", f"Bearer {address.token}")
    elif address.login:
        found.setHTTPAuth(BASIC)
        found.setCredentials(*address.login)
    return found


def _sent(asking: SPARQLWrapper, url: str, seconds: float) -> Reply:
    try:
        with asking.query().response as response:
            media, truncated = said_of(response.headers, url)
            return Reply(BytesIO(response.read()), media, truncated)
    except QueryBadFormed as error:
        raise BadRequest(f"{url} does not understand the query: {_said(error)}", "query") from error
    except HTTPError as error:
        if error.code in BUSY:
            raise Busy(
                f"it answers {error.code}", pause_of(error.headers.get("Retry-After", ""))
            ) from error
        raise _refusal(url, error.code, _said(error)) from error
    except SPARQLWrapperException as error:
        status = STATUSES.get(type(error).__name__, 500)
        raise _refusal(url, status, _said(error)) from error
    except TimeoutError as error:
        raise TookTooLong(f"{url} did not answer within {seconds:g} seconds") from error
    except (OSError, HTTPException) as error:
        if isinstance(error, ConnectionResetError):
            raise httpx.ReadError(str(error)) from error
        raise SourceUnavailable(f"{url} cannot be asked: {error}") from error


def _said(error: Exception) -> str:
    return str(error)[:TOLD]


def _refusal(url: str, status: int, said: str) -> StoreUnusable | SourceUnavailable:
    if status in REFUSED:
        return StoreUnusable(
            f"{url} refuses with status {status}: see to KG_STORE_LOGIN or KG_STORE_TOKEN"
        )
    return SourceUnavailable(f"{url} cannot be asked: status {status}: {said}")
