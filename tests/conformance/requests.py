"""Requests as the suites of protocols describe them: sent, and held against what is expected."""

from collections.abc import Iterator

import httpx

from tests.conformance.suite import MF, Manifest

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"


def requests(manifest: Manifest, entry: object) -> Iterator[object]:
    """The requests of one test in their order."""
    connection = manifest.value(entry, f"{MF}action")
    yield from manifest.items(manifest.value(connection, f"{HT}requests"))


def headers(manifest: Manifest, node: object) -> dict[str, str]:
    """The headers of a request or of a response."""
    listed = manifest.items(manifest.value(node, f"{HT}headers"))
    named = ((manifest.text(one, f"{HT}fieldName"), one) for one in listed)
    return {name: manifest.text(one, f"{HT}fieldValue") for name, one in named}


def body(manifest: Manifest, node: object) -> bytes:
    """The body of a request or of a response."""
    found = manifest.value(node, f"{HT}body")
    encoding = manifest.text(found, f"{CNT}characterEncoding") or "utf-8"
    return manifest.text(found, f"{CNT}chars").encode(encoding)


def sent(client: httpx.Client, manifest: Manifest, request: object, path: str) -> httpx.Response:
    """The response to a request, sent to a path of ours."""
    method = manifest.text(request, f"{HT}methodName")
    content = body(manifest, request)
    return client.request(method, path, headers=headers(manifest, request), content=content)


def expected(manifest: Manifest, response: object) -> set[str]:
    """The statuses that a test allows; `2xx` is a class of them."""
    names = {
        "OK": "200",
        "Created": "201",
        "NoContent": "204",
        "NotFound": "404",
    }
    found = [getattr(one, "value", "") for one in manifest.values(response, f"{MF}expectedStatus")]
    short = (one.rpartition("#")[2].removeprefix("StatusCode") for one in found)
    return {names.get(one, one) for one in short}


def is_expected(status: int, allowed: set[str]) -> bool:
    """Whether a status is one of these, or of one of these classes."""
    return bool({str(status), f"{status // 100}xx"} & allowed)
