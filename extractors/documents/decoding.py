"""Bytes to text: the declared encoding, else UTF-8, never a guess that could garble a name."""

import codecs
import re

from kg.errors import BadDocument

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Browsers read these labels as the larger sets that pages really use (WHATWG Encoding Standard).
_AS_BROWSERS_DO = {
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I
)


def marked(content: bytes) -> str | None:
    """Name the encoding that a byte order mark announces."""
    return next((name for mark, name in _MARKS if content.startswith(mark)), None)


def decode(content: bytes, charset: str = "") -> str:
    r"""Decode a text and unify its line endings; refuse what is binary or cannot be read.

    >>> decode(b"\xef\xbb\xbfZ\xc3\xbcrich\r\n")
    'Zürich\n'
    """
    encoding = marked(content) or _declared(content, charset) or "utf-8"
    if encoding == "utf-8" and b"\0" in content:
        raise BadDocument("binary file")
    text = _strict(content, encoding).removeprefix("\ufeff")
    if "\0" in text:
        raise BadDocument("binary file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_page(content: bytes, charset: str = "") -> str:
    """Decode HTML by its mark, the server's word or its own declaration, in that order."""
    declared = _DECLARED.search(content[:4096])
    return decode(content, charset or (declared[1].decode("ascii", "ignore") if declared else ""))


def _declared(content: bytes, charset: str) -> str | None:
    """The encoding that was declared; who says ASCII of what is more has mostly UTF-8."""
    if charset.strip().lower() not in ("ascii", "us-ascii"):
        return _known(charset)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _known(charset)
    return "utf-8"


def _known(charset: str) -> str | None:
    name = charset.strip().lower()
    name = _AS_BROWSERS_DO.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # UTF-16 in an ASCII declaration cannot be true; codecs such as rot13 are no encodings.
    usable = info._is_text_encoding and not info.name.startswith(("utf-16", "utf-32"))
    return info.name if usable else None


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        shown = {"utf-8": "UTF-8", "utf-16": "UTF-16", "utf-32": "UTF-32"}.get(encoding, encoding)
        raise BadDocument(f"not valid {shown} at byte {error.start}") from error
