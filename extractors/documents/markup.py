"""XML parsed without entities and without a look at anything outside."""

import re
from html.entities import html5
from xml.etree.ElementTree import Element  # the type alone: what parses is defusedxml

from kg.errors import BadDocument

_OWN = ("amp", "lt", "gt", "quot", "apos")  # entities that XML has
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(rb"&(?!#?\w{1,32};)")
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MENDED = ("undefined entity", "not well-formed")


def parsed_xml(content: bytes) -> Element:
    """The root element; BadDocument where it is broken or has entities of its own.

    Feeds name entities that HTML has and XML has not, and leave ampersands bare: where nothing else
    is wrong, they are read.
    """
    # Imported here, which a run without XML need not wait for.
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        try:
            root: Element = fromstring(content)
        except ParseError as error:
            if not str(error).startswith(_MENDED):
                raise
            try:
                root = fromstring(_mended(content))
            except ParseError:
                raise error from None  # its place in the file as it is
    except DefusedXmlException as error:
        raise BadDocument("XML with entities of its own is not read") from error
    except (ParseError, ValueError, LookupError) as error:
        raise BadDocument(f"broken XML ({error})") from error
    return root


def _mended(content: bytes) -> bytes:
    return _NAMED.sub(_number, _BARE.sub(b"&amp;", _NO_TEXT.sub(b" ", content)))


def _number(match: re.Match[bytes]) -> bytes:
    name = match[1].decode()
    text = "" if name in _OWN else html5.get(f"{name};", "")
    return "".join(f"&#{ord(sign)};" for sign in text).encode() or match[0]
