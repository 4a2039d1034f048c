from pathlib import Path

import pytest

from kg.model import Document
from tests.extractors.documents.reading import TEXT, one, read, why


def pdf_of(*texts: str) -> bytes:
    """Write a PDF by hand: one page, one line of text each."""
    shown = "".join(
        f"BT /F1 12 Tf 72 {700 - 20 * n} Td ({text}) Tj ET " for n, text in enumerate(texts)
    )
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >> stream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj {part} endobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return f"{body}xref\n0 6\n0000000000 65535 f \n{table}{end}".encode()


def test_a_page_by_its_metadata(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(
        "<html lang='zh'><head><meta charset='iso-8859-1'><title>Lupus à Zürich</title>"
        "<meta property='article:published_time' content='2025-03-04T10:00:00Z'>"
        "<link rel=canonical href='https://example.org/news/lupus-zurich'>"
        "<body><nav>Home</nav><article><p>The Universität Zürich is one of the partners “now”."
        "<p>The project is about lupus and it was funded by the SNSF in the year of the dragon."
        "</article>".encode("windows-1252")
    )
    doc = one(tmp_path / "a.html")
    assert doc.text.startswith(
        "Lupus à Zürich\n\nThe Universität Zürich is one of the partners “now”."
    )
    assert (doc.title, doc.published, doc.language) == ("Lupus à Zürich", "2025-03-04", "en")
    assert doc.url == "https://example.org/news/lupus-zurich"
    assert "/document/lupus-zurich-" in doc.iri


def test_a_home_page_as_canonical_address_is_not_believed(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.html").write_text(
            f"<link rel=canonical href='https://example.org/'><body><p>{TEXT} Page {name}.</p>"
        )
    assert [type(found) for found in read(tmp_path)] == [Document, Document]


@pytest.mark.parametrize(
    "content", [b"<html><body></body></html>", b"<title>A</title>", b"<!-- nothing -->"]
)
def test_pages_without_text(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.html").write_bytes(content)
    assert why(tmp_path / "a.html") == ["no text found in this page"]


def test_a_huge_page_is_read_in_time(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<title>Many members</title><nav>Home</nav>" + f"<p>{TEXT}</p>" * 60_000
    )
    doc = one(tmp_path / "a.html")
    assert doc.text.count(TEXT) == 60_000
    assert doc.text.startswith("Many members\n\nCharité")


def test_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_of("Partners of", "", "Tokyo."))
    doc = one(tmp_path / "a.pdf")
    assert doc.text.split() == ["Partners", "of", "Tokyo."]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.4 and no more", "broken PDF"),
        (b"no pdf at all", "broken PDF"),
        (pdf_of(), "PDF without text; scanned pages need OCR first"),
    ],
)
def test_bad_pdfs(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    [told] = why(tmp_path / "a.pdf")
    assert told.startswith(reason)
