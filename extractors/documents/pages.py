"""Files that are one text each: plain text, HTML and PDF."""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from extractors.documents.blocks import every_block, with_headings
from extractors.documents.decoding import decode, decode_page
from extractors.documents.draft import Draft, Source, address, address_stem, whole
from extractors.documents.layout import Piece, columns, running_text
from extractors.documents.linked import declared, with_lines
from extractors.documents.records import with_title
from extractors.documents.tables import flatten
from extractors.documents.titles import dateline, title_of
from extractors.documents.tongues import primary
from kg.errors import BadDocument
from kg.model import Refusal, When

if TYPE_CHECKING:
    from pypdf import PageObject

# No bound of today: the same page must give the same date on every day.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
_TOO_MANY = 15_000  # elements; above, the search for the main text takes minutes
_BLOCKS = ("p", "li", "tr", "div", "br", "h1", "h2", "h3", "h4", "dt", "dd", "blockquote", "pre")
_LINKED = "//script[contains(@type, 'ld+json')]"
_FURNITURE = "//script | //style | //noscript | //template | //nav | //footer"


def plain_text(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read a text file as it stands; its first line may be its title."""
    del notes
    text = decode(whole(stream), source.charset)
    if not text.strip():
        raise BadDocument("empty")
    yield _draft(source, text)


def html(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read the main text of a page, without menus and footers, and what its head declares."""
    del notes
    content = decode_page(whole(stream), source.charset)
    with _silent("trafilatura"), _silent("htmldate"):
        yield _page(content, source)


def pdf(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read the text of all pages, with lines that the layout broke joined again."""
    del notes
    content = whole(stream)
    with _silent("pypdf"):
        text, title = _pdf_text(content)
    if not text.strip():
        raise BadDocument("PDF without text; scanned pages need OCR first")
    # Word processors leave file names as titles: take it only where the text begins with it.
    opening = " ".join(text[:600].split())
    yield _draft(source, text, title=title if title and opening.startswith(title) else "")


def _pdf_text(content: bytes) -> tuple[str, str]:
    # Imported here for their half second, which a run without a PDF need not wait for.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # What broken files make pypdf raise beside its own errors.
    broken = (PyPdfError, ValueError, LookupError, TypeError, AttributeError)
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadDocument("PDF with a password")
        text = running_text([_page_text(page) for page in reader.pages])
        title = (reader.metadata.title or "") if reader.metadata else ""
    except (*broken, RecursionError, OSError, NotImplementedError) as error:
        raise BadDocument(f"broken PDF ({str(error)[:80] or type(error).__name__})") from error
    # Fonts without a table of characters yield what UTF-8 cannot hold.
    return text.replace("\0", "").encode("utf-8", "ignore").decode(), " ".join(title.split())


def _page_text(page: "PageObject") -> str:
    pieces: list[Piece] = []

    def keep(text: str, user: Sequence[float], placed: Sequence[float], *_: object) -> None:
        x = placed[4] * user[0] + placed[5] * user[2] + user[4]
        y = placed[4] * user[1] + placed[5] * user[3] + user[5]
        pieces.append(Piece(x, y, text))

    text = page.extract_text(visitor_text=keep)
    return columns(pieces) or text


def _page(content: str, source: Source) -> Draft:
    # Imported here for their second, which a run without a page need not wait for.
    from trafilatura import extract_metadata, load_html

    from extractors.records.pagetables import placed, table_drafts

    if "<html" not in content[:5000].lower():  # or trafilatura takes a fragment for no HTML
        content = f"<html>{content}</html>"
    try:
        tree = load_html(content)
        if tree is None:
            raise BadDocument("no text found in this page")
        language = primary(tree.get("lang") or tree.get("xml:lang") or "")
        large = sum(1 for _ in tree.iter()) > _TOO_MANY
        head = extract_metadata(_head(content) if large else content, date_config=dict(_DATES))
        scripts = [one.text_content() for one in tree.xpath(_LINKED)]
        rows = None if large else table_drafts(tree, source, " ".join((head.title or "").split()))
        flatten(tree)
        text = every_block(content) if large else with_headings(_main_text(tree), content)
        own = declared(scripts, None if large else load_html(content), f"{head.title}\n{text}")
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise BadDocument(f"broken HTML ({str(error)[:80]})") from error
    if not text:
        raise BadDocument("no text found in this page")
    title = " ".join((own.headline or head.title or "").split())
    whole_text = with_lines(with_title(title, text), own.lines)
    return _draft(
        source,
        whole_text,
        record=placed(whole_text, rows or ()),
        title=title,
        url=_own_address(head.url or "", source.url),
        publisher=_publisher(own.publisher or head.sitename or "", head.hostname),
        published=_day(head.date) or _day(own.published[:10]),
        language=language,
    )


def _main_text(tree: object) -> str:
    from trafilatura import bare_extraction

    # Recall, because lists of partners look like menus to a stricter search.
    main = bare_extraction(tree, favor_recall=True, date_extraction_params=dict(_DATES))
    return (getattr(main, "text", None) or "").replace("\r\n", "\n").strip()


def _head(content: str) -> str:
    end = content[:200_000].lower().find("</head>")
    return content[: end if end >= 0 else 20_000] + "</head><body></body></html>"


def _own_address(canonical: str, fetched: str) -> str:
    """Prefer the canonical address, unless it is the home page that careless sites declare.

    A page speaks for its own site alone: by that of another it would take that page's place.
    """
    url = address(canonical)
    if not url or not urlsplit(url).path.strip("/"):
        return fetched
    return url if not fetched or _site(url) == _site(fetched) else fetched


def _site(url: str) -> str:
    return re.sub(r"^(?:www|m|mobile|amp)\.", "", urlsplit(url).hostname or "")


def _publisher(site: str, host: str | None) -> str:
    return "" if site == host else site.strip()


def _day(text: str | None) -> When | None:
    try:
        return When(text) if text else None
    except ValueError:
        return None


def _draft(source: Source, text: str, **known: object) -> Draft:
    url = str(known.pop("url", "") or source.url)
    known["title"] = known.get("title") or title_of(text)
    known["published"] = known.get("published") or dateline(text)
    identity, stem = source.identity, source.stem
    if url:
        identity, stem = f"url {url}", address_stem(url)
    return Draft(source.name, identity, stem, text, url=url, **known)  # type: ignore[arg-type]


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """Keep a library's remarks off the terminal: what matters becomes a refusal."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
