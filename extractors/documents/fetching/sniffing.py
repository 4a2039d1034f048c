"""What bytes are, against what a server claims: a picture is not read as a page."""

from kg.errors import BadDocument

_KNOWN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip file"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a sound or a picture"),
    (b"OggS", "a sound or a film"),
    (b"ID3", "a sound"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ", "packed with xz"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)
_WANTED = {".pdf": "a PDF", ".xlsx": "a zip file"}
_MARKS = (b"\xff\xfe", b"\xfe\xff")  # of UTF-16 and UTF-32, whose texts have NUL in them


def check(content: bytes, suffix: str, claimed: str) -> None:
    """Refuse content that is not of the sort that was claimed."""
    found = sort_of(content)
    if found != _WANTED.get(suffix, ""):
        raise BadDocument(f"content type {claimed}, but it is {found or 'none'}")


def sort_of(content: bytes) -> str:
    """What the first bytes say; nothing for a text.

    >>> sort_of(b"%PDF-1.7"), sort_of(b"<html>"), sort_of(b"a\\0b")
    ('a PDF', '', 'no text')
    """
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for start, name in _KNOWN:
        if head.startswith(start):
            return name
    if b"%PDF-" in head and not head.startswith(b"<"):
        return "a PDF"  # readers allow for a few bytes before it
    return "no text" if b"\0" in head and not head.startswith(_MARKS) else ""
